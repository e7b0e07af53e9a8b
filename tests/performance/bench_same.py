"""How long a report takes to find its case among many: `python -m tests.performance.bench_same`.

With 1,000, 10,000 and 100,000 cases stored, once spread over standards of twenty cases each, once all in one
standard, one report and a batch of 100 are handled: load, classify, match, decide, save. Half of them tell of
what has a case already and join it, half are new. Each figure is the median of rounds that go round the
databases, and stands beside a bare find and insert on the same collection in the same round. The store is one
of its own.
"""

import argparse
import asyncio
import contextlib
import cProfile
import io
import os
import pstats
import statistics
import sys
import time
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from services.router.likeness import Likeness, wanted_keys
from services.router.store import INDEXES, MongoCatalogue
from shared.event import Event
from shared.ids import new_id
from shared.mongo import COLLECTIONS, Database, Document, connect, ensure_indexes
from shared.report import AcceptedReport
from shared.taxonomy import Problem
from shared.telemetry import configure_logging
from tests.builders import NOW
from tests.performance.stored_cases import Spread, a_telling, documents
from tests.routing import Router, a_router, stored
from tests.servers import a_machine

TOGETHER = 1_000  # documents of one insert
SINGLES = 4  # reports that are handled alone in one round
BATCH = 100
FRESH = 200_000  # from this number on nothing is stored; clauses stay below 1000

fresh = count(FRESH)


class Took(NamedTuple):
    """Milliseconds of one round: a report alone and a hundred together, each beside the bare store."""

    one: float
    bare_one: float
    batch: float
    bare_batch: float


@dataclass
class Seeded:
    """A router over so many stored cases."""

    spread: Spread
    size: int
    router: Router
    took: list[Took] = field(default_factory=list)
    joined: int = 0
    told_again: int = 0

    @property
    def cases(self) -> Any:
        return self.router.database[COLLECTIONS.cases]


async def seeded(database: Database, spread: Spread, size: int) -> Seeded:
    """Fill a database with cases, and let a router begin on it."""
    await ensure_indexes(database, INDEXES)
    waiting: list[Document] = []
    shelves: dict[str, int] = {}
    for document in documents(spread, size):
        shelf, _, place = document["slots"][0].rpartition("#")
        shelves[shelf] = int(place)
        waiting.append(document)
        if len(waiting) == TOGETHER:
            await database[COLLECTIONS.cases].insert_many(waiting)
            waiting.clear()
    taken = [{"_id": shelf, "taken": places} for shelf, places in shelves.items()]
    await database[COLLECTIONS.shelves].insert_many(taken)
    router = await a_router(database)
    router.desk.standards = MongoCatalogue(database)
    return Seeded(spread, size, router)


def reports(spread: Spread, number: int, size: int) -> list[AcceptedReport]:
    """Return so many reports: the first of each two tells again what a case is about, the other is new."""
    return [
        a_telling(spread, (next(fresh) * 37) % size).accepted(again=True)
        if nth % 2 == 0
        else a_telling(spread, next(fresh)).accepted()
        for nth in range(number)
    ]


async def handled(one: Seeded, heard: Sequence[AcceptedReport]) -> float:
    """Return the milliseconds in which the desk has handled these."""
    facts = await stored(one.router.database, *heard)
    events = [Event.of(fact, at=NOW) for fact in facts]
    took = await timed(one.router.desk.handle(events))
    await one.router.relay.drain()
    found = await one.router.cases.of_reports([report.id for report in heard[::2]])
    one.joined += sum(len(case.case.reports) > 1 for case in found)
    one.told_again += len(heard[::2])
    return took


async def bare(one: Seeded, number: int) -> float:
    """Return the milliseconds in which as many are looked up by an index, and as many inserted."""
    rows = [
        document | {"_id": new_id(), "near": [], "slots": []} for document in documents(one.spread, number)
    ]

    async def find_and_insert() -> None:
        wanted = {"members.report": {"$in": [f"report-{nth}" for nth in range(number)]}}
        await one.cases.find(wanted).to_list(None)
        await one.cases.insert_many(rows)

    took = await timed(find_and_insert())
    await one.cases.delete_many({"_id": {"$in": [row["_id"] for row in rows]}})
    return took


async def timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return 1_000 * (time.perf_counter() - began)


