"""`deliveries`: one document for each message to each listener, with its attempts.

`next_attempt_at` says when anyone may try; whoever claims a delivery moves it on by a lease, on the server's
clock, so that what a process has claimed and does not finish is found again. It is null once settled.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateMany
from pymongo.errors import BulkWriteError

from services.notifier.outcome import Change, Result, settled
from shared.clock import Clock, wall
from shared.delivery import Delivery, DeliveryState
from shared.ids import new_id
from shared.journal import Source, Told
from shared.mongo import (
    COLLECTIONS,
    Database,
    Document,
    Due,
    from_document,
    named_together,
    stamped,
    store_errors,
    there_before,
    to_document,
)
from shared.outbox import Stamp
from shared.recent import Recent

LEASE = timedelta(seconds=60)
ASKED_TOGETHER = 100
"""Ids in one condition where hardly any will be found."""
_LEASE_MS = int(LEASE.total_seconds() * 1000)

INDEXES = (
    IndexModel([("next_attempt_at", ASCENDING)]),
    IndexModel([("escalation", ASCENDING)]),
    stamped(),
    IndexModel([("authority", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
)


def _told(document: Document) -> Told:
    event = settled(from_document(Delivery, document))
    return [(Stamp(str(document["w"]), int(document["s"])), event)] if event else []


SOURCE = Source(COLLECTIONS.deliveries, _told)
"""A delivery that has settled tells so; the event follows from the document."""


class Deliveries:
    """One process's view; what it claims carries its name, `me`."""

    def __init__(self, database: Database, clock: Clock = wall, me: str = "") -> None:
        self._deliveries = database[COLLECTIONS.deliveries]
        self._due = Due(self._deliveries, "next_attempt_at", {"next_attempt_at": 1})
        self._clock = clock
        self._me = me or new_id()
        self._there = Recent()

    async def add(
        self, deliveries: Sequence[Delivery], pauses: Mapping[str, timedelta] | None = None
    ) -> list[Delivery]:
        """Store those that are not there yet, and return them. The same one twice is stored once.

        They are claimed; those whose ids have a pause are due after it, for anyone. An insert takes no
        expressions, so the first claim is by our own idea of the store's clock.
        """
        now, pauses = self._clock(), pauses or {}

        def lease(delivery: Delivery) -> Document:
            pause = pauses.get(delivery.id)
            owner = self._me if pause is None else None
            return {"owner": owner, "next_attempt_at": now + (LEASE if pause is None else pause)}

        with store_errors():
            there = await self._insert([to_document(d) | lease(d) for d in deliveries])
        self._there.note(delivery.id for delivery in deliveries)
        return [delivery for place, delivery in enumerate(deliveries) if place not in there]

    async def _insert(self, documents: Sequence[Document]) -> set[int]:
        """Insert what is not there yet; return the places of those that were."""
        if not documents:
            return set()
        try:
            await self._deliveries.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            return there_before(error)
        return set()

    async def claim_due(self, most: int) -> list[Delivery]:
        """Claim up to so many deliveries whose time has come, oldest first."""
        with store_errors():
            ids = [document["_id"] for document in await self._due.oldest(self._clock(), most)]
            if not ids:
                return []
            claim = f"{self._me} {new_id()}"
            steps = [
                UpdateMany({"_id": {"$in": some}}, [{"$set": _claim(claim)}]) for some in named_together(ids)
            ]
            await self._deliveries.bulk_write(steps, ordered=False)
            found = [
                document
                for some in named_together(ids)
                async for document in self._deliveries.find({"_id": {"$in": some}, "owner": claim})
            ]
        return [from_document(Delivery, document) for document in found]

    async def release(self, ids: Collection[str], after: timedelta) -> None:
        """Let anyone try those that wait, after a pause."""
        if not ids:
            return
        free = {"owner": None, "next_attempt_at": {"$add": ["$$NOW", int(after.total_seconds() * 1000)]}}
        steps = [
            UpdateMany({"_id": {"$in": some}, "state": DeliveryState.WAITING}, [{"$set": free}])
            for some in named_together(ids)
        ]
        with store_errors():
            await self._deliveries.bulk_write(steps, ordered=False)

    async def reopen(self, ids: Collection[str]) -> None:
        """Have deliveries that were told said again, at once and by anyone; they keep their attempts."""
        if not ids:
            return
        waiting = {"state": DeliveryState.WAITING, "settled_at": None, "owner": None}
        change = [{"$set": {**waiting, "next_attempt_at": "$$NOW"}}]
        steps = [
            UpdateMany({"_id": {"$in": some}, "state": DeliveryState.DELIVERED}, change)
            for some in named_together(ids)
        ]
        with store_errors():
            await self._deliveries.bulk_write(steps, ordered=False)

    async def record(self, results: Sequence[Result], stamp: Stamp, new: Collection[str] = ()) -> set[str]:
        """Store what came of attempts, those that settle under one stamp; return which of these are stored.

        The deliveries of `new` are stored together with it, unless they are there all the same: from a write
        whose outcome was not known, or by somebody else. May be repeated. What somebody else has settled
        meanwhile is left as it is.
        """
        whole = [result for result in results if result.delivery.id in new]
        with store_errors():
            there = await self._insert([_whole(result, stamp) for result in whole])
            self._there.note(result.delivery.id for result in whole)
            left = [r for r in results if r.delivery.id not in new] + [whole[place] for place in there]
            if await self._change(left, stamp) == len(left):
                return {result.delivery.id for result in results if result.change.settled_at}
            found = self._deliveries.find({"w": stamp.w, "s": stamp.s}, {"_id": 1})
            return {document["_id"] async for document in found}

    async def _change(self, results: Sequence[Result], stamp: Stamp) -> int:
        """Change what is there by what came of attempts; return how many took it."""
        if not results:
            return 0
        alike: dict[tuple[int, Change], list[str]] = defaultdict(list)
        for result in results:
            alike[result.before, result.change].append(result.delivery.id)
        steps = [
            _step(some, before, change, stamp)
            for (before, change), ids in alike.items()
            for some in named_together(ids)
        ]
        return (await self._deliveries.bulk_write(steps, ordered=False)).matched_count

    async def get(self, id_: str) -> Delivery | None:
        """Return one delivery, or None."""
        with store_errors():
            found = await self._deliveries.find_one({"_id": id_})
        return from_document(Delivery, found) if found else None

    async def of(self, escalations: Collection[str]) -> list[Delivery]:
        """Return what was told, or is to be told, of these escalations."""
        with store_errors():
            return [
                from_document(Delivery, d)
                for some in named_together(escalations)
                async for d in self._deliveries.find({"escalation": {"$in": some}})
            ]

    async def known(self, ids: Collection[str], together: int = ASKED_TOGETHER) -> set[str]:
        """Return which of these are there, asking for so many `together`: fewer where most are.

        What this process has stored or found lately is not asked for: no delivery is ever removed.
        """
        found = {id_ for id_ in ids if id_ in self._there}
        with store_errors():
            for some in named_together((id_ for id_ in ids if id_ not in found), together):
                found.update(
                    [d["_id"] async for d in self._deliveries.find({"_id": {"$in": some}}, {"_id": 1})]
                )
        self._there.note(found)
        return found


