"""Every message three times and in any order: the same final state as one after the other."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import aio_pika
import pytest

from shared.broker import Broker
from shared.case import Case
from shared.event import Event
from shared.events import AnswerReceived
from shared.mongo import COLLECTIONS, Document, connect, from_document, to_document
from shared.topology import FEEDBACK
from shared.transmission import Receipt, with_receipts
from tests.faults.fleet import Fleet, a_fleet
from tests.faults.sizes import scaled, tell
from tests.messages import events_in
from tests.people import an_authority, eventually
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer

TIMES = 3
PATIENCE = 120.0  # seconds
PASSING = {"clock", "version", "outbox", "history", "heard", "slots"} | {
    *("_id", "w", "s", "owner", "attempts", "event")
}
"""What depends on when and how often, and not on what happened; `clock` is of a clock that may have ended."""


@pytest.fixture(params=[30, pytest.param(1_000, marks=pytest.mark.faults)], ids=["short", "full"])
def size(request: pytest.FixtureRequest) -> int:
    return scaled(request.param, least=30)


async def test_messages_three_times_in_any_order_end_as_in_a_serial_run(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer, receiver: Receiver, size: int
):
    with broker_server.new_url() as url:
        settings = {"FEEDBACK_AMQP_URL": url}
        async with a_fleet(machine, store_server, broker_server, settings=settings) as serial:
            await tap(url)
            await serial.listens(receiver.hook())
            await a_serial_run(serial, size)
            wanted = await quiet(serial)
            events = await tapped(url)
            settings["FEEDBACK_MASTER_KEY"] = serial.environment["FEEDBACK_MASTER_KEY"]
    with broker_server.new_url() as url:
        # The sweep would mend what the messages miss.
        settings |= {"FEEDBACK_AMQP_URL": url, "FEEDBACK_SWEEP_AFTER": "86400"}
        async with a_fleet(machine, store_server, broker_server, copies=2, settings=settings) as shuffled:
            dice = shuffled.reporters("order").rng
            await copy(serial, shuffled, COLLECTIONS.reports, COLLECTIONS.subscriptions)
            await publish(url, [e for e in events if e.type != AnswerReceived.type], dice)

            async def opened() -> bool:
                return (await state(shuffled))[0].keys() == wanted[0].keys()

            # Nobody answers before there is a case; from then on everything comes in any order.
            await eventually(opened, seconds=PATIENCE)
            await copy(serial, shuffled, COLLECTIONS.answers)
            await publish(url, events, dice)

            async def same() -> bool:
                return await quiet(shuffled) == wanted

            try:
                await eventually(same, seconds=PATIENCE, what="the state of the serial run")
            finally:
                for line in differences(wanted, await state(shuffled))[:20]:
                    tell(line)
    tell(
        f"{len(events)} events three times: {len(wanted[0])} cases and {len(wanted[1])} deliveries as before"
    )


async def a_serial_run(fleet: Fleet, number: int) -> None:
    """Reports, and what an authority says of a third of them."""
    reporters = fleet.reporters("serial", stubborn=1.0)
    await reporters.send(number, rate=200)
    await fleet.told(reporters.books, seconds=120)
    async with an_authority(fleet, "sac") as sac:
        found = await sac.escalations(limit=str(min(100, number)))
        for place, escalation in enumerate(found):
            if place % 3 == 0:
                await sac.says(escalation["id"], "acknowledge")
            if place % 6 == 0:
                await sac.says(
                    escalation["id"], "answer", {"outcome": "amend", "text": "It will be amended."}
                )


async def tap(url: str) -> None:
    """Keep a copy of every internal event from now on."""
    connection = await aio_pika.connect(url)
    async with connection, connection.channel() as channel:
        queue = await channel.declare_queue("tap", durable=True)
        await queue.bind(FEEDBACK, "#")


async def tapped(url: str) -> list[Event]:
    connection = await aio_pika.connect(url)
    events = []
    async with connection, connection.channel() as channel:
        queue = await channel.get_queue("tap")
        while message := await queue.get(fail=False):
            events.extend(events_in(message.body))
            await message.ack()
    return events


async def publish(url: str, events: Sequence[Event], dice: random.Random) -> None:
    """Every event three times, in any order."""
    messages = [*events] * TIMES
    dice.shuffle(messages)
    broker = Broker(url, "test")
    await broker.publish(messages)
    await broker.close()


async def copy(here: Fleet, there: Fleet, *collections: str) -> None:
    """Give the other system what intake has heard here."""
    client = connect(here.mongo_url)
    for name in collections:
        await client[there.database][name].insert_many(await here.documents(name))
    client.close()


async def quiet(fleet: Fleet) -> tuple[dict[str, Any], dict[str, Any]]:
    """The state once it has stopped changing: cases and deliveries by id, without times."""
    before = await state(fleet)
    while True:
        await asyncio.sleep(2)
        now = await state(fleet)
        if now == before:
            return now
        before = now


async def state(fleet: Fleet) -> tuple[dict[str, Any], dict[str, Any]]:
    cases = await fleet.documents(COLLECTIONS.cases)
    found = [from_document(Receipt, one) for one in await fleet.documents(COLLECTIONS.receipts)]
    receipts = {receipt.id: receipt for receipt in found}
    whole = [one | to_document(with_receipts(from_document(Case, one), receipts)) for one in cases]
    return by_id(whole), by_id(await fleet.documents(COLLECTIONS.deliveries))


def differences(wanted: Any, found: Any, path: str = "") -> list[str]:
    """What is not as it should be, a line for each smallest thing."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        pairs = [(str(k), wanted.get(k), found.get(k)) for k in wanted.keys() | found.keys()]
    elif isinstance(wanted, list | tuple) and isinstance(found, list | tuple) and len(wanted) == len(found):
        pairs = [(str(n), a, b) for n, (a, b) in enumerate(zip(wanted, found, strict=True))]
    else:
        return [] if wanted == found else [f"{path}: {wanted} became {found}"]
    return [line for name, a, b in pairs for line in differences(a, b, f"{path}/{name}")]


def by_id(documents: list[Document]) -> dict[str, Any]:
    return {document["_id"]: timeless(document) for document in documents}


def timeless(value: Any) -> Any:
    """A value without what depends on the time, lists of things in no order."""
    if isinstance(value, dict):
        lasting = {k: v for k, v in value.items() if k not in PASSING}
        return {k: timeless(v) for k, v in lasting.items() if not isinstance(v, datetime | None)}
    if isinstance(value, list | tuple):
        return sorted((timeless(one) for one in value), key=str)
    return value
