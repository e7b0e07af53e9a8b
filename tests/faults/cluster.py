"""Three RabbitMQ nodes as one cluster on this machine; a node may be killed, or cut off from the others."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from deploy.local.rabbitmq import Broker
from tests.servers import BrokerServer, Machine

NODES = 3


@dataclass(frozen=True)
class Cluster:
    """The nodes, in the order in which they were started."""

    nodes: Sequence[BrokerServer]

    @property
    def url(self) -> str:
        """Every node's address, as `FEEDBACK_AMQP_URL` takes them."""
        return ",".join(node.broker.url for node in self.nodes)

    async def partition(self, alone: BrokerServer) -> None:
        """Cut one node off from the others: the cookies that open the door between them differ from now on.

        Its clients still reach it, as they would on the wrong side of a broken switch.
        """
        others = [node.broker.node for node in self.nodes if node is not alone]
        steps = [f"erlang:set_cookie('{other}', cut), erlang:disconnect_node('{other}')" for other in others]
        await evaluate(alone, ", ".join(steps))

    async def join(self, alone: BrokerServer) -> None:
        """Let the node in again."""
        others = [node.broker.node for node in self.nodes if node is not alone]
        steps = [
            f"erlang:set_cookie('{other}', erlang:get_cookie()), net_kernel:connect_node('{other}')"
            for other in others
        ]
        await evaluate(alone, ", ".join(steps))

    async def sizes(self) -> dict[str, int]:
        """How many nodes of each quorum queue are at work, by queue, as the first node sees it."""
        queues = await asyncio.to_thread(self.nodes[0].broker.call, "GET", "/queues")
        assert isinstance(queues, list)
        return {queue["name"]: len(queue.get("online", ())) for queue in queues}


async def evaluate(node: BrokerServer, expression: str) -> str:
    """Have a node evaluate an Erlang expression."""
    done = await asyncio.to_thread(
        subprocess.run,
        node.broker.control("eval", f"{expression}."),
        env=dict(node.broker.environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return str(done.stdout)


@asynccontextmanager
async def a_cluster(machine: Machine) -> AsyncIterator[Cluster]:
    """Three nodes, ready; afterwards gone. The smaller side of a partition pauses, as it should."""
    first, *others = (machine.broker() for _ in range(NODES))
    brokers = [
        replace(server.broker, node=f"feedback{n}@localhost", mapper=first.broker.mapper, password=PASSWORD)
        for n, server in enumerate((first, *others), 1)
    ]
    servers = [prepared(machine, broker, brokers) for broker in brokers]
    mapper = servers[0]._mapper  # noqa: SLF001 -- one port mapper knows all nodes
    for server in servers:
        server._mapper = mapper  # noqa: SLF001
    try:
        await asyncio.to_thread(servers[0].start)
        for server in servers[1:]:
            server.begin()
        for server in servers[1:]:
            await asyncio.to_thread(server.wait)
        yield Cluster(servers)
    finally:
        for server in servers:
            server.kill()
        servers[0].close()


PASSWORD = "cluster"


def prepared(machine: Machine, broker: Broker, brokers: Sequence[Broker]) -> BrokerServer:
    """One node, its configuration written, not started."""
    broker.prepare()
    peers = [f"cluster_formation.classic_config.nodes.{n} = {b.node}" for n, b in enumerate(brokers, 1)]
    lines = [
        "cluster_formation.peer_discovery_backend = classic_config",
        "cluster_partition_handling = pause_minority",
        *peers,
    ]
    with (broker.folder / "rabbitmq.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("\n".join(lines) + "\n")
    cookie = broker.folder / ".erlang.cookie"
    cookie.write_text(PASSWORD * 3)
    cookie.chmod(0o400)
    return BrokerServer(broker, *map(machine.running, broker.parts()))
