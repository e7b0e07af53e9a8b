"""Standards that are known, in memory: what the form asks when something is typed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shared.catalogue import Listed, edition, search_fields
from shared.errors import TryAgain
from shared.standard import StandardRef


def a_listed(designation: str, **fields: Any) -> Listed:
    """An edition in the catalogue; the fields show the interesting detail."""
    ref = StandardRef.parse(designation)
    return Listed(id=edition(ref), key=ref.key, **fields)


@dataclass
class MemoryStandards:
    """Finds as the store does; `away` is a store that cannot be reached."""

    listed: list[Listed] = field(default_factory=list)
    away: bool = False

    async def starting(self, words: str, most: int) -> list[Listed]:
        found = [one for one in self._known() if any(start.startswith(words) for start in _starts(one))]
        return sorted(found, key=lambda one: one.id)[:most]

    async def near(self, words: Iterable[str], most: int) -> list[Listed]:
        asked = set(words)
        return [one for one in self._known() if asked.intersection(_sought(one)["near"])][:most]

    async def editions(self, key: str, most: int) -> list[Listed]:
        return [one for one in self._known() if one.key == key][:most]

    async def keep(self, cited: Iterable[StandardRef]) -> int:
        known = {one.id for one in self._known()}
        new = {edition(ref): ref.key for ref in cited if edition(ref) not in known}
        self.listed += [Listed(id=id_, key=key) for id_, key in new.items()]
        return len(new)

    def _known(self) -> list[Listed]:
        if self.away:
            raise TryAgain("the store is away")
        return self.listed


def _starts(one: Listed) -> list[str]:
    sought = _sought(one)
    return [sought[name] or "" for name in ("start", "start_bare", "start_title")]


def _sought(one: Listed) -> dict[str, Any]:
    return search_fields(one.ref, one.title)
