"""What the notifier reads of others' collections: subscriptions, reports, requests, cases."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime

from pymongo import ASCENDING, IndexModel

from services.notifier.digest_plan import InformedOf
from services.notifier.listener import Reader
from shared.case import WAITING, Case, Escalation
from shared.mongo import COLLECTIONS, Database, Document, from_document, oldest, store_errors
from shared.receipts import Receipts
from shared.subscription import Channel, Subscription

INDEXES = {
    COLLECTIONS.cases: (
        IndexModel([("at", ASCENDING)]),
        IndexModel([("informed", ASCENDING), ("opened_at", ASCENDING)]),
    ),
    COLLECTIONS.subscriptions: (
        IndexModel([("authority", ASCENDING), ("at", ASCENDING)]),
        IndexModel([("digest", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("channel", ASCENDING)]),
    ),
}
"""Others own these collections; an index that exists is left alone."""
TOGETHER = 500  # escalations
_READER = {"report.language": 1, "reach.email": 1, "sealed": 1}


_TOLD = dict.fromkeys(("number", "standard", "clause", "classification", "escalations", "opened_at"), 1)


class Reading:
    """A read model; it writes nothing."""

    def __init__(self, database: Database) -> None:
        self._subscriptions = database[COLLECTIONS.subscriptions]
        self._reports = database[COLLECTIONS.reports]
        self._cases = database[COLLECTIONS.cases]
        self._receipts = Receipts(database)

    async def subscriptions_of(self, authorities: Collection[str]) -> list[Subscription]:
        """Return the living subscriptions of these authorities."""
        return [one for one in await self._of(authorities) if one.deleted_at is None]

    async def ever_subscribed(self, authorities: Collection[str]) -> set[str]:
        """Return those of the authorities that have a subscription, or had one."""
        return {subscription.authority for subscription in await self._of(authorities)}

    async def _of(self, authorities: Collection[str]) -> list[Subscription]:
        if not authorities:
            return []
        wanted = {"authority": {"$in": list(authorities)}}
        with store_errors():
            return [from_document(Subscription, d) async for d in self._subscriptions.find(wanted)]

    async def subscriptions(self, ids: Collection[str]) -> dict[str, Subscription]:
        """Return these subscriptions, deleted ones too, by id."""
        if not ids:
            return {}
        with store_errors():
            found = self._subscriptions.find({"_id": {"$in": list(ids)}})
            return {d["_id"]: from_document(Subscription, d) async for d in found}

    async def digest_subscriptions(self, after: str, most: int) -> list[Subscription]:
        """Return living subscriptions that want digests, in the order of their ids, beyond one."""
        wanted = {"digest": True, "_id": {"$gt": after}}
        with store_errors():
            found = self._subscriptions.find(wanted).sort("_id", ASCENDING).limit(most)
            return [from_document(Subscription, d) async for d in found]

    async def informed(
        self, authority: str, since: datetime, until: datetime, most: int
    ) -> Sequence[InformedOf]:
        """Return the cases of which an authority is informed, opened from `since` on and before `until`.

        Those that nobody has been asked about are left out: there is nobody to name.
        """
        wanted = {"informed": authority, "opened_at": {"$gte": since, "$lt": until}}
        with store_errors():
            found = self._cases.find(wanted, _TOLD).sort("opened_at", ASCENDING).limit(most)
            return [InformedOf.of(d) async for d in found if d["escalations"]]

    async def queue_of(self, authority: str) -> Subscription | None:
        """Return the authority's newest living queue subscription, or None."""
        living = [s for s in await self.subscriptions_of([authority]) if s.channel is Channel.QUEUE]
        return max(living, key=lambda s: (s.at, s.id), default=None)

    async def by_queue(self) -> list[Subscription]:
        """Return every living subscription by queue."""
        with store_errors():
            found = self._subscriptions.find({"channel": Channel.QUEUE.value})
            return [s async for d in found if (s := from_document(Subscription, d)).deleted_at is None]

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

    async def asked_of(self, authority: str) -> AsyncIterator[list[str]]:
        """Yield the ids of what an authority has been told of and is still asked, some at a time."""
        some: list[str] = []
        with store_errors():
            async for d in self._cases.find({"escalations.authority": authority}, {"escalations": 1}):
                some += [e["id"] for e in d["escalations"] if e["authority"] == authority and _asked(e)]
                if len(some) >= TOGETHER:
                    yield some
                    some = []
        if some:
            yield some

    async def cases_written(
        self, since: datetime, until: datetime, enough: int
    ) -> Sequence[tuple[datetime, Case]]:
        """Return cases written from `since` on and before `until`, oldest first, with their time.

        These are fewer than `enough` only where there are no more, and at most twice as many. They are as
        they were written: the receipts that came since are not in them.
        """
        found = await oldest(self._cases, "at", since, until, enough, spare=enough)
        return [(document["at"], from_document(Case, document)) for document in found]

    async def received(self, escalations: Iterable[Escalation]) -> Collection[str]:
        """Return the ids of those escalations for which a receipt lies beside their case."""
        return (await self._receipts.of(escalations)).keys()


def _asked(escalation: Document) -> bool:
    return escalation["state"] in WAITING and escalation["told_at"] is not None