def _lease() -> Document:
    return {"$add": ["$$NOW", _LEASE_MS]}


def _claim(name: str) -> Document:
    # The condition stands in the change and not in the filter, where the embedded server would read
    # the whole collection for it. Times are compared as numbers, which both servers understand alike.
    lapsed = {"$lt": [{"$toLong": "$next_attempt_at"}, {"$toLong": "$$NOW"}]}
    free = {"$and": [{"$eq": ["$state", DeliveryState.WAITING]}, lapsed]}
    return {
        "owner": {"$cond": [free, name, "$owner"]},
        "next_attempt_at": {"$cond": [free, _lease(), "$next_attempt_at"]},
    }


def _whole(result: Result, stamp: Stamp) -> Document:
    """Return a delivery as it is stored with its first attempt."""
    stamps = stamp._asdict() if result.change.settled_at else {}
    return to_document(result.delivery) | {"owner": None} | stamps


def _step(ids: list[str], before: int, change: Change, stamp: Stamp) -> UpdateMany:
    values = {**change._asdict(), "owner": None, **(stamp._asdict() if change.settled_at else {})}
    attempt = values.pop("attempt").model_dump()
    # The number of attempts makes a repeated write harmless, and tells a stale writer from the owner.
    wanted = {"_id": {"$in": ids}, "state": DeliveryState.WAITING, "attempts": {"$size": before}}
    return UpdateMany(wanted, {"$push": {"attempts": attempt}, "$set": values})
