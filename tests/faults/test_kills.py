"""kill -9 of random services under load, two of each running."""

import asyncio

import pytest

from tests.faults.fleet import Fleet, a_fleet
from tests.faults.load import Books
from tests.faults.mayhem import carry_out, kills
from tests.faults.sizes import scaled, tell
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer

pytestmark = pytest.mark.faults

REPORTS, KILLS = 20_000, 50
RATE = 50  # reports a second, which two cores keep up with while services come and go
A_KILL = 4.0  # seconds from one to the next, on average
AFTER_ALL = (
    900.0  # seconds: what a dead process had claimed is free after a minute, and the rest is a backlog
)


async def test_services_killed_at_random_lose_nothing_and_do_nothing_twice(
    machine: Machine,
    own_store: StoreServer,
    own_broker: BrokerServer,
    receiver: Receiver,
):
    async with a_fleet(machine, own_store, own_broker, copies=2) as fleet:
        await fleet.listens(receiver.hook())
        books, number = await _under_kills(fleet, scaled(REPORTS, least=300), scaled(KILLS, least=5))
        await fleet.told(books, seconds=AFTER_ALL)
        verdict = await fleet.verdict(books)
    tell(verdict.table(f"{number} kills; answers {dict(books.answers)}; longest wait {books.longest:.1f} s"))
    assert not verdict.lost
    assert not verdict.duplicated
    assert not verdict.unexpected
    assert not books.wrong
    assert verdict.parked == 0
    assert verdict.repeated_share <= 0.01


async def _under_kills(fleet: Fleet, reports: int, number: int) -> tuple[Books, int]:
    reporters = fleet.reporters("kills")
    number = max(number, round(reports / RATE / A_KILL))
    plan = kills(reporters.rng, list(fleet.services), number)
    seconds = sum(kill.after + kill.down for kill in plan)
    rate = min(RATE, reports / seconds)
    await asyncio.gather(reporters.send(reports, rate=rate), carry_out(plan, fleet.services.__getitem__))
    return reporters.books, number
