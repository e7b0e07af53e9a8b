"""Routing: how many reports a second, and what one costs the router in processor time."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import aio_pika

from shared.events import EscalationOpened
from shared.text import Text
from shared.topology import FEEDBACK, service_queue
from tests.messages import events_in, one_each
from tests.performance import load
from tests.performance.accepting import port_of, rate
from tests.performance.frame import Aim, Row, Sense, alternating, say
from tests.performance.hearing import held
from tests.performance.processes import cpu_seconds
from tests.performance.stage import Stage, figures
from tests.system import System


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """Ours on one virtual host and database, the others on another, both fed by an intake."""
    number = stage.number(2_000)
    with stage.system() as system, stage.system() as other:
        for service in (system.notifier, other.notifier, other.router):
            service.stop()
        ours = Ours(system, number)
        say(f"routing: {number} reports beside the obvious router")
        await ours.rate()
        found, limit = await alternating(stage.rounds(5), ours.rate, partial(_obvious, other, number // 2))
        what = Text(zh="每秒分派报告数", en="routed reports a second")
        beside = Text(
            zh="最直接的写法：逐条读取、写入、确认发布、应答",
            en="the obvious router: one message, read, write, confirmed publish and ack at a time",
        )
        yield Row(what, beside, "/s", found, limit, Aim(Sense.AT_LEAST, 3))
        say(f"routing: processor time of {number} reports beside the bare parts")
        found, limit = await alternating(stage.rounds(5), ours.used, partial(_bare_parts, other, number))
        what = Text(zh="分派一份报告所用的处理器时间", en="router's own processor time per report")
        beside = Text(
            zh="裸循环（消费、窗口发布、应答）加 bulk_write(100)",
            en="a bare loop of the same messages (consume, publish in a window, ack) and the bare bulk_write",
        )
        yield Row(what, beside, "ms", found, limit, Aim(Sense.AT_MOST, 1.5))


@dataclass(frozen=True)
class Ours:
    """The router, held up until the messages of a round are in its queue."""

    system: System
    number: int

    async def rate(self) -> float:
        """Routed reports a second: the case is stored, and the event that asks is confirmed."""
        return (await self._round())[0]

    async def used(self) -> float:
        """Milliseconds of processor time for each report."""
        return (await self._round())[1] * 1e3

    async def _round(self) -> tuple[float, float]:
        async with await aio_pika.connect(self.system.amqp_url) as connection:
            channel = await connection.channel()
            mine = await channel.declare_queue(exclusive=True)
            await mine.bind(FEEDBACK, EscalationOpened.type)
            with held(self.system.router):
                await fill(self.system, self.number)
                before = cpu_seconds(self.system.router.pid)
            began, told = time.perf_counter(), set[str]()
            async with mine.iterator(no_ack=True) as messages:
                async for message in messages:
                    told |= {event.data["case"] for event in events_in(message.body)}
                    if len(told) == self.number:
                        break
            took = time.perf_counter() - began
        await load.quiet(self.system.router.pid)
        return self.number / took, (cpu_seconds(self.system.router.pid) - before) / self.number


async def fill(system: System, number: int) -> None:
    """Let intake accept so many, and tell of them."""
    await rate(port_of(system), number)
    await load.quiet(system.intake.pid)


async def _fill_singly(other: System, number: int) -> None:
    """The same for those who read one event a message."""
    await fill(other, number)
    await one_each(other.amqp_url, service_queue("router"), number)


async def _obvious(other: System, number: int) -> float:
    await _fill_singly(other, number)
    arguments = (other.amqp_url, other.mongo_url, other.database, str(number))
    return float((await figures("obvious_router", *arguments))["rate"])


async def _bare_parts(other: System, number: int) -> float:
    await _fill_singly(other, number)
    queue = service_queue("router")
    passing = await figures("bare", "passes", other.amqp_url, queue, str(number))
    storing = await figures("bare", "bulks", other.mongo_url, other.database, str(number))
    return (passing["cpu"] + storing["cpu"]) * 1e3