async def a_round(one: Seeded) -> Took:
    singles = [await handled(one, reports(one.spread, 1, one.size)) for _ in range(SINGLES // 2)]
    singles += [await handled(one, reports(one.spread, 2, one.size)[1:]) for _ in range(SINGLES // 2)]
    bare_ones = [await bare(one, 1) for _ in range(SINGLES)]
    batch = await handled(one, reports(one.spread, BATCH, one.size))
    return Took(statistics.median(singles), statistics.median(bare_ones), batch, await bare(one, BATCH))


async def plans(one: Seeded) -> Iterator[str]:
    """Return, of each query of the matching, the plan that the store chooses."""
    report = a_telling(one.spread, next(fresh)).accepted()
    keys = wanted_keys(Likeness.of(report.id, report.report, Problem.AMBIGUOUS))
    queries: dict[str, Document] = {
        "near": {"near": {"$in": list(keys)}},
        "of_reports": {"members.report": {"$in": [report.id]}},
        "numbered": {"number": {"$in": ["2026-00000-00000"]}},
        "load": {"_id": {"$in": ["a"]}},
    }
    found = [(name, await one.cases.find(query).explain()) for name, query in queries.items()]
    return (f"{name}: {_stages(plan['queryPlanner']['winningPlan'])}" for name, plan in found)


def _stages(plan: Document) -> str:
    within = plan.get("inputStage")
    return f"{plan['stage']} {plan.get('indexName', '')}".strip() + (
        f" < {_stages(within)}" if within else ""
    )


async def own_time(one: Seeded, batches: int) -> tuple[float, str]:
    """Return the milliseconds of this process for one report of a batch, and what takes them."""
    heard = [reports(one.spread, BATCH, one.size) for _ in range(2 * batches)]
    began = time.process_time()
    for batch in heard[:batches]:
        await handled(one, batch)
    spent = 1_000 * (time.process_time() - began) / (batches * BATCH)
    profile = cProfile.Profile()
    profile.enable()
    for batch in heard[batches:]:
        await handled(one, batch)
    profile.disable()
    said = io.StringIO()
    pstats.Stats(profile, stream=said).strip_dirs().sort_stats("cumulative").print_stats(
        "services|shared", 15
    )
    pstats.Stats(profile, stream=said).strip_dirs().sort_stats("tottime").print_stats(15)
    return spent, said.getvalue()


def line(one: Seeded, least: Seeded) -> str:
    """Return one line of the table; `least` is the smallest database of the same spread."""
    medians, first = (Took(*map(statistics.median, zip(*of.took, strict=True))) for of in (one, least))
    found = one.joined / one.told_again
    return (
        f"{one.spread:<8}{one.size:>9,}"
        f"{medians.one:>9.1f}{medians.one / first.one:>7.2f}{medians.bare_one:>8.1f}"
        f"{medians.batch:>11.0f}{medians.batch / first.batch:>7.2f}{medians.bare_batch:>8.0f}{found:>9.0%}"
    )


HEAD = (
    f"{'':<8}{'cases':>9}{'one, ms':>9}{'×least':>7}{'bare':>8}{'batch, ms':>11}{'×least':>7}{'bare':>8}"
    f"{'found':>9}\n"
)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def measure(url: str, sizes: Sequence[int], spreads: Sequence[Spread], rounds: int) -> None:
    """Seed, measure round by round, and print."""
    client = connect(url, timeout_ms=60_000)
    for spread in spreads:
        every = [await seeded(client[f"same_{spread}_{size}"], spread, size) for size in sizes]
        for plan in await plans(every[-1]):
            say(f"{spread} {plan}")
        for nth in range(rounds + 1):
            for one in every if nth % 2 else reversed(every):
                took = await a_round(one)
                if nth:  # the first round warms up
                    one.took.append(took)
        say(HEAD + "\n".join(line(one, every[0]) for one in every))
        spent, what = await own_time(every[-1], 3)
        say(f"the router's own processor time: {spent:.2f} ms for one report of a batch\n{what}")
    client.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", type=lambda typed: [*map(int, typed.split(","))], default="1000,10000,100000"
    )
    parser.add_argument(
        "--spreads", type=lambda typed: [*map(Spread, typed.split(","))], default="wide,narrow"
    )
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args()
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere), a_machine() as machine:  # noqa: PTH123 - a device
        configure_logging("router")
        server = machine.store()
        server.start()
        asyncio.run(measure(server.url_of("same"), chosen.sizes, chosen.spreads, chosen.rounds))


if __name__ == "__main__":
    main()
