"""Messages that can never be handled: parked after five tries with the reason, and the rest flows."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import aio_pika
import pytest

from shared.event import Event
from shared.events import ReportReceived
from shared.ids import new_id
from shared.mongo import COLLECTIONS, connect
from shared.topology import FEEDBACK, PARKED_QUEUE
from tests.faults.fleet import Fleet, a_fleet, messages_in
from tests.faults.sizes import scaled, tell
from tests.people import eventually
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer

SHARE = 50  # good reports for one message of poison
REASONS = {
    "not a CloudEvent: 1 fields do not fit",
    "unknown event type",
    "is not in the store",
    "failed 5 times",
}


FULL = pytest.param(2_000, 3, marks=pytest.mark.faults, id="full")


@pytest.mark.parametrize(("most", "rounds"), [pytest.param(100, 1, id="short"), FULL])
async def test_poison_is_parked_and_the_rest_flows(
    machine: Machine,
    store_server: StoreServer,
    broker_server: BrokerServer,
    receiver: Receiver,
    most: int,
    rounds: int,
):
    size = scaled(most, least=100)
    with broker_server.new_url() as url:
        settings = {"FEEDBACK_AMQP_URL": url}
        async with a_fleet(machine, store_server, broker_server, settings=settings) as fleet:
            await fleet.listens(receiver.hook())
            number = max(4, size // SHARE)
            clean, poisoned = [await timed(fleet, "clean 0", size, 0)], list[float]()
            for n in range(1, 1 + rounds):
                poisoned.append(await timed(fleet, f"poisoned {n}", size, number))
                clean.append(await timed(fleet, f"clean {n}", size, 0))
            await eventually(lambda: parked(url, number * rounds), seconds=60)
            reasons = await reasons_of(url)
    # Each beside the mean of its two neighbours: the store grows, and everything with it a little slower.
    ratios = [(a + b) / 2 / p for a, p, b in zip(clean, poisoned, clean[1:], strict=False)]
    tell(
        f"{size} reports told in {spoken(clean)} s; with {number} poisoned messages in {spoken(poisoned)} s:"
    )
    tell(f"{statistics.median(ratios):.0%} of the rate; parked: {sorted(set(reasons))}")
    assert len(reasons) == number * rounds
    for wanted in REASONS:
        assert any(wanted in reason for reason in reasons), reasons


def spoken(seconds: Sequence[float]) -> str:
    return ", ".join(f"{one:.1f}" for one in seconds)


async def parked(url: str, number: int) -> bool:
    return await messages_in(url, PARKED_QUEUE) >= number


async def timed(fleet: Fleet, name: str, number: int, poison: int) -> float:
    """Seconds until so many reports are told, with so much poison among them; then wait for quiet."""
    reporters = fleet.reporters(name, stubborn=1.0)
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reporters.send(number, rate=1_000))
        tasks.create_task(pour(fleet, poison))
    await fleet.told(reporters.books, seconds=180)
    took = time.monotonic() - began
    verdict = await fleet.verdict(reporters.books)
    assert not verdict.lost
    await eventually(lambda: quiet(fleet), seconds=180, what="every receipt noted")
    return took


async def quiet(fleet: Fleet) -> bool:
    """Whether the router has heard of everything that was told."""
    asked = [e for case in await fleet.documents(COLLECTIONS.cases) for e in case["escalations"]]
    return all(escalation["told_at"] for escalation in asked if escalation["authority"] in fleet.hooks)


async def pour(fleet: Fleet, number: int) -> None:
    """Publish every kind of poison in turn, as often as asked for."""
    broken = await a_broken_report(fleet)
    kinds = [
        (ReportReceived.type, b"not json"),
        (ReportReceived.type, event().replace(b"report.received", b"report.imagined")),
        (ReportReceived.type, event()),
        (ReportReceived.type, event(broken)),
    ]
    connection = await aio_pika.connect(fleet.amqp_url)
    async with connection, connection.channel() as channel:
        exchange = await channel.get_exchange(FEEDBACK)
        for place in range(number):
            key, body = kinds[place % len(kinds)]
            await exchange.publish(aio_pika.Message(body), key)


def event(report: str | None = None) -> bytes:
    """An event of a report that nobody has stored, unless one is named."""
    now = datetime.now(UTC)
    return Event.of(ReportReceived(report=report or new_id(), at=now), at=now).to_bytes()


async def a_broken_report(fleet: Fleet) -> str:
    """The id of a report that no handler can read: an exception inside it."""
    client = connect(fleet.mongo_url)
    document = {"_id": new_id(), "at": datetime.now(UTC), "receipt": new_id().encode(), "report": {"x": 1}}
    await client[fleet.database][COLLECTIONS.reports].insert_one(document)
    client.close()
    return str(document["_id"])


async def reasons_of(url: str) -> list[str]:
    """Why each parked message was parked."""
    connection = await aio_pika.connect(url)
    async with connection, connection.channel() as channel:
        queue, found = await channel.get_queue(PARKED_QUEUE), []
        while message := await queue.get(fail=False):
            found.append(str(message.headers["x-reason"]))
            await message.ack()
    return found
