"""`deliveries`: one document for each message to each listener, with its attempts.

`next_attempt_at` says when anyone may try; whoever claims a delivery moves it on by a lease, on the server's
clock, so that what a process has claimed and does not finish is found again. It is null once settled.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne

from services.notifier.outcome import Result, settled
from shared.delivery import Delivery, DeliveryState
from shared.ids import new_id
from shared.journal import Source, Told, store_errors
from shared.mongo import COLLECTIONS, Database, Document, from_document, stamped, to_document, until
from shared.outbox import Stamp

LEASE = timedelta(seconds=60)
_LEASE_MS = int(LEASE.total_seconds() * 1000)

INDEXES = (
    IndexModel([("next_attempt_at", ASCENDING)]),
    stamped(),
    IndexModel([("case", ASCENDING)]),
    IndexModel([("escalation", ASCENDING)]),
    IndexModel([("authority", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
)


def _told(document: Document) -> Told:
    event = settled(from_document(Delivery, document))
    return [(Stamp(str(document["w"]), int(document["s"])), event)] if event else []


SOURCE = Source(COLLECTIONS.deliveries, _told)
"""A delivery that has settled tells so; the event follows from the document."""


class Deliveries:
    """One process's view; what it claims carries its name."""

    def __init__(self, database: Database) -> None:
        self._deliveries = database[COLLECTIONS.deliveries]
        self._me = new_id()

    async def add(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Store those that are not there yet, claimed; return them. The same one twice is stored once."""
        if not deliveries:
            return []
        with store_errors():
            done = await self._deliveries.bulk_write([self._insert(d) for d in deliveries], ordered=False)
        return [deliveries[place] for place in sorted(done.upserted_ids or {})]

    def _insert(self, delivery: Delivery) -> UpdateOne:
        document = to_document(delivery) | {"owner": self._me}
        del document["_id"]
        # $literal: an event may quote texts that begin with a dollar sign.
        new = {"$mergeObjects": ["$$ROOT", {"$literal": document}, {"next_attempt_at": _lease()}]}
        missing = {"$eq": [{"$type": "$state"}, "missing"]}
        step = [{"$replaceWith": {"$cond": [missing, new, "$$ROOT"]}}]
        return UpdateOne({"_id": delivery.id}, step, upsert=True)

    async def claim_due(self, most: int) -> list[Delivery]:
        """Claim up to so many deliveries whose time has come, oldest first."""
        with store_errors():
            due = self._deliveries.find({"next_attempt_at": until(datetime.now(UTC))}, {"_id": 1})
            ids = [d["_id"] async for d in due.sort("next_attempt_at", ASCENDING).limit(most)]
            if not ids:
                return []
            claim = f"{self._me} {new_id()}"
            await self._deliveries.update_many({"_id": {"$in": ids}}, [{"$set": _claim(claim)}])
            found = self._deliveries.find({"_id": {"$in": ids}, "owner": claim})
            return [from_document(Delivery, document) async for document in found]

    async def release(self, ids: Collection[str], after: timedelta) -> None:
        """Let anyone try those that wait, after a pause."""
        if not ids:
            return
        due = {"$add": ["$$NOW", int(after.total_seconds() * 1000)]}
        with store_errors():
            await self._deliveries.update_many(
                {"_id": {"$in": list(ids)}, "state": DeliveryState.WAITING},
                [{"$set": {"owner": None, "next_attempt_at": due}}],
            )

    async def record(self, results: Sequence[tuple[Result, Stamp | None]]) -> set[Stamp]:
        """Store what came of attempts; return the stamps that are stored. May be repeated."""
        with store_errors():
            done = await self._deliveries.bulk_write([_step(*pair) for pair in results], ordered=False)
            stamps = {stamp for _, stamp in results if stamp}
            if done.matched_count == len(results) or not stamps:
                return stamps
            # Somebody else has settled some of them meanwhile: only what is stored is told.
            writer = next(iter(stamps)).w
            sequences = [stamp.s for stamp in stamps]
            found = self._deliveries.find({"w": writer, "s": {"$in": sequences}}, {"w": 1, "s": 1})
            return {Stamp(d["w"], d["s"]) async for d in found}

    async def get(self, id_: str) -> Delivery | None:
        """Return one delivery, or None."""
        with store_errors():
            found = await self._deliveries.find_one({"_id": id_})
        return from_document(Delivery, found) if found else None

    async def known(self, ids: Collection[str]) -> set[str]:
        """Return which of these are there."""
        with store_errors():
            return {d["_id"] async for d in self._deliveries.find({"_id": {"$in": list(ids)}}, {"_id": 1})}


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


def _step(result: Result, stamp: Stamp | None) -> UpdateOne:
    delivery = result.delivery
    change = {
        "state": delivery.state,
        "next_attempt_at": delivery.next_attempt_at,
        "settled_at": delivery.settled_at,
        "owner": None,
    }
    if stamp:
        change |= stamp._asdict()
    # The number of attempts makes a repeated write harmless, and tells a stale writer from the owner.
    wanted = {"_id": delivery.id, "state": DeliveryState.WAITING, "attempts": {"$size": result.before}}
    return UpdateOne(wanted, {"$push": {"attempts": delivery.attempts[-1].model_dump()}, "$set": change})
