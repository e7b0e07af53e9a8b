"""Acceptance: how many a second, what one costs in processor time, and how fast a burst is stored."""

from collections.abc import AsyncIterator
from functools import partial

from deploy.local.ports import LOOPBACK
from shared.text import Text
from tests.performance import load, told
from tests.performance.frame import Aim, Row, Sense, alternating, say
from tests.performance.processes import cpu_seconds
from tests.performance.stage import Server, Stage, figures
from tests.system import System

CLIENTS = 64
CROWD = 256  # clients of a burst
BATCHES = ("100", "200", "500", "1000")  # documents of one insert, of which the best is the limit


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """Intake with the other two services at rest: their work would be on the same two cores."""
    with stage.system() as system:
        system.router.stop()
        system.notifier.stop()
        yield await _beside_the_obvious(stage, system)
        yield await _cost(stage, system)
        yield await _burst(stage, system)


def port_of(system: System) -> int:
    """Intake's port."""
    return int(system.environment["FEEDBACK_LISTEN_PORT"])


async def rate(port: int, number: int, clients: int = CLIENTS) -> float:
    """Accepted reports a second; what is turned away for now is sent again until it is taken."""
    found = await load.send(LOOPBACK, port, told.posts(number), clients)
    if found.statuses.get(202) != number:
        raise RuntimeError(f"not all were accepted: {found.statuses}")
    return found.rate


async def _beside_the_obvious(stage: Stage, system: System) -> Row:
    number = stage.number(4_000)
    say(f"accepting: {number} reports beside the obvious program")
    with stage.serving("obvious_intake", **system.environment) as obvious:
        await rate(obvious.port, 200)
        await rate(port_of(system), 200)
        ours, limit = await alternating(
            stage.rounds(7),
            partial(rate, port_of(system), number),
            partial(rate, obvious.port, number // 2),
        )
    what = Text(
        zh=f"每秒受理报告数（{CLIENTS} 个客户端）", en=f"accepted reports a second, {CLIENTS} clients"
    )
    beside = Text(
        zh="最直接的写法：FastAPI，每个请求一次写入、一次确认发布",
        en="the obvious program: FastAPI, one insert and one confirmed publish a request",
    )
    return Row(what, beside, "/s", ours, limit, Aim(Sense.AT_LEAST, 3))


async def _cost(stage: Stage, system: System) -> Row:
    number = stage.number(4_000)
    say(f"accepting: processor time of {number} reports beside the bare parts")
    with stage.serving("bare") as handler:
        await rate(handler.port, 200)
        ours, limit = await alternating(
            stage.rounds(7),
            partial(_used, Server(port_of(system), system.intake.pid), number),
            partial(_bare_parts, handler, system, number),
        )
    what = Text(
        zh="受理一份报告所用的处理器时间（含转发）",
        en="intake's processor time per accepted report, relay included",
    )
    beside = Text(
        zh="各裸部件之和：校验并应答、insert_many(100)、100 条确认窗口",
        en="the sum of the bare parts: validate and answer, insert_many(100), a window of 100 confirms",
    )
    return Row(what, beside, "ms", ours, limit, Aim(Sense.AT_MOST, 1.3))


async def _used(server: Server, number: int) -> float:
    before = cpu_seconds(server.pid)
    await rate(server.port, number)
    await load.quiet(server.pid)
    return (cpu_seconds(server.pid) - before) / number * 1e3


async def _bare_parts(handler: Server, system: System, number: int) -> float:
    answering = await _used(handler, number)
    storing = await figures("bare", "inserts", system.mongo_url, system.database, str(number), "100")
    telling = await figures("bare", "confirms", system.amqp_url, str(number))
    return answering + (storing["cpu"] + telling["cpu"]) * 1e3


async def _burst(stage: Stage, system: System) -> Row:
    number = stage.number(20_000, least=1_000)
    say(f"accepting: a burst of {number} reports beside bare inserts")
    ours, limit = await alternating(
        stage.rounds(3),
        partial(rate, port_of(system), number, CROWD),
        partial(_best_inserts, system, number),
    )
    what = Text(
        zh=f"突发 {number:,} 份报告时每秒存储数",
        en=f"reports stored a second while a burst of {number:,} comes in",
    )
    beside = Text(
        zh="同一存储上最快的 insert_many 循环", en="the best insert_many loop against the same store, alone"
    )
    return Row(what, beside, "/s", ours, limit, Aim(Sense.AT_LEAST, 0.6))


async def _best_inserts(system: System, number: int) -> float:
    tried = [
        await figures(
            "bare", "inserts", system.mongo_url, system.database, str(number // len(BATCHES)), batch
        )
        for batch in BATCHES
    ]
    return max(found["rate"] for found in tried)
