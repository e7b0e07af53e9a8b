"""Oversight: whose cases an authority sees, its own and those of the bodies below it."""

import re
from typing import NamedTuple

NATIONAL = frozenset({"samr", "sac"})
"""Bodies that see everything: they supervise standardisation in the whole country (标准化法 Art. 5)."""

_REGION = re.compile(r"[1-9]\d{5}")


class Scope(NamedTuple):
    """The ids that an authority sees: `low` <= id < `high`, or every id when both are None."""

    low: str | None
    high: str | None

    @property
    def everything(self) -> bool:
        """Say whether nothing is hidden."""
        return self.low is None

    def holds(self, authority: str) -> bool:
        """Say whether the scope holds another authority's cases."""
        return self.low is None or self.high is None or self.low <= authority < self.high


EVERYTHING = Scope(None, None)


def scope_of(authority: str) -> Scope:
    """Return what an authority sees; a region's code (GB/T 2260) covers the codes that begin alike."""
    if authority in NATIONAL:
        return EVERYTHING
    if not _REGION.fullmatch(authority):
        return Scope(authority, authority + "\0")
    prefix = authority
    while prefix.endswith("00"):
        prefix = prefix[:-2]
    # ":" is the character after "9", so that the range holds exactly the codes with the prefix.
    return Scope(prefix, prefix + ":") if len(prefix) < len(authority) else Scope(authority, authority + "\0")
