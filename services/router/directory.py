"""The directory: for any standard and any place, the body that answers, and the body above it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from services.router.destinations import CERTAIN, Destinations
from services.router.routes import Citation, Route, Routes, family
from shared.authorities import Authorities
from shared.authority import Authority
from shared.ladder import Ladder
from shared.region import Regions
from shared.text import Text

SUPERIOR = Text(
    zh="{place}的上一级标准化行政主管部门是{body}（标准化法第五条、第三十二条）。",
    en="One level up from {place} is the {body} (标准化法 Arts. 5 and 32).",
)

NO_ADMINISTRATION = Text(
    zh="{place}没有依标准化法设立的标准化行政主管部门，由{body}直接处理。",
    en="{place} has no administration under 标准化法; the {body} deals with it directly.",
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """The body that must hear, and why; `also` are bodies that share the matter and may be told too."""

    authority: Authority
    because: Text
    also: tuple[Authority, ...] = ()


class Directory:
    """Every body, who is above whom, and who answers for what. Pure once loaded."""

    def __init__(self, regions: Regions, ladder: Ladder, authorities: Authorities, routes: Routes) -> None:
        self.regions = regions
        self._steps = ladder
        self._authorities = authorities
        self._routes = routes
        self._destinations = Destinations(authorities, regions, ladder)

    @classmethod
    def load(cls, directory: Path, policy: Path) -> "Directory":
        """Read deploy/directory and deploy/policy. Raises PolicyError with the file and line."""
        regions = Regions.load(directory / "regions.csv")
        ladder = Ladder.load(policy / "ladder.yaml", regions)
        authorities = Authorities.load(directory, regions, ladder)
        ways = Destinations(authorities, regions, ladder).names
        bodies = authorities.ids()
        routes = Routes.load(policy / "routes.csv", named={*ways, *bodies}, certain={*CERTAIN, *bodies})
        return cls(regions, ladder, authorities, routes)

    def authority(self, id_: str) -> Authority:
        """Find a body, or the one that took its place. Raises UnknownAuthority."""
        return self._authorities.get(id_)

    def administration(self, region: str) -> Authority:
        """The body that administers the place. Raises UnknownRegion."""
        return self.authority(self._steps.own(region))

    def ids(self) -> tuple[str, ...]:
        """The ids of all bodies that exist."""
        return self._authorities.ids()

    def setter(self, standard: Citation | None, region: str) -> Assignment:
        """Say who decides about the standard's content; None is a standard missing or unreadable.

        The first route that matches and leads to a body wins. Raises UnknownRegion.
        """
        place = self.regions.get(region)
        for route in self._routes.matching(standard):
            found = self._destinations.find(route.to, standard, place.code)
            if found is not None:
                return self._assign(route, found, standard, place.code)
        # Routes.load made sure that the last row matches everything and leads to a body.
        raise AssertionError(standard)

    def superior(self, region: str) -> Assignment:
        """Say who is one level up from the place's own administration. Raises UnknownRegion."""
        authority = self.authority(self._steps.above(region))
        because = NO_ADMINISTRATION if authority.id == self._steps.own(region) else SUPERIOR
        place = self.regions.full_name(region)
        return Assignment(authority, because.with_(place=place, body=authority.name))

    def ladder(self, id_: str) -> tuple[str, ...]:
        """The body's id and those above it, the top last: 440300, sac, samr. Raises UnknownAuthority."""
        return self._authorities.ladder(id_)

    def is_above(self, upper: str, lower: str) -> bool:
        """Say whether `upper` stands above `lower`, at any distance; nobody is above themselves."""
        return self._authorities.is_above(upper, lower)

    def below(self, id_: str) -> frozenset[str]:
        """The ids of all bodies below, at any distance. Raises UnknownAuthority."""
        return self._authorities.below(id_)

    def common_superior(self, one: str, other: str) -> Authority | None:
        """The lowest body that is, or is above, both; None where they share none (标准化法 Arts. 30, 33)."""
        theirs = set(self.ladder(other))
        return next((self.authority(rung) for rung in self.ladder(one) if rung in theirs), None)

    def _assign(self, route: Route, found: str, standard: Citation | None, place: str) -> Assignment:
        authority = self.authority(found)
        ministry = self._authorities.ministry(family(standard.code)) if standard else None
        because = route.because.with_(
            body=authority.name,
            place=self.regions.full_name(place),
            code=standard.code if standard else "",
            industry=ministry.industry if ministry else "",
        )
        shared = ministry.also if ministry and route.to in {"ministry", "shared-ministry"} else None
        return Assignment(authority, because, self._others(authority, (route.also, shared)))

    def _others(self, authority: Authority, ids: Iterable[str | None]) -> tuple[Authority, ...]:
        return tuple(self.authority(id_) for id_ in ids if id_ is not None and id_ != authority.id)
