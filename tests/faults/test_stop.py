"""SIGTERM under load: no request is dropped, nothing is left half-done, and the process is down in time."""

import asyncio
import os
import signal
import time

import pytest

from shared.mongo import COLLECTIONS
from tests.faults.fleet import Fleet, a_fleet
from tests.faults.sizes import scaled, tell
from tests.people import eventually
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import Service

DOWN_WITHIN = 25.0  # seconds
AFTER = 30.0  # seconds: less than the minute after which a dead process's claims lapse
LASTS = 15  # seconds of a round
RATE = 60  # reports a second


@pytest.fixture(params=[1, pytest.param(5, marks=pytest.mark.faults)], ids=["short", "full"])
def rounds(request: pytest.FixtureRequest) -> int:
    return scaled(request.param)


async def test_services_that_are_asked_to_stop_drop_nothing(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer, receiver: Receiver, rounds: int
):
    with broker_server.new_url() as url:
        settings = {"FEEDBACK_AMQP_URL": url}
        async with a_fleet(machine, store_server, broker_server, copies=2, settings=settings) as fleet:
            await fleet.listens(receiver.hook())
            reporters = fleet.reporters("stop")
            going = asyncio.create_task(reporters.send(rounds * RATE * LASTS, rate=RATE))
            for _ in range(rounds):
                for name in ("intake", "router", "notifier"):
                    await asyncio.sleep(1)
                    seconds = await stopped(fleet.services[name])
                    tell(f"{name} is down after {seconds:.1f} s")
                    assert seconds < DOWN_WITHIN
                    assert await relayed(fleet, fleet.services[name])
                    await asyncio.to_thread(fleet.services[name].start)
            await going
            await fleet.told(reporters.books, seconds=AFTER)
            verdict = await fleet.verdict(reporters.books)
    tell(verdict.table(f"SIGTERM {rounds} times each; {dict(reporters.books.answers)}"))
    assert set(reporters.books.answers) == {"202"}
    assert not verdict.lost
    assert not verdict.duplicated
    assert not verdict.unexpected
    assert verdict.repeated == 0


async def stopped(service: Service) -> float:
    """Ask as Kubernetes does; seconds until it has ended, by itself and without an error."""
    began = time.monotonic()
    os.kill(service.pid, signal.SIGTERM)

    async def ended() -> bool:
        return service.exit_code is not None

    await eventually(ended, seconds=DOWN_WITHIN + 5)
    assert service.exit_code == 0, service.output[-2_000:]
    return time.monotonic() - began


async def relayed(fleet: Fleet, service: Service) -> bool:
    """Whether what it wrote is told: no writer of a service that has stopped is behind."""
    warned = [line for line in service.log if line.get("event") in {"relay.behind", "recording.unfinished"}]
    return not warned and bool(await fleet.documents(COLLECTIONS.marks))
