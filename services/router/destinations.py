"""What a route's `to` may say besides a body's id, and how it is found for one standard and one place."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from services.router.routes import Citation, family
from shared.authorities import Authorities
from shared.ladder import Ladder
from shared.region import Regions

CERTAIN = ("region-of-reporter", "province-of-reporter")
"""Destinations that always lead to a body."""

Find = Callable[[Citation | None, str], str | None]


@dataclass(frozen=True, slots=True)
class Destinations:
    """Finds the body that a route means; None where it cannot be told, so that the next route is tried."""

    authorities: Authorities
    regions: Regions
    ladder: Ladder

    @property
    def names(self) -> dict[str, Find]:
        """Each word of the routes' table with its way of finding a body."""
        return {
            "region-of-reporter": lambda _, region: self.ladder.own(region),
            "province-of-reporter": lambda _, region: self.ladder.own(self.regions.path(region)[-1].code),
            "province-of-standard": lambda citation, _: self._place(citation, digits=2),
            "city-of-standard": lambda citation, _: self._place(citation, digits=4),
            "ministry": lambda citation, _: self._ministry(citation),
            "shared-ministry": lambda citation, _: self._ministry(citation, shared=True),
            "association": lambda citation, _: self._association(citation),
        }

    def find(self, to: str, citation: Citation | None, region: str) -> str | None:
        """The id that `to` means for this standard and the reporter's region."""
        way = self.names.get(to)
        return to if way is None else way(citation, region)

    def _place(self, citation: Citation | None, *, digits: int) -> str | None:
        stated = (citation.region or _digits(citation.code)) if citation else ""
        trimmed = re.sub(r"(00)+$", "", stated)
        code = trimmed[:digits].ljust(6, "0")
        return self.ladder.own(code) if len(trimmed) >= digits and code in self.regions else None

    def _ministry(self, citation: Citation | None, *, shared: bool = False) -> str | None:
        ministry = self.authorities.ministry(family(citation.code)) if citation else None
        if ministry is None or (shared and ministry.also is None):
            return None
        return ministry.authority

    def _association(self, citation: Citation | None) -> str | None:
        code = family(citation.code).removeprefix("T/") if citation else ""
        id_ = f"t-{code.lower()}"
        return id_ if id_ in self.authorities else None


def _digits(code: str) -> str:
    """The digits of DB44 or DB4403."""
    found = re.search(r"\d+", code)
    return found[0] if found else ""
