"""The network between any two parts: holes, resets, a trickle, slices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from tests.faults.fleet import Fleet, a_fleet
from tests.faults.load import Books, Reporters
from tests.faults.proxy import Way, a_proxy
from tests.faults.sizes import tell
from tests.receiver import a_receiver
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import SERVICES

LASTS, SHORTLY = 6.0, 3.0  # seconds of each fault
RATE = 20  # reports a second while it lasts
PATIENCE = 0.8  # seconds after which intake says 503
AFTER = 90.0  # seconds until all is told; a connection on which nothing is heard is given up after 33
AFTER_FAILURES = 420.0  # seconds: what a receiver failed to take twice is tried again after five minutes
TRICKLE = 1_000  # bytes a second
SLICE = 7  # bytes
BETWEEN = (
    *((service, server) for service in SERVICES for server in ("store", "broker")),
    ("notifier", "receiver"),
    ("reporter", "intake"),
)
FAULTS = ("hole", "reset", "trickle", "slices")
SHORT = {("intake", "store", "hole"), ("router", "broker", "reset"), ("notifier", "store", "slices")}


@dataclass
class Network:
    """The fleet, and the way between each two of its parts."""

    fleet: Fleet
    ways: dict[tuple[str, str], Way]
    reporters: Reporters

    def break_(self, between: tuple[str, str], fault: str) -> Way:
        way = self.ways[between]
        match fault:
            case "hole":
                way.hole()
            case "reset":
                way.reset()
            case "trickle":
                way.limit(TRICKLE)
            case "slices":
                way.slice(SLICE)
        return way


@pytest.fixture(scope="module")
async def network(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer
) -> AsyncIterator[Network]:
    amqp = broker_server.broker.amqp
    async with AsyncExitStack() as stack:
        ports = {"store": store_server.store.port, "broker": amqp}
        ways = {
            (service, server): await stack.enter_async_context(a_proxy(ports[server]))
            for service, server in BETWEEN
            if server in ports
        }
        amqp_url = stack.enter_context(broker_server.new_url())

        def own(name: str) -> dict[str, str]:
            store, broker = ways[name, "store"].port, ways[name, "broker"].port
            return {
                "FEEDBACK_MONGO_URL": store_server.store.url.replace(f":{ports['store']}/", f":{store}/"),
                "FEEDBACK_AMQP_URL": amqp_url.replace(f":{amqp}/", f":{broker}/"),
            }

        settings = {"FEEDBACK_AMQP_URL": amqp_url}
        fleet = await stack.enter_async_context(
            a_fleet(machine, store_server, broker_server, settings=settings, of=own)
        )
        receiver = await stack.enter_async_context(a_receiver())
        hook = receiver.hook()
        for name, url in (("receiver", hook.url), ("intake", fleet.url)):
            there = int(url.removeprefix("http://").partition(":")[2].partition("/")[0])
            who = "notifier" if name == "receiver" else "reporter"
            ways[who, name] = await stack.enter_async_context(a_proxy(there))
            if name == "receiver":
                hook.url = url.replace(f":{there}/", f":{ways[who, name].port}/")
        await fleet.listens(hook)
        url = f"http://127.0.0.1:{ways['reporter', 'intake'].port}"
        yield Network(fleet, ways, fleet.reporters("network", url=url))


def cases() -> list[object]:
    return [
        pytest.param(
            (a, b), fault, id=f"{a}-{b}-{fault}", marks=() if (a, b, fault) in SHORT else pytest.mark.faults
        )
        for a, b in BETWEEN
        for fault in FAULTS
    ]


@pytest.mark.parametrize(("between", "fault"), cases())
async def test_nothing_is_lost_and_nobody_waits_longer_than_promised(
    network: Network, between: tuple[str, str], fault: str
):
    reporters, lasts = network.reporters, SHORTLY if (*between, fault) in SHORT else LASTS
    before = len(reporters.books.seconds)
    way = network.break_(between, fault)
    sending = asyncio.create_task(reporters.send(round(lasts * RATE), rate=RATE))
    await asyncio.sleep(lasts)
    way.mend()
    await sending
    patience = AFTER_FAILURES if between == ("notifier", "receiver") else AFTER
    await network.fleet.told(reporters.books, seconds=patience)
    waits = reporters.books.seconds[before:]
    tell(f"{'–'.join(between)}, {fault}: {_words(reporters.books)}; longest wait {max(waits):.2f} s")
    assert not reporters.books.wrong
    if between != ("reporter", "intake"):
        assert max(waits) < PATIENCE + 1


async def test_in_all_this_nothing_was_done_twice(network: Network):
    verdict = await network.fleet.verdict(network.reporters.books)
    tell(verdict.table("the network between any two parts"))
    assert not verdict.lost
    assert not verdict.duplicated
    assert not verdict.unexpected


@pytest.mark.faults
async def test_a_node_behind_a_dead_cable_is_left_for_another(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer
):
    amqp = broker_server.broker.amqp
    with broker_server.new_url() as amqp_url:
        async with a_proxy(amqp) as way, a_receiver() as receiver:
            both = f"{amqp_url.replace(f':{amqp}/', f':{way.port}/')},{amqp_url}"
            async with a_fleet(
                machine, store_server, broker_server, settings={"FEEDBACK_AMQP_URL": both}
            ) as fleet:
                fleet.amqp_url = amqp_url
                await fleet.listens(receiver.hook())
                way.hole()  # and it stays
                reporters = fleet.reporters("cable")
                await reporters.send(round(LASTS * RATE), rate=RATE)
                await fleet.told(reporters.books, seconds=AFTER)
                way.cut()  # else the services' farewells wait for it


def _words(books: Books) -> str:
    return ", ".join(f"{number} × {answer}" for answer, number in books.answers.most_common())
