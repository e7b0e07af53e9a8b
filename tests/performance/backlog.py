"""A large backlog of reports: each service's memory meanwhile, and how fast it is worked off."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from shared.text import Text
from tests.performance import load
from tests.performance.accepting import CROWD, port_of, rate
from tests.performance.frame import Aim, Row, Sense, say
from tests.performance.hearing import Ears, held, told
from tests.performance.processes import memory
from tests.performance.stage import Stage
from tests.system import SERVICES, Service, System

LOOK_EVERY = 0.5  # seconds between looks at the memory
PAUSE = 0.05  # seconds until it is looked again whether more may be sent
FIRST = 90.0  # seconds in which the rate of a steady flow settles
UNDER_WAY = 1_000  # reports of a steady flow that are sent and not told
STEP = 10_000  # reports of the backlog between two lines of progress


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """Router and notifier are held up while reports are accepted; then both go on."""
    number, flowing = stage.number(stage.backlog, least=2_000), stage.number(40_000, least=500)
    with stage.system() as system:
        async with told(stage, system) as ears:
            await _drained(system, ears, stage.number(5_000))
            usual = await _steady(system, ears, flowing, first=FIRST * min(1, stage.scale))
            idle = {service.name: memory(service.pid) for service in system.services.values()}
            say(f"backlog: {number} reports; steady rate {usual:,.0f} /s, idle {_all(idle)} MB")
            async with _watched(tuple(system.services.values())) as peaks:
                drained = await _drained(system, ears, number)
    for name in SERVICES:
        what = Text(
            zh=f"积压 {number:,} 份时 {name} 的内存", en=f"memory of {name} with a backlog of {number:,}"
        )
        beside = Text(zh="空闲时", en="idle")
        yield Row(what, beside, "MB", [peaks.of[name]], [idle[name]], Aim(Sense.AT_MOST, 30, "MB"))
    what = Text(
        zh=f"处理积压 {number:,} 份的速度", en=f"reports told a second out of a backlog of {number:,}"
    )
    beside = Text(
        zh=f"平稳来件时的速度（{flowing:,} 份，起初 {FIRST:.0f} 秒不计）",
        en=f"the steady rate: {flowing:,} that keep coming, the first {FIRST:.0f} seconds not counted",
    )
    yield Row(what, beside, "/s", [drained], [usual], Aim(Sense.AT_LEAST, 0.9))


async def _steady(system: System, ears: Ears, number: int, first: float) -> float:
    """Reports told a second while they keep coming, about `UNDER_WAY` of them sent and not told at any time.

    The `first` seconds do not count: what is stored is looked at again a minute later, and that is part of a
    rate that holds.
    """
    expected, _ = await ears.heard()
    settled, counted_from = time.monotonic() + first, (0, 0.0)
    while True:
        so_far, last = await ears.heard()
        if not counted_from[0] and last >= settled:
            counted_from = so_far, last
        if counted_from[0] and so_far - counted_from[0] >= number:
            break
        if expected - so_far < UNDER_WAY:
            await rate(port_of(system), UNDER_WAY // 4)
            expected += UNDER_WAY // 4
        else:
            await asyncio.sleep(PAUSE)
    await ears.reach(expected)
    return (so_far - counted_from[0]) / (last - counted_from[1])


async def _drained(system: System, ears: Ears, number: int) -> float:
    before, _ = await ears.heard()
    with held(system.router, system.notifier):
        for start in range(0, number, STEP):
            await rate(port_of(system), min(STEP, number - start), CROWD)
            if number > STEP:
                say(f"backlog: {start + STEP} accepted")
        await load.quiet(system.intake.pid)
        began = time.monotonic()
    return number / (await ears.reach(before + number) - began)


@dataclass
class Peaks:
    """The most that each service held, in MB."""

    of: dict[str, float] = field(default_factory=dict)

    async def watch(self, services: Sequence[Service]) -> None:
        """Look until cancelled."""
        while True:
            for service in services:
                self.of[service.name] = max(memory(service.pid), self.of.get(service.name, 0.0))
            await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def _watched(services: Sequence[Service]) -> AsyncIterator[Peaks]:
    peaks = Peaks()
    watching = asyncio.create_task(peaks.watch(services))
    try:
        yield peaks
    finally:
        watching.cancel()


def _all(memories: dict[str, float]) -> str:
    return ", ".join(f"{name} {mb:.0f}" for name, mb in memories.items())
