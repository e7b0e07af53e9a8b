"""The relay over a real store: what is committed is told, whoever dies and whatever is away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from services.intake.acceptance import received
from services.intake.store.reports import INDEXES, SOURCE
from shared.errors import TryAgain
from shared.event import Event
from shared.journal import MongoJournal
from shared.mongo import Database, connect, ensure_indexes
from shared.relay import Relay

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Listening:
    """A publisher that remembers what it took; while `away` it takes nothing, and it may confirm `late`."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.away = False
        self.late = 0.0  # seconds

    async def publish(self, events: Sequence[Event]) -> None:
        await asyncio.sleep(0)
        if self.away:
            raise TryAgain("away", after=0.05)
        self.heard.extend(event.data["report"] for event in events)
        await asyncio.sleep(self.late)


@pytest.fixture
async def database(mongo_url: str) -> AsyncIterator[Database]:
    client = connect(mongo_url)
    database = client.get_default_database()
    await ensure_indexes(database, INDEXES)
    yield database
    client.close()


async def a_relay(database: Database, publisher: Listening) -> Relay:
    relay = Relay(MongoJournal(database, "intake", [SOURCE]), publisher)
    await relay.register()
    return relay


async def write(database: Database, relay: Relay, names: Sequence[str], *, tell: bool = True) -> None:
    stamps = [relay.stamp() for _ in names]
    documents = [
        {"_id": name, "at": NOW, "receipt": name.encode(), **stamp._asdict()}
        for name, stamp in zip(names, stamps, strict=True)
    ]
    await database.reports.insert_many(documents)
    if tell:
        for name, stamp in zip(names, stamps, strict=True):
            relay.committed(stamp, [received(name, NOW)])


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def heard(publisher: Listening, names: Sequence[str]) -> None:
    async with asyncio.timeout(30):
        while not set(names) <= set(publisher.heard):
            await asyncio.sleep(0.01)


def names_of(first: int, last: int) -> list[str]:
    return [f"r{i}" for i in range(first, last)]


async def test_what_is_committed_is_told_once_and_the_mark_follows(database: Database):
    publisher = Listening()
    relay = await a_relay(database, publisher)
    async with running(relay):
        await write(database, relay, names_of(0, 500))
        await heard(publisher, names_of(0, 500))
        async with asyncio.timeout(10):
            while relay.mark < 500:
                await asyncio.sleep(0.01)
    assert publisher.heard == names_of(0, 500)
    assert await MongoJournal(database, "intake", [SOURCE]).marks() == {relay.writer: 500}


async def test_what_was_committed_while_the_broker_was_away_is_told_from_the_store(database: Database):
    publisher = Listening()
    publisher.away = True
    relay = await a_relay(database, publisher)
    async with running(relay):
        await write(database, relay, names_of(0, 1200))
        await asyncio.sleep(0.2)
        await write(database, relay, names_of(1200, 1300))
        publisher.away = False
        await heard(publisher, names_of(0, 1300))


async def test_what_a_dead_writer_left_untold_is_told_by_another(database: Database):
    dead, alive = Listening(), Listening()
    relay = await a_relay(database, dead)
    await write(database, relay, names_of(0, 1100), tell=False)
    journal = MongoJournal(database, "intake", [SOURCE])
    other = await a_relay(database, alive)
    await other.adopt()
    assert alive.heard == []
    await database.marks.update_one({"_id": relay.writer}, {"$set": {"lease": NOW - timedelta(days=1)}})
    await other.adopt()
    assert sorted(alive.heard) == sorted(names_of(0, 1100))
    assert list(await journal.marks()) == [other.writer]


async def test_a_service_that_stops_tells_the_rest_first(database: Database):
    publisher = Listening()
    relay = await a_relay(database, publisher)
    await write(database, relay, names_of(0, 300))
    await relay.drain()
    assert publisher.heard == names_of(0, 300)
    assert relay.mark == 300


async def test_a_service_that_stops_while_it_tells_something_does_not_tell_it_again(database: Database):
    publisher = Listening()
    publisher.late = 0.3
    relay = await a_relay(database, publisher)
    async with running(relay):
        await write(database, relay, names_of(0, 100))
        await heard(publisher, names_of(0, 100))  # and not confirmed yet
    await relay.drain()
    assert publisher.heard == names_of(0, 100)
    assert relay.mark == 100


async def test_a_write_of_unknown_outcome_is_told_when_it_is_in_the_store(database: Database):
    publisher = Listening()
    relay = await a_relay(database, publisher)
    there, missing = relay.stamp(), relay.stamp()
    await database.reports.insert_one({"_id": "there", "at": NOW, "receipt": b"1", **there._asdict()})
    async with running(relay):
        relay.unsure(there)
        relay.unsure(missing)
        await heard(publisher, ["there"])
        async with asyncio.timeout(10):
            while relay.mark < 2:
                await asyncio.sleep(0.01)
    assert set(publisher.heard) == {"there"}
