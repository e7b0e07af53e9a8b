"""Clocks ten minutes off, and stepping back: no lease is taken early, nothing is lost, nothing done twice.

Debian's libfaketime lies to the wall clock of one process of each pair; monotonic clocks stay true.
"""

import asyncio
from pathlib import Path

import pytest

from tests.faults.fleet import a_fleet
from tests.faults.sizes import scaled, tell
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import SERVICES

pytestmark = pytest.mark.faults

RATE = 30  # reports a second
LASTS = 20.0  # seconds of each phase
AFTER = 180.0
AHEAD, BEHIND = "+600s", "-600s"


def the_library() -> str:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.skip("libfaketime is not installed (Debian: apt-get install faketime)")
    return str(found[0])


@pytest.mark.parametrize(("first", "then"), [(AHEAD, BEHIND), (BEHIND, AHEAD)], ids=["back", "forth"])
async def test_clocks_that_are_wrong_and_step_lose_nothing_and_do_nothing_twice(
    machine: Machine,
    store_server: StoreServer,
    broker_server: BrokerServer,
    receiver: Receiver,
    first: str,
    then: str,
):
    library, lie = the_library(), machine.folder / f"clock{first}"
    lie.write_text(first)

    def own(name: str) -> dict[str, str]:
        wrong = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(lie),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
        return wrong if name.endswith(".2") else {}

    with broker_server.new_url() as url:
        settings = {"FEEDBACK_AMQP_URL": url}
        async with a_fleet(
            machine, store_server, broker_server, copies=2, settings=settings, of=own
        ) as fleet:
            await fleet.listens(receiver.hook())
            reporters = fleet.reporters(f"clocks {first}")
            lasts = LASTS * max(0.5, scaled(100) / 100)
            sending = asyncio.create_task(reporters.send(round(RATE * lasts * 3), rate=RATE))
            await asyncio.sleep(lasts)
            lie.write_text(then)
            tell(f"the wrong clocks step from {first} to {then}")
            await asyncio.sleep(lasts)
            tell("of each pair, the one whose clock is right is killed")
            for name in SERVICES:
                fleet.services[name].kill()
                fleet.services[name].begin()
            await sending
            await fleet.told(reporters.books, seconds=AFTER)
            verdict, answers = await fleet.verdict(reporters.books), reporters.books.answers
    tell(verdict.table(f"clocks {first}, then {then}; {dict(answers)}"))
    assert not verdict.lost
    assert not verdict.duplicated
    assert not verdict.unexpected
    assert not reporters.books.wrong
    assert verdict.repeated_share <= 0.01
