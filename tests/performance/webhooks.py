"""Webhooks a second to fifty receivers, beside a client that does nothing but post."""

import asyncio
import sys
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from functools import partial

import aiohttp
import orjson
import uvloop

from deploy.local.ports import LOOPBACK
from services.notifier.channels.webhook import AT_ONCE, PER_HOST, TOGETHER, signatures
from shared.event import CONTENT_TYPE
from shared.text import Text
from tests.performance import load
from tests.performance.accepting import port_of, rate
from tests.performance.frame import Aim, Row, Sense, alternating, say
from tests.performance.hearing import Ears, held, told
from tests.performance.stage import Stage, figures
from tests.system import System

RECEIVERS = 50
SECRET = "whsec_" + "bWVhc3VyZWQtYnV0LW5vdC1zZWNyZXQ="


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """The notifier is held up until the router has told it of everything."""
    reports = stage.number(100, least=10)
    with stage.system() as system:
        say(f"webhooks: {reports} reports to {RECEIVERS} receivers")
        async with told(stage, system, receivers=RECEIVERS) as ears:
            await _ours(system, ears, 5)
            ours, limit = await alternating(
                stage.rounds(5),
                partial(_ours, system, ears, reports),
                partial(_bare, ears, reports * RECEIVERS),
            )
        what = Text(
            zh=f"每秒向 {RECEIVERS} 个接收方发出的 webhook 数",
            en=f"webhooks a second to {RECEIVERS} receivers",
        )
        beside = Text(
            zh="裸 aiohttp 客户端，同样的已签名内容与并发",
            en="a bare aiohttp client posting the same signed bodies with the same concurrency",
        )
        yield Row(what, beside, "/s", ours, limit, Aim(Sense.AT_LEAST, 0.6))


async def _ours(system: System, ears: Ears, reports: int) -> float:
    before, _ = await ears.heard()
    with held(system.notifier):
        await rate(port_of(system), reports)
        await load.quiet(system.router.pid)
        began = time.monotonic()
    number = reports * RECEIVERS
    return number / (await ears.reach(before + number) - began)


async def _bare(ears: Ears, number: int) -> float:
    ports = ",".join(str(server.port) for server in ears.servers)
    return float((await figures("webhooks", ports, str(number)))["rate"])


async def post(ports: Sequence[int], number: int) -> float:
    """Posts a second, as many at once to each and to all as the notifier allows itself."""
    body = orjson.dumps({"id": str(uuid.uuid4()), "data": "x" * 1_300})  # as large as an escalation's event
    requests = [_signed(body) for _ in range(number)]
    connector = aiohttp.TCPConnector(limit_per_host=PER_HOST)
    mouth = asyncio.Semaphore(TOGETHER)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def work(port: int, waiting: list[dict[str, str]]) -> None:
            while waiting:
                headers = waiting.pop()
                async with (
                    mouth,
                    session.post(f"http://{LOOPBACK}:{port}/", data=body, headers=headers) as response,
                ):
                    await response.read()

        shares = [requests[place :: len(ports)] for place in range(len(ports))]
        began = time.perf_counter()
        await asyncio.gather(
            *(work(p, share) for p, share in zip(ports, shares, strict=True) for _ in range(AT_ONCE))
        )
        return number / (time.perf_counter() - began)


def _signed(body: bytes) -> dict[str, str]:
    message, now = str(uuid.uuid4()), int(time.time())
    signed = signatures([SECRET], message, now, body)
    return {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": message,
        "webhook-timestamp": str(now),
        "webhook-signature": signed,
    }


if __name__ == "__main__":
    found = uvloop.run(post([int(port) for port in sys.argv[1].split(",")], int(sys.argv[2])))
    sys.stdout.buffer.write(orjson.dumps({"rate": found}))
