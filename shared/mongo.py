"""MongoDB: the source of truth, reached durably, with one writer a collection.

Motor and PyMongo are named here and in the services' `store` modules alone, so that PyMongo's own asyncio
client can take Motor's place.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pydantic import BaseModel
from pymongo import ASCENDING, IndexModel
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError

from shared.errors import TryAgain

Database = AsyncIOMotorDatabase[dict[str, Any]]
Document = dict[str, Any]
Collection = AsyncIOMotorCollection[dict[str, Any]]
StoreError = PyMongoError
Model = TypeVar("Model", bound=BaseModel)
Indexes = Mapping[str, Sequence[IndexModel]]
"""The indexes of each collection."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before all that is stored: where a walk begins that has come nowhere yet."""
STRETCH, LONGER = timedelta(seconds=0.25), 2
"""How much time a walk looks at first, and how many times more after each stretch with too little in it."""
INSTANT = timedelta(milliseconds=1)
"""The store's: it keeps no shorter time."""
BEHIND, ANEW = timedelta(seconds=2), timedelta(seconds=30)
"""How far behind the clock a walk through what is due goes on when it has seen all; when it begins anew."""
NAMED_TOGETHER = 20
"""Ids in one condition: the embedded server compares every document found with every id."""
DUPLICATE_KEY = 11_000
_OTHERWISE = (85, 86)  # IndexOptionsConflict, IndexKeySpecsConflict
WORKERS = 64  # Motor's default of five a processor starves under load


class Collections(NamedTuple):
    """Every collection and its one writer; others may read."""

    reports: str = "reports"  # intake
    answers: str = "answers"  # intake
    rulings: str = "rulings"  # intake
    subscriptions: str = "subscriptions"  # intake
    requests: str = "requests"  # intake
    tokens: str = "tokens"  # intake
    cited: str = "cited"  # intake
    cases: str = "cases"  # router
    shelves: str = "shelves"  # router
    receipts: str = "receipts"  # router
    catalogue: str = "catalogue"  # router
    bodies: str = "bodies"  # router
    deliveries: str = "deliveries"  # notifier
    endpoints: str = "endpoints"  # notifier
    marks: str = "marks"  # each writer its own document


COLLECTIONS = Collections()


def connect(url: str, *, timeout_ms: int = 5_000) -> AsyncIOMotorClient[Document]:
    """Open a client whose writes are acknowledged by a majority and journaled, or fail in time."""
    os.environ.setdefault("MOTOR_MAX_WORKERS", str(WORKERS))
    return AsyncIOMotorClient(
        url,
        w="majority",
        journal=True,
        timeoutMS=timeout_ms,
        serverSelectionTimeoutMS=timeout_ms,
        tz_aware=True,
        uuidRepresentation="standard",
    )


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn a store that cannot be reached or does not answer into TryAgain."""
    try:
        yield
    except PyMongoError as error:
        raise TryAgain(f"the store did not answer: {type(error).__name__}", after=1.0) from error


def there_before(error: BulkWriteError) -> set[int]:
    """Return the places of the documents that an insert of many met; raise what failed in any other way.

    That includes a write that was made and is not known to be safe.
    """
    failures = error.details.get("writeErrors", [])
    if error.details.get("writeConcernErrors") or any(f["code"] != DUPLICATE_KEY for f in failures):
        raise error
    return {int(failure["index"]) for failure in failures}


def stamped(*prefix: str) -> IndexModel:
    """Return the index that finds what a writer wrote beyond its mark (`w` writer, `s` sequence)."""
    path = ".".join(prefix)
    dot = f"{path}." if path else ""
    return IndexModel([(f"{dot}w", ASCENDING), (f"{dot}s", ASCENDING)])


def until(moment: datetime) -> Document:
    """Return the condition of a time up to this one, and set at all.

    The lower end is for the embedded server, which would otherwise walk through every null of the index.
    """
    return {"$gt": BEGINNING, "$lte": moment}


def named_together(ids: Iterable[str], most: int = NAMED_TOGETHER) -> Iterator[list[str]]:
    """Cut ids into groups of which each may stand in one condition."""
    left = iter(ids)
    while group := list(islice(left, most)):
        yield group


async def oldest(
    where: Collection,
    field: str,
    since: datetime,
    until: datetime,
    most: int,
    shown: Document | None = None,
    *,
    spare: int = 0,
) -> list[Document]:
    """Return what has a time from `since` on and before `until`, oldest first, at most so much.

    It asks for a short stretch first, and for longer ones behind it while there is too little: the embedded
    server reads all that the condition allows before it counts, which is much while many reports come. Who
    can take some `spare` ones gets what was read with the last, instead of reading it again the next time.
    """
    found: list[Document] = []
    stretch = STRETCH
    with store_errors():
        while len(found) < most and since < until:
            end, room = min(since + stretch, until), most + spare - len(found)
            lie = where.find({field: {"$gte": since, "$lt": end}}, shown).sort(field, ASCENDING)
            found += await lie.limit(room).to_list(room)
            since, stretch = end, stretch * LONGER
    return found


class Due:
    """The walk through what has fallen due by the time in a field, as one process takes it, oldest first.

    It begins where it was last time, so that a backlog is not read as a whole for each batch of it. What came
    to stand further back, from a process whose clock is slow or whose write took long, is found when the walk
    begins anew, after ANEW. What is returned and not moved on is returned again.
    """

    def __init__(self, where: Collection, field: str, shown: Document | None = None) -> None:
        self._where = where
        self._field = field
        self._shown = shown
        self._since = self._anew = BEGINNING

    async def oldest(self, now: datetime, most: int) -> list[Document]:
        """Return what is due, at most so much."""
        if not timedelta(0) <= now - self._anew < ANEW:
            self._since, self._anew = BEGINNING, now
        found = await oldest(self._where, self._field, self._since, now + INSTANT, most, self._shown)
        self._since = found[0][self._field] if found else now - BEHIND
        return found


async def ensure_indexes(database: Database, indexes: Indexes) -> None:
    """Create the indexes of a service's collections; nothing happens to those that exist.

    One that an earlier release made in another way is made anew.
    """
    with store_errors():
        for collection, models in indexes.items():
            for model in models:
                await _ensure(database[collection], model)


async def _ensure(collection: Collection, model: IndexModel) -> None:
    try:
        await collection.create_indexes([model])
    except OperationFailure as failure:
        if failure.code not in _OTHERWISE:
            raise
        await collection.drop_index(model.document["name"])
        await collection.create_indexes([model])


async def ping(database: Database) -> None:
    """Return when the store answers; TryAgain when it does not."""
    with store_errors():
        await database.command("ping")


async def time_of(database: Database) -> datetime:
    """Return the time by the store's own clock, in UTC; TryAgain when it does not answer."""
    with store_errors():
        told: datetime = (await database.command("hello"))["localTime"]
    return told.replace(tzinfo=UTC)


def to_document(model: BaseModel) -> Document:
    """Return a model as it is stored: its `id` is the document's `_id`."""
    document = model.model_dump()
    if "id" in document:
        document["_id"] = document.pop("id")
    return document


def from_document(kind: type[Model], document: Document) -> Model:
    """Read a stored model; fields that are not the model's (stamps, leases) are passed over."""
    return kind.model_validate({("id" if k == "_id" else k): v for k, v in document.items()})
