"""How fast the channel is on this machine: `python -m tests.performance.bench_way`.

Measures, at real services on servers of its own: accepted reports a second with 64 clients, with the other
two services at rest and at work; reports a second from the first POST to the last webhook; and the way of
one report from POST to webhook at low load. Beside them stand limits that were measured in the same run.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import NamedTuple

import uvloop
from aiohttp import web

from deploy.local.ports import LOOPBACK, answers
from tests.people import a_report, an_authority
from tests.performance import bare, load
from tests.servers import Machine, a_machine, eventually
from tests.system import System, a_system

CLIENTS = 64
AT_REST = 0.2  # seconds between two reports at low load


class Row(NamedTuple):
    """One line of the table."""

    what: str
    value: str
    beside: str


class Heard:
    """When each report was told by webhook, in seconds of the performance counter."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self._news = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """Take one event."""
        event = await request.json()
        for report in event["data"].get("reports", ()):
            self.at.setdefault(report, time.perf_counter())
        self._news.set()
        return web.Response()

    async def reach(self, number: int, seconds: float) -> None:
        """Wait until so many reports were told, or the seconds have passed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while len(self.at) < number:
                    self._news.clear()
                    await self._news.wait()


@asynccontextmanager
async def listening(heard: Heard) -> AsyncIterator[str]:
    """The webhook's address."""
    app = web.Application()
    app.add_routes([web.post("/", heard.take)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    yield f"http://{LOOPBACK}:{runner.addresses[0][1]}/"
    await runner.cleanup()


@contextmanager
def bare_handler(machine: Machine) -> Iterator[int]:
    """The port of a handler that keeps nothing."""
    port = machine.ports.take()
    process = subprocess.Popen((sys.executable, "-m", "tests.performance.bare", str(port)))
    try:
        for _ in eventually():
            if answers(port):
                break
        yield port
    finally:
        process.terminate()
        process.wait()


def many(number: int) -> list[bytes]:
    """Requests that differ in their clause."""
    return [load.post("/v1/reports", a_report(clause=str(n))) for n in range(number)]


async def low_load(system: System, heard: Heard, number: int) -> list[float]:
    """Seconds from POST to webhook, one report after the other."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port_of(system))
    took: list[float] = []
    for request in many(number):
        began = time.perf_counter()
        writer.write(request)
        before = len(heard.at)
        await load.answer(reader)
        await heard.reach(before + 1, 10)
        took.append(max(heard.at.values()) - began)
        await asyncio.sleep(AT_REST)
    writer.close()
    return took


def port_of(system: System) -> int:
    """Intake's port."""
    return int(system.environment["FEEDBACK_LISTEN_PORT"])


async def measure(machine: Machine, system: System, number: int, calm: int) -> list[Row]:
    """Every line of the table."""
    heard = Heard()
    with bare_handler(machine) as port:
        handler = (await load.send(LOOPBACK, port, many(number), CLIENTS)).rate
    inserts = await bare.inserts(system.mongo_url, system.database, a_report(), number)
    limits = f"bare handler {handler:,.0f}/s, bare insert_many {inserts:,.0f}/s"
    async with listening(heard) as url, an_authority(system, "sac") as sac:
        await sac.subscribes("webhook", url)
        took = sorted(await low_load(system, heard, calm))
        quiet = len(heard.at)
        began = time.perf_counter()
        accepted = await load.send(LOOPBACK, port_of(system), many(number), CLIENTS)
        await heard.reach(quiet + number, 300)
        way = (len(heard.at) - quiet) / (max(heard.at.values()) - began)
    told = f"{len(heard.at) - quiet} of {number} told; answers {accepted.statuses}"
    system.router.stop()
    system.notifier.stop()
    alone = await load.send(LOOPBACK, port_of(system), many(number), CLIENTS)
    return [
        Row(f"accepted a second, {CLIENTS} clients, intake alone", f"{alone.rate:,.0f}", limits),
        Row(f"accepted a second, {CLIENTS} clients, all at work", f"{accepted.rate:,.0f}", ""),
        Row("a second from acceptance to webhook", f"{way:,.0f}", told),
        Row(
            "POST to webhook at low load, p50", f"{statistics.median(took) * 1e3:,.0f} ms", f"{calm} reports"
        ),
        Row("POST to webhook at low load, p99", f"{took[int(len(took) * 0.99)] * 1e3:,.0f} ms", ""),
    ]


def main() -> None:
    """Start everything, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5_000)
    parser.add_argument("--calm", type=int, default=100, help="reports at low load")
    chosen = parser.parse_args()
    with a_machine() as machine:
        store, broker = machine.store(), machine.broker()
        store.start()
        broker.start()
        with a_system(machine, store, broker) as system:
            rows = uvloop.run(measure(machine, system, chosen.reports, chosen.calm))
    for row in rows:
        sys.stdout.write(f"{row.what:<52} {row.value:>10}   {row.beside}\n")


if __name__ == "__main__":
    main()
