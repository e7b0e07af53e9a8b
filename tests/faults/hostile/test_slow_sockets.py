"""Those who hold connections open without using them are let go, and nobody else waits for them.

A hundred of each kind in every run; a thousand of each with `python -m pytest -m faults -s
tests/faults/hostile/test_slow_sockets.py`, which prints what the others had to wait.
"""

import asyncio
import itertools
import json
import re
import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession

from deploy.local.tree import ROOT
from tests.faults.hostile.strangers import ARRIVING, PATIENCE, SLOW
from tests.people import a_report, a_reporter, ask
from tests.system import System

GONE = 15.0  # seconds, by which every one of them has to be gone
USERS = 8
HELD = re.compile(r"^feedback_connections (\S+)$", re.MULTILINE)


@dataclass
class Users:
    """People who use the channel as it is meant, all the while."""

    waits: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    async def one(self, hostile: System, number: int) -> None:
        async with a_reporter(hostile) as reporter:
            for turn in itertools.count():
                began = time.perf_counter()
                clause = f"{number}.{turn}"
                reply = (
                    await reporter.reports(a_report(clause=clause))
                    if turn % 2
                    else await ask(reporter.http, "GET", "/")
                )
                self.waits.append(time.perf_counter() - began)
                self.statuses.add(reply.status)
                await asyncio.sleep(0.1)

    def told(self) -> str:
        ordered = sorted(self.waits)
        p99 = ordered[int(len(ordered) * 0.99)]
        return (
            f"{len(ordered)} requests of {USERS} users, median {statistics.median(ordered) * 1000:.0f} ms, "
            f"99th percentile {p99 * 1000:.0f} ms, longest {ordered[-1] * 1000:.0f} ms"
        )


@dataclass
class Held:
    """How many connections intake holds, as its operator sees them."""

    most: int = 0
    last: float = 0.0
    """When there were last more than those of the users."""

    async def watched(self, hostile: System) -> None:
        async with ClientSession(f"http://127.0.0.1:{hostile.intake.ops_port}") as http:
            while True:
                async with http.get("/metrics") as reply:
                    now = int(float(HELD.findall(await reply.text())[0]))
                self.most = max(self.most, now)
                if now > 2 * USERS:
                    self.last = time.monotonic()
                await asyncio.sleep(0.5)


async def attacked(url: str, each: int) -> Mapping[str, list[float]]:
    """What a process of its own finds, so that the users here wait for the channel alone."""
    command = (sys.executable, "-m", "tests.faults.hostile.strangers", url, str(each))
    attack = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(10 * GONE):
        said, _ = await attack.communicate()
    assert attack.returncode == 0
    found: dict[str, list[float]] = json.loads(said)
    return found


@pytest.mark.parametrize("each", [100, pytest.param(1_000, marks=pytest.mark.faults)])
async def test_slow_sockets_are_let_go_and_everybody_else_is_served(hostile: System, each: int):
    users, held, began = Users(), Held(), time.monotonic()
    async with asyncio.TaskGroup() as group:
        using = [group.create_task(users.one(hostile, number)) for number in range(USERS)]
        using.append(group.create_task(held.watched(hostile)))
        found = await attacked(hostile.url, each)
        for task in using:
            task.cancel()
    for name, gone in found.items():
        print(f"{each} {name}: knew of it after {min(gone):.1f} to {max(gone):.1f} s")  # noqa: T201 - to be read
    last = held.last - began - ARRIVING
    print(f"{held.most} held at most; intake held none {last:.1f} s after the last had come")  # noqa: T201
    print(users.told())  # noqa: T201 - likewise
    assert users.statuses == {200, 202}
    assert [len(gone) for gone in found.values()] == [each] * len(SLOW)
    assert min(itertools.chain(*found.values())) > PATIENCE / 2  # or they were not slow at all
