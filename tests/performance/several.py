"""One, two and four of each service on the same two cores: where the next limit is."""

import time
from collections.abc import AsyncIterator
from contextlib import ExitStack

from deploy.local.ports import LOOPBACK
from shared.text import Text
from tests.performance import load
from tests.performance.accepting import CLIENTS, port_of
from tests.performance.frame import Row, say
from tests.performance.hearing import Ears, told
from tests.performance.processes import cpu_seconds
from tests.performance.stage import Stage
from tests.performance.told import posts
from tests.system import SERVICES, System

NUMBERS = (1, 2, 4)


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """Reports from the first POST to the last webhook; the note says who kept the processors busy."""
    for many in NUMBERS:
        with stage.system() as system, ExitStack() as stack:
            more = {
                name: [stack.enter_context(stage.another(system, name)).pid for _ in range(many - 1)]
                for name in SERVICES
            }
            groups = {name: [system.services[name].pid, *pids] for name, pids in more.items()}
            groups |= {"store": [stage.store.pid], "broker": [stage.broker.pid]}
            async with told(stage, system) as ears:
                say(f"several: {many} of each")
                await _rate(system, ears, 200)
                before, began = _used(groups), time.monotonic()
                seen = [await _rate(system, ears, stage.number(2_000)) for _ in range(stage.rounds(3))]
                took = time.monotonic() - began
                shares = {name: (used - before[name]) / took for name, used in _used(groups).items()}
        what = Text(
            zh=f"从受理到送达，每种服务 {many} 个",
            en=f"reports a second from acceptance to webhook, {many} of each service",
        )
        note = ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
        yield Row(what, Text(zh="", en=""), "/s", seen, note=f"cores used: {note}")


async def _rate(system: System, ears: Ears, number: int) -> float:
    before, _ = await ears.heard()
    requests, began = posts(number), time.monotonic()
    await load.send(LOOPBACK, port_of(system), requests, CLIENTS)
    return number / (await ears.reach(before + number) - began)


def _used(groups: dict[str, list[int]]) -> dict[str, float]:
    return {name: sum(map(cpu_seconds, pids)) for name, pids in groups.items()}
