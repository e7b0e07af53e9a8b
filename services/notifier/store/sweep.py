"""How far the cases have been looked through, for all processes together and over restarts."""

from datetime import UTC, datetime

from shared.mongo import COLLECTIONS, Database, store_errors

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
CASES, DIGESTS = "notifier looked through cases", "notifier made digests"


class Sweep:
    """One small document among the marks; `mark` says of which walk."""

    def __init__(self, database: Database, mark: str = CASES) -> None:
        self._marks = database[COLLECTIONS.marks]
        self._mark = mark

    async def seen(self) -> datetime:
        """Return up to which time of writing the cases have been looked at."""
        with store_errors():
            mark = await self._marks.find_one({"_id": self._mark})
        return mark["at"] if mark else BEGINNING

    async def set_seen(self, at: datetime) -> None:
        """Note up to when; never backwards."""
        with store_errors():
            await self._marks.update_one({"_id": self._mark}, {"$max": {"at": at}}, upsert=True)
