"""The journal that the relay reads: a service's writes by their stamp, and the marks of its writers."""

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from shared.event import Event
from shared.mongo import COLLECTIONS, Database, Document, store_errors
from shared.outbox import Stamp
from shared.relay import LEASE

Told = list[tuple[Stamp, Event]]


class Source(NamedTuple):
    """A collection whose writes cause events, and how a document says which.

    `prefix` is the array that holds the stamps, or empty when the document itself is stamped.
    """

    collection: str
    events_of: Callable[[Document], Told]
    prefix: str = ""
    fields: tuple[str, ...] = ()


def _sequence(told: tuple[int, Event]) -> int:
    return told[0]


def _stamps(source: Source, bounds: Document) -> Document:
    # Dotted rather than $elemMatch: the embedded server uses the index for the former only. Either part may
    # then be met by another element, so whoever asks looks at the stamps of what comes back.
    return {f"{source.prefix}.{key}": bound for key, bound in bounds.items()} if source.prefix else bounds


class MongoJournal:
    """The relay's view of one service's collections in MongoDB; see `shared.relay.Journal`."""

    def __init__(self, database: Database, service: str, sources: Sequence[Source]) -> None:
        self._database = database
        self._marks = database[COLLECTIONS.marks]
        self._service = service
        self._sources = sources

    async def written(self, writer: str, after: int, until: int) -> list[tuple[int, Event]]:
        """Return the events of the writes with `after` < s <= `until`, in order."""
        bounds = {"w": writer, "s": {"$gt": after, "$lte": until}}
        with store_errors():
            return sorted([told async for told in self._told(bounds, writer, after, until)], key=_sequence)

    async def has_beyond(self, writer: str, after: int) -> bool:
        """Say whether the writer has any write beyond."""
        with store_errors():
            async for _ in self._told({"w": writer, "s": {"$gt": after}}, writer, after, sys.maxsize):
                return True
        return False

    async def _told(
        self, bounds: Document, writer: str, after: int, until: int
    ) -> AsyncIterator[tuple[int, Event]]:
        for source in self._sources:
            wanted = dict.fromkeys((*source.fields, "w", "s"), 1) if source.fields else None
            async for document in self._database[source.collection].find(_stamps(source, bounds), wanted):
                for stamp, event in source.events_of(document):
                    if stamp.w == writer and after < stamp.s <= until:
                        yield stamp.s, event

    async def set_mark(self, writer: str, mark: int) -> None:
        """Store how far the writer is (never backwards) and renew its lease, by the server's clock."""
        step = {
            "service": self._service,
            "mark": {"$max": [{"$ifNull": ["$mark", 0]}, mark]},
            "lease": {"$add": ["$$NOW", int(LEASE * 1000)]},
        }
        with store_errors():
            await self._marks.update_one({"_id": writer}, [{"$set": step}], upsert=True)

    async def claim_orphan(self) -> tuple[str, int] | None:
        """Take over one writer whose lease has lapsed: its id and mark."""
        # Compared as numbers, because that is understood alike by MongoDB and by the embedded server.
        lapsed = {"$lt": [{"$toLong": "$lease"}, {"$toLong": "$$NOW"}]}
        lease = {"lease": {"$add": ["$$NOW", int(LEASE * 1000)]}}
        with store_errors():
            found = await self._marks.find_one_and_update(
                {"service": self._service, "$expr": lapsed}, [{"$set": lease}]
            )
        return (str(found["_id"]), int(found["mark"])) if found else None

    async def marks(self) -> dict[str, int]:
        """Return how far each writer of this service has told."""
        with store_errors():
            return {m["_id"]: int(m["mark"]) async for m in self._marks.find({"service": self._service})}

    async def retire(self, writer: str) -> None:
        """Forget a writer that has nothing left to tell."""
        with store_errors():
            await self._marks.delete_one({"_id": writer})
