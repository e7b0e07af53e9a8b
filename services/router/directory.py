"""The directory: for any standard and any place, the body that answers, and the body above it."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from services.router.destinations import CERTAIN, Destinations
from services.router.listed_setter import listed_setter
from services.router.routes import SHARED, Citation, Route, Routes, family
from shared.authorities import Authorities
from shared.authority import Authority
from shared.catalogue import Catalogue, Listed
from shared.ladder import Ladder
from shared.region import Regions
from shared.standard import StandardRef
from shared.text import Text, joined, listed

SUPERIOR = Text(
    zh="{place}的上一级标准化行政主管部门是{body}（标准化法第五条、第三十二条）。",
    en="One level up from {place} is the {body} (标准化法 Arts. 5 and 32).",
)

PASSED_OVER = Text(
    zh="{place}逐级向上直达国家层面，不经{body}；后者通过每日汇总知悉（国标委服务[2012]19号）。",
    en="The ladder above {place} leads to the nation past the {body}, which is told in its daily digest "
    "instead (国标委服务[2012]19号).",
)

NO_ADMINISTRATION = Text(
    zh="{place}没有依标准化法设立的标准化行政主管部门，由{body}直接处理。",
    en="{place} has no administration under 标准化法; the {body} deals with it directly.",
)

REMEMBERED = 1024
"""Standards and places whose bodies are remembered."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The body that must hear, and why.

    `also` share the matter and are told for information; `supervisors` may order correction. `decided_by` is
    the file and line that decided, `row` its cells, where a table did.
    """

    authority: Authority
    because: Text
    also: tuple[Authority, ...] = ()
    supervisors: tuple[Authority, ...] = ()
    decided_by: str = ""
    row: str = ""


class _Cited(NamedTuple):
    """As much of a designation as the routes look at."""

    level: str
    code: str
    number: str
    region: str | None


def _cited(standard: Citation | None) -> _Cited | None:
    if standard is None:
        return None
    return _Cited(standard.level, standard.code, standard.number, standard.region)


class Directory:
    """Every body, who is above whom, and who answers for what. Pure once loaded.

    `authorities` may be told of imported bodies at any time.
    """

    def __init__(self, regions: Regions, ladder: Ladder, authorities: Authorities, routes: Routes) -> None:
        self.regions = regions
        self._steps = ladder
        self.authorities = authorities
        self._catalogue = Catalogue()
        self._routes = routes
        self._destinations = Destinations(authorities, regions, ladder)
        # One standard and one place come again and again; what they lead to follows from the tables alone,
        # and from which bodies are known.
        self._routed = lru_cache(maxsize=REMEMBERED)(self._by_route)
        self._superior = lru_cache(maxsize=REMEMBERED)(self._one_up)
        self._passed_over = lru_cache(maxsize=REMEMBERED)(self._left_out)

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

    def knowing(self, catalogue: Catalogue) -> "Directory":
        """The same directory, which also knows these standards."""
        other = copy(self)
        other._catalogue = catalogue  # noqa: SLF001 - its own class
        return other

    def authority(self, id_: str) -> Authority:
        """Find a body, or the one that took its place. Raises UnknownAuthority."""
        return self.authorities.get(id_)

    def administration(self, region: str) -> Authority:
        """The body that administers the place. Raises UnknownRegion."""
        return self.authority(self._steps.own(region))

    @property
    def routes(self) -> tuple[Route, ...]:
        """The rows of the table, in their order."""
        return tuple(self._routes)

    def ids(self) -> tuple[str, ...]:
        """The ids of all bodies that exist."""
        return self.authorities.ids()

    def setter(self, standard: Citation | None, region: str) -> Assignment:
        """Say who decides about the standard's content; None is a standard missing or unreadable.

        What the catalogue says comes first; then the first route that matches and leads to a body. Raises
        UnknownRegion.
        """
        place = self.regions.get(region)
        by_route = self._routed(_cited(standard), place.code, self.authorities.edition)
        found = self._catalogue.find(standard) if isinstance(standard, StandardRef) else None
        return self._as_listed(found, by_route) if found else by_route

    def _by_route(self, standard: Citation | None, place: str, edition: int) -> Assignment:
        del edition
        for route in self._routes.matching(standard):
            found = self._destinations.find(route.to, standard, place)
            if found is not None:
                return self._assign(route, found, standard, place)
        # Routes.load made sure that the last row matches everything and leads to a body.
        raise AssertionError(standard)

    def _as_listed(self, one: Listed, by_route: Assignment) -> Assignment:
        found = listed_setter(one, self.authorities, self._steps.nation)
        decided = f"catalogue: {one.id}"
        if found.authority is None:
            because = joined(by_route.because, *found.because)
            return replace(by_route, because=because)
        authority = self.authority(found.authority)
        also = self._others(authority, (*found.also, *(body.id for body in by_route.also)))
        supervisors = self._others(authority, (body.id for body in by_route.supervisors))
        return Assignment(authority, joined(*found.because), also, supervisors, decided)

    def superior(self, region: str) -> Assignment:
        """Say who is one level up from the place's own administration. Raises UnknownRegion."""
        return self._superior(region, self.authorities.edition)

    def _one_up(self, region: str, edition: int) -> Assignment:
        del edition
        authority = self.authority(self._steps.above(region))
        because = NO_ADMINISTRATION if authority.id == self._steps.own(region) else SUPERIOR
        place = self.regions.full_name(region)
        return Assignment(
            authority,
            because.with_(place=place, body=authority.name),
            decided_by=self._steps.decided_by(region),
        )

    def passed_over(self, region: str) -> Assignment | None:
        """Say which province the place's ladder leaves out, and that is told all the same; or None."""
        return self._passed_over(region, self.authorities.edition)

    def _left_out(self, region: str, edition: int) -> Assignment | None:
        del edition
        path = self.regions.path(region)
        province, codes = path[-1], {place.code for place in path}
        if self._steps.own(province.code) != province.code or province.code in self.ladder(path[0].code):
            return None
        body = self.authority(province.code)
        because = PASSED_OVER.with_(place=self.regions.full_name(region), body=body.name)
        leaves = next(place.code for place in path if self._steps.above(place.code) not in codes)
        return Assignment(body, because, decided_by=self._steps.decided_by(leaves))

    def ladder(self, id_: str) -> tuple[str, ...]:
        """The body's id and those above it, the top last: 440300, sac, samr. Raises UnknownAuthority."""
        return self.authorities.ladder(id_)

    def is_above(self, upper: str, lower: str) -> bool:
        """Say whether `upper` stands above `lower`, at any distance; nobody is above themselves."""
        return self.authorities.is_above(upper, lower)

    def below(self, id_: str) -> frozenset[str]:
        """The ids of all bodies below, at any distance. Raises UnknownAuthority."""
        return self.authorities.below(id_)

    def common_superior(self, one: str, other: str) -> Authority | None:
        """The lowest body that is, or is above, both; None where they share none (标准化法 Arts. 30, 33)."""
        theirs = set(self.ladder(other))
        return next((self.authority(rung) for rung in self.ladder(one) if rung in theirs), None)

    def _assign(self, route: Route, found: str, standard: Citation | None, place: str) -> Assignment:
        authority = self.authority(found)
        ministry = self.authorities.ministry(family(standard.code)) if standard else None
        shared = ministry.also if ministry and route.to == SHARED else None
        also = self._others(authority, (self._named(route.also, standard, place), shared))
        because = route.because.with_(
            body=authority.name,
            place=self.regions.full_name(place),
            code=standard.code if standard else "",
            industry=ministry.industry if ministry else "",
            also=listed(body.name for body in also) if also else authority.name,
        )
        supervisor = self._named(route.supervised_by, standard, place)
        return Assignment(
            authority, because, also, self._others(authority, (supervisor,)), route.where, route.row
        )

    def _named(self, to: str | None, standard: Citation | None, place: str) -> str | None:
        return self._destinations.find(to, standard, place) if to else None

    def _others(self, authority: Authority, ids: Iterable[str | None]) -> tuple[Authority, ...]:
        return tuple(self.authority(id_) for id_ in ids if id_ is not None and id_ != authority.id)
