"""Cases: what the router asks of the store that it alone writes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.router.change import Change, Stored
from services.router.placing import Near
from shared.transmission import Receipt


class Cases(Protocol):
    """The cases, loaded in one query each way, saved in one write."""

    async def load(self, ids: Iterable[str]) -> dict[str, Stored]:
        """Return those of the cases that are stored."""

    async def of_reports(self, reports: Collection[str]) -> list[Stored]:
        """Return the cases that speak of any of the reports."""

    async def numbered(self, numbers: Collection[str]) -> dict[str, Stored]:
        """Return the cases with these numbers; one that was merged leads to what it became part of."""

    async def near(self, keys: Mapping[str, Sequence[str]]) -> list[Near]:
        """Return cases under any of the keys that each report asks for; boundedly many a report."""

    async def shelves(self, names: Collection[str]) -> dict[str, int]:
        """Return how many places of each shelf are known to be taken."""

    async def due(self, now: datetime, most: int) -> list[Stored]:
        """Return the cases with a clock or a notice that is due, the longest overdue first."""

    async def note(self, receipts: Sequence[Receipt]) -> None:
        """Keep receipts beside their cases, the first of each escalation; whoever reads a case has them."""

    async def save(self, changes: Sequence[Change], now: datetime) -> None:
        """Save all, in their order, and see that the world hears of it.

        Overtaken when somebody else was quicker with one of them; TryAgain when any could not be saved.
        """
