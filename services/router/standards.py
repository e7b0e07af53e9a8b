"""Standards: what the router asks of the catalogue."""

from collections.abc import Iterable
from typing import Protocol

from shared.catalogue import Catalogue


class Standards(Protocol):
    """The catalogue, as much of it as concerns the standards of a batch."""

    async def of(self, keys: Iterable[str]) -> Catalogue:
        """Return what is known of the standards with these keys."""


class NoStandards:
    """A catalogue into which nothing was imported."""

    async def of(self, keys: Iterable[str]) -> Catalogue:
        """Return nothing."""
        del keys
        return Catalogue()
