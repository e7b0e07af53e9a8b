"""RabbitMQ is killed, loses its data, raises its alarms; the reports do not notice."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import orjson
import pytest

from shared.broker import LOST
from shared.errors import TryAgain
from tests.faults.fleet import Fleet, a_fleet
from tests.faults.load import Books
from tests.faults.sizes import scaled, tell
from tests.people import an_authority, eventually, queue_url, read_queue
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer

pytestmark = pytest.mark.faults

KILLS = 10
BETWEEN = (5.0, 12.0)  # seconds between two kills; a node needs about eight to come back
RATE = 60  # reports a second
DRAINED, REFILLED = 60.0, 120.0  # seconds after the last restart; after the data was wiped
ALARM_LASTS = 15.0  # seconds
MEMORY_MORE = 30 << 20  # bytes that intake may grow by while it keeps what the broker does not take


@pytest.fixture
async def fleet(
    machine: Machine, store_server: StoreServer, own_broker: BrokerServer, receiver: Receiver
) -> AsyncIterator[Fleet]:
    async with a_fleet(machine, store_server, own_broker) as it:
        await it.listens(receiver.hook())
        yield it


async def clean(fleet: Fleet, books: Books, title: str) -> None:
    verdict = await fleet.verdict(books)
    tell(verdict.table(f"{title}; answers {dict(books.answers)}; longest wait {books.longest:.2f} s"))
    assert not verdict.lost
    assert not verdict.duplicated
    assert not verdict.unexpected
    assert verdict.parked == 0
    assert not books.wrong


async def test_rabbitmq_killed_again_and_again_loses_nothing_and_drains(
    fleet: Fleet, own_broker: BrokerServer
):
    reporters = fleet.reporters("broker kills")
    number = scaled(KILLS, least=2)
    pauses = [reporters.rng.uniform(*BETWEEN) for _ in range(number)]
    sending = asyncio.create_task(reporters.send(round(RATE * sum(pauses)), rate=RATE))
    for pause in pauses:
        await asyncio.sleep(pause)
        own_broker.kill()
        await asyncio.to_thread(own_broker.start)
    back = time.monotonic()
    await sending
    await fleet.told(reporters.books, seconds=DRAINED)
    tell(f"drained {time.monotonic() - back:.0f} s after the last restart, reports sent until the end")
    await clean(fleet, reporters.books, f"{number} kills of RabbitMQ")


async def test_rabbitmqs_data_wiped_under_load_costs_time_and_nothing_else(
    fleet: Fleet, own_broker: BrokerServer
):
    reporters = fleet.reporters("wiped")
    async with an_authority(fleet, "sac") as agency:
        queue = await agency.subscribes("queue")
        await asyncio.sleep(1)
        sending = asyncio.create_task(reporters.send(scaled(3_000, least=300), rate=RATE))
        await asyncio.sleep(scaled(3_000, least=300) / RATE / 2)
        own_broker.kill()
        shutil.rmtree(own_broker.broker.folder / "data")
        await asyncio.to_thread(own_broker.start)
        back = time.monotonic()
        await sending
        await fleet.told(reporters.books, seconds=REFILLED)
        tell(f"all told {time.monotonic() - back:.0f} s after the empty node was up")
        await clean(fleet, reporters.books, "RabbitMQ's data wiped")
        # The agency's program comes in as before, without an operator, and finds all that it is asked.
        asked: set[str] = set()

        async def all_asked() -> bool:
            with suppress(TryAgain, *LOST):  # its user and its queue are made anew first
                found = await read_queue(queue_url(queue), queue["queue"], want=1_000, seconds=2)
                asked.update(report for body in found for report in orjson.loads(body)["data"]["reports"])
            return asked >= reporters.books.accepted

        await eventually(all_asked, seconds=REFILLED, what="all that it is asked, in the agency's own queue")
        tell(f"the agency's own queue was full again {time.monotonic() - back:.0f} s after the node was up")


@pytest.mark.parametrize(
    ("raised", "cleared"),
    [
        (("set_vm_memory_high_watermark", "absolute", "1MB"), ("set_vm_memory_high_watermark", "0.4")),
        (("set_disk_free_limit", "9000GB"), ("set_disk_free_limit", "50MB")),
    ],
    ids=["memory", "disk"],
)
async def test_under_an_alarm_of_the_broker_intake_keeps_accepting(
    fleet: Fleet, own_broker: BrokerServer, raised: tuple[str, ...], cleared: tuple[str, ...]
):
    reporters = fleet.reporters(f"alarm {raised[0]}")
    await reporters.send(scaled(300), rate=RATE * 2)
    await fleet.told(reporters.books, seconds=DRAINED)
    idle = memory_of(fleet.intake.pid)
    await control(own_broker, *raised)
    await reporters.send(round(ALARM_LASTS * RATE), rate=RATE)
    grown = memory_of(fleet.intake.pid) - idle
    assert set(reporters.books.answers) == {"202"}
    assert not await idle_again(fleet, reporters.books)
    await control(own_broker, *cleared)
    await fleet.told(reporters.books, seconds=DRAINED)
    await clean(fleet, reporters.books, f"{raised[0]}; intake grew by {grown >> 20} MB")
    assert grown < MEMORY_MORE


async def idle_again(fleet: Fleet, books: Books) -> bool:
    """Whether everything is told although the alarm is on: then there was none."""
    try:
        await fleet.told(books, seconds=1)
    except AssertionError:
        return False
    return True


async def control(server: BrokerServer, *arguments: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        server.broker.control(*arguments),
        env=dict(server.broker.environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout


def memory_of(pid: int) -> int:
    """Resident bytes of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) << 10
