"""How far walks have come, for all processes together and over restarts: small documents among the marks."""

from datetime import datetime
from typing import NamedTuple

from shared.mongo import BEGINNING, COLLECTIONS, Database, store_errors

CASES, DIGESTS = "notifier looked through cases", "notifier made digests"


class Sweep:
    """One walk; `mark` says which."""

    def __init__(self, database: Database, mark: str) -> None:
        self._marks = database[COLLECTIONS.marks]
        self._mark = mark

    async def seen(self) -> datetime:
        """Return up to which time everything has been looked at."""
        with store_errors():
            mark = await self._marks.find_one({"_id": self._mark})
        return mark["at"] if mark else BEGINNING

    async def set_seen(self, at: datetime) -> None:
        """Note up to when; never backwards."""
        with store_errors():
            await self._marks.update_one({"_id": self._mark}, {"$max": {"at": at}}, upsert=True)


class Looked(NamedTuple):
    """Up to which time of writing cases were looked at: for what was not told, and for missing receipts."""

    told: datetime
    receipts: datetime


class CaseSweep:
    """The walk through the cases."""

    def __init__(self, database: Database) -> None:
        self._marks = database[COLLECTIONS.marks]

    async def looked(self) -> Looked:
        """Return how far the walk has come."""
        with store_errors():
            mark = await self._marks.find_one({"_id": CASES}) or {}
        told: datetime = mark.get("at", BEGINNING)
        receipts: datetime = mark.get("receipts", told)  # an earlier release kept one time for both
        return Looked(told, receipts)

    async def set_looked(self, looked: Looked) -> None:
        """Note how far; never backwards."""
        times = {"at": looked.told, "receipts": looked.receipts}
        with store_errors():
            await self._marks.update_one({"_id": CASES}, {"$max": times}, upsert=True)
