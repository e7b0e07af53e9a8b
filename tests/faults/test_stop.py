"""SIGTERM under load: no request is dropped, nothing is left half-done, and the process is down in time."""

import asyncio
import os
import signal
import time

import pytest

import services.intake.store
import services.notifier.store
import services.router.store
from shared.journal import MongoJournal
from shared.mongo import COLLECTIONS, connect
from tests.faults.fleet import Fleet, a_fleet
from tests.faults.sizes import scaled, tell
from tests.people import eventually
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import Service

DOWN_WITHIN = 25.0  # seconds
AFTER = 120.0  # seconds, for a machine that does other work beside this
LASTS = 15  # seconds of a round
RATE = 30  # reports a second: less than what one core does that has other work beside it
SOURCES = {
    "intake": services.intake.store.SOURCES,
    "router": [services.router.store.SOURCE],
    "notifier": [services.notifier.store.SOURCE],
}


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
                    assert not await left_behind(fleet, fleet.services[name])
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


async def left_behind(fleet: Fleet, service: Service) -> list[str]:
    """What another would have to do in its place: writes that it has not told, deliveries that it keeps."""
    writer = [line["writer"] for line in service.log if line.get("event") == "registered"][-1]
    client = connect(fleet.mongo_url, timeout_ms=60_000)
    try:
        database = client[fleet.database]
        journal = MongoJournal(database, service.name, SOURCES[service.name])
        mark = (await journal.marks())[writer]
        untold = [f"untold beyond {mark}"] if await journal.has_beyond(writer, mark) else []
        kept = database[COLLECTIONS.deliveries].find({"owner": {"$regex": f"^{writer}"}})
        return untold + [f"kept {delivery['_id']}" async for delivery in kept]
    finally:
        client.close()
