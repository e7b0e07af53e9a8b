"""Three RabbitMQ nodes: one is killed, one is cut off from the others; acceptance never stops."""

import asyncio

import pytest

from shared.topology import service_queue
from tests.faults.cluster import a_cluster
from tests.faults.fleet import a_fleet
from tests.faults.sizes import scaled, tell
from tests.people import eventually
from tests.receiver import Receiver
from tests.servers import Machine, StoreServer

pytestmark = pytest.mark.faults

RATE = 40  # reports a second
LASTS = 25.0  # seconds of each fault
AFTER_ALL = 120.0


async def test_one_node_killed_and_one_cut_off_stop_nothing_and_lose_nothing(
    machine: Machine, store_server: StoreServer, receiver: Receiver
):
    async with a_cluster(machine) as cluster:
        first, second, third = cluster.nodes
        settings = {"FEEDBACK_AMQP_URL": cluster.url}
        async with a_fleet(machine, store_server, first, copies=2, settings=settings) as fleet:
            await fleet.listens(receiver.hook())

            async def whole() -> bool:
                return (await cluster.sizes()).get(service_queue("router")) == len(cluster.nodes)

            await eventually(whole, seconds=60)
            reporters = fleet.reporters("cluster")
            lasts = LASTS * max(0.4, scaled(100) / 100)
            sending = asyncio.create_task(reporters.send(round(RATE * lasts * 5), rate=RATE))
            await asyncio.sleep(lasts / 2)
            tell("one node is killed")
            second.kill()
            await asyncio.sleep(lasts)
            await asyncio.to_thread(second.start)
            await eventually(whole, seconds=60)
            tell("it is back; another is cut off")
            await cluster.partition(third)
            await asyncio.sleep(lasts)
            await cluster.join(third)
            tell("it is let in again")
            await sending
            await fleet.told(reporters.books, seconds=AFTER_ALL)
            await eventually(whole, seconds=60)
            verdict, books = await fleet.verdict(reporters.books), reporters.books
    tell(verdict.table(f"three nodes; {dict(books.answers)}; longest wait {books.longest:.2f} s"))
    assert set(books.answers) == {"202"}
    assert not verdict.lost
    assert not verdict.duplicated
    assert not verdict.unexpected
    assert verdict.parked == 0
