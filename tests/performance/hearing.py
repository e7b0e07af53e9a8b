"""Receivers in processes of their own, and services that are held up until there is work for them."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

import orjson

from deploy.local.ports import LOOPBACK
from tests.people import an_authority
from tests.performance import load
from tests.performance.stage import Server, Stage
from tests.system import Service, System

LOOK_EVERY = 0.1  # seconds
PATIENCE = 900.0  # seconds until what is waited for is given up


@dataclass(frozen=True)
class Ears:
    """Receivers, counted together."""

    servers: Sequence[Server]

    async def heard(self) -> tuple[int, float]:
        """How many webhooks came, and when the last did (seconds, monotonic)."""
        found = await asyncio.gather(*(_ask(server.port) for server in self.servers))
        return sum(int(one["count"]) for one in found), max(one["last"] for one in found)

    async def reach(self, count: int) -> float:
        """Wait for so many in all; return when the last one came."""
        deadline = time.monotonic() + PATIENCE
        while True:
            so_far, last = await self.heard()
            if so_far >= count:
                return last
            if time.monotonic() > deadline:
                raise TimeoutError(f"{so_far} of {count} webhooks came")
            await asyncio.sleep(LOOK_EVERY)


async def _ask(port: int) -> dict[str, float]:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    _, body = await load.answer(reader)
    writer.close()
    return dict(orjson.loads(body))


@asynccontextmanager
async def told(
    stage: Stage, system: System, authority: str = "sac", receivers: int = 1
) -> AsyncIterator[Ears]:
    """Receivers to which everything goes that an authority is asked; `GB/T` asks the nation's own."""
    with ExitStack() as stack:
        servers = [stack.enter_context(stage.serving("receiver")) for _ in range(receivers)]
        async with an_authority(system, authority) as by_webhook:
            for server in servers:
                await by_webhook.subscribes("webhook", f"http://{LOOPBACK}:{server.port}/")
        yield Ears(servers)


@contextmanager
def held(*services: Service) -> Iterator[None]:
    """Stop processes for a while, as they are; afterwards they go on."""
    for service in services:
        os.killpg(service.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for service in services:
            os.killpg(service.pid, signal.SIGCONT)
