"""What the notifier reads of others' collections: subscriptions, reports, requests, cases."""

from collections.abc import Collection, Sequence
from datetime import datetime

from pymongo import ASCENDING, IndexModel

from services.notifier.listener import Reader
from shared.case import Case
from shared.mongo import COLLECTIONS, Database, from_document, store_errors
from shared.subscription import Channel, Subscription

INDEXES = {
    COLLECTIONS.cases: (IndexModel([("at", ASCENDING)]),),
    COLLECTIONS.subscriptions: (IndexModel([("authority", ASCENDING), ("at", ASCENDING)]),),
}
"""Others own these collections; an index that exists is left alone."""
_READER = {"report.language": 1, "reach.email": 1, "sealed": 1}


class Reading:
    """A read model; it writes nothing."""

    def __init__(self, database: Database) -> None:
        self._subscriptions = database[COLLECTIONS.subscriptions]
        self._reports = database[COLLECTIONS.reports]
        self._cases = database[COLLECTIONS.cases]

    async def subscriptions_of(self, authorities: Collection[str]) -> list[Subscription]:
        """Return the living subscriptions of these authorities."""
        if not authorities:
            return []
        wanted = {"authority": {"$in": list(authorities)}}
        with store_errors():
            found = [from_document(Subscription, d) async for d in self._subscriptions.find(wanted)]
        return [subscription for subscription in found if subscription.deleted_at is None]

    async def subscriptions(self, ids: Collection[str]) -> dict[str, Subscription]:
        """Return these subscriptions, deleted ones too, by id."""
        if not ids:
            return {}
        with store_errors():
            found = self._subscriptions.find({"_id": {"$in": list(ids)}})
            return {d["_id"]: from_document(Subscription, d) async for d in found}

    async def queue_of(self, authority: str) -> Subscription | None:
        """Return the authority's newest living queue subscription, or None."""
        living = [s for s in await self.subscriptions_of([authority]) if s.channel is Channel.QUEUE]
        return max(living, key=lambda s: (s.at, s.id), default=None)

    async def readers(self, reports: Collection[str]) -> dict[str, Reader]:
        """Return those reporters of these reports who can be reached by e-mail, by report."""
        if not reports:
            return {}
        with store_errors():
            return {
                d["_id"]: Reader(d["_id"], d["report"]["language"], d["sealed"])
                async for d in self._reports.find({"_id": {"$in": list(reports)}}, _READER)
                if d["reach"]["email"] and d.get("sealed")
            }

    async def cases_written(
        self, since: datetime, until: datetime, most: int
    ) -> Sequence[tuple[datetime, Case]]:
        """Return cases written from `since` on and before `until`, oldest first, with their time."""
        wanted = {"at": {"$gte": since, "$lt": until}}
        with store_errors():
            found = self._cases.find(wanted).sort("at", ASCENDING).limit(most)
            return [(d["at"], from_document(Case, d)) async for d in found]
