"""Oversight: whose cases an authority sees, its own and those of the bodies below it, and which it rules."""

import re
from typing import NamedTuple

from shared.case import Case
from shared.ruling import OPERATOR

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
    """Return what an authority or the operator sees; a region's code covers those that begin alike."""
    if authority in NATIONAL or authority == OPERATOR:
        return EVERYTHING
    if not _REGION.fullmatch(authority):
        return Scope(authority, authority + "\0")
    prefix = authority
    while prefix.endswith("00"):
        prefix = prefix[:-2]
    # ":" is the character after "9", so that the range holds exactly the codes with the prefix.
    return Scope(prefix, prefix + ":") if len(prefix) < len(authority) else Scope(authority, authority + "\0")


def may_rule(viewer: str, case: Case) -> bool:
    """Say whether somebody decides what a case is: the authority of its place, one asked, or one above."""
    scope = scope_of(viewer)
    screener = (case.screening.authority,) if case.screening else ()
    return any(map(scope.holds, (case.region, *screener, *(e.authority for e in case.escalations))))


def may_see(viewer: str, case: Case) -> bool:
    """Say whether somebody may read a case: who rules it, and who was told of it for information."""
    return viewer in case.informed or may_rule(viewer, case)
