"""What a report costs with many stored, beside ten thousand."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient

from deploy.local.ports import LOOPBACK
from services.notifier.store.sweep import CASES
from shared.ids import new_id
from shared.mongo import COLLECTIONS
from shared.text import Text
from tests.performance import load
from tests.performance.accepting import CLIENTS, port_of
from tests.performance.bare import stored
from tests.performance.frame import Aim, Row, Sense, alternating, say
from tests.performance.hearing import Ears, told
from tests.performance.processes import cpu_seconds
from tests.performance.stage import Stage
from tests.performance.stored_cases import Spread, documents
from tests.performance.told import posts
from tests.system import System

FEW = 10_000
OF_A_CASE = 10  # reports of one case
MOLDS = 2_000  # cases that are made in full; the others are these under other names
TOGETHER = 1_000  # documents of one insert
TOLD_OF = 2  # deliveries of one case
WALKS = (f"router has swept {COLLECTIONS.reports}", CASES)
APART = timedelta(milliseconds=100)  # from one report to the next
EVERY = 100_000  # between two lines of progress


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """Two systems on one store, one with little in it, one with much; reports go to them in turn."""
    number, many = stage.number(500), stage.stored
    async with AsyncExitStack() as stack:
        sides: list[tuple[System, Ears]] = []
        for size in (FEW, many):
            system = stack.enter_context(stage.system())
            sides.append((system, await stack.enter_async_context(told(stage, system))))
            system.stop()
            await fill(system, size)
            system.start()
        for system, ears in sides:
            await _cost(stage, system, ears, 200)
        large, small = (_costs(stage, *side, number) for side in reversed(sides))
        ours, limit = await alternating(stage.rounds(5), large, small)
    what = Text(
        zh=f"已存 {many:,} 份报告时一份报告的开销（三个服务与存储的处理器时间）",
        en=f"cost of one report with {many:,} stored: processor time of the services and the store",
    )
    beside = Text(zh=f"已存 {FEW:,} 份时", en=f"with {FEW:,} stored")
    yield Row(
        what,
        beside,
        "ms",
        ours,
        limit,
        Aim(Sense.AT_MOST, 1.2),
        f"in cases of {OF_A_CASE}, {TOLD_OF} deliveries each",
    )


def _costs(stage: Stage, system: System, ears: Ears, number: int) -> Any:
    async def cost() -> float:
        return await _cost(stage, system, ears, number)

    return cost


async def _cost(stage: Stage, system: System, ears: Ears, number: int) -> float:
    pids = [stage.store.pid, *(service.pid for service in system.services.values())]
    before, used = (await ears.heard())[0], sum(map(cpu_seconds, pids))
    await load.send(LOOPBACK, port_of(system), posts(number), CLIENTS)
    await ears.reach(before + number)
    await load.quiet(system.router.pid)
    return (sum(map(cpu_seconds, pids)) - used) / number * 1e3


async def fill(system: System, reports: int) -> None:
    """Store so many reports with their cases and deliveries, as the services do, but not journaled."""
    say(f"growth: storing {reports:,} reports")
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(system.mongo_url, w=1)
    database = client[system.database]
    cases = list(documents(Spread.WIDE, min(MOLDS, reports // OF_A_CASE)))
    marked = datetime.now(UTC) - timedelta(days=1)
    begun = marked - reports * APART
    for begin in range(0, reports, TOGETHER):
        many = range(begin, begin + TOGETHER)
        await database[COLLECTIONS.reports].insert_many(
            [stored(n) | {"_id": f"report-{n}", "at": begun + n * APART} for n in many]
        )
        nths = range(begin // OF_A_CASE, (begin + TOGETHER) // OF_A_CASE)
        made = [_renamed(cases[nth % len(cases)], nth, begun + nth * OF_A_CASE * APART) for nth in nths]
        await database[COLLECTIONS.cases].insert_many(made)
        await database[COLLECTIONS.deliveries].insert_many([d for case in made for d in _deliveries(case)])
        if begin % EVERY == 0 and begin:
            say(f"growth: {begin:,} stored")
    # What walks over all that is stored has done so long ago.
    await database[COLLECTIONS.marks].insert_many([{"_id": walk, "at": marked} for walk in WALKS])
    client.close()


def _renamed(mold: dict[str, Any], nth: int, at: datetime) -> dict[str, Any]:
    id_, due = new_id(), at + timedelta(days=60)
    first = nth * OF_A_CASE
    return mold | {
        "_id": id_,
        "number": f"2025-{id_[-11:-6]}-{id_[-5:]}",
        "members": [mold["members"][0] | {"report": f"report-{n}"} for n in range(first, first + OF_A_CASE)],
        "at": at,
        "opened_at": at,
        "next_due": due,
        "escalations": [
            e | {"id": new_id(), "opened_at": at, "told_at": at, "reply_by": due} for e in mold["escalations"]
        ],
        "near": [f"{key}~{nth}" for key in mold["near"]],
        "slots": [f"{nth}~{slot}" for slot in mold["slots"]],
        "outbox": [],
    }


def _deliveries(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for escalation in case["escalations"][:TOLD_OF]:
        yield {
            "_id": new_id(),
            "at": case["at"],
            "channel": "webhook",
            "case": case["_id"],
            "escalation": escalation["id"],
            "authority": escalation["authority"],
            "subscription": "past",
            "event": {"id": new_id(), "data": {"reports": [m["report"] for m in case["members"]]}},
            "state": "delivered",
            "attempts": [{"at": case["at"], "heard": True, "detail": "HTTP 200"}],
            "next_attempt_at": None,
            "settled_at": case["at"],
            "owner": None,
            "w": "past",
            "s": 1,
        }
