"""A crash at every named point of every way to write: what was accepted arrives all the same."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aio_pika
import pytest
from aiohttp import ClientError

from deploy.local.tree import ROOT
from shared.case import Case, EscalationState
from shared.events import EscalationOpened, ReportReceived
from shared.mongo import COLLECTIONS, connect, from_document
from shared.subscription import agency_user
from shared.topology import FEEDBACK, service_queue
from tests.faults import points
from tests.faults.checker import undelivered
from tests.faults.fleet import Fleet, a_fleet
from tests.faults.load import Books
from tests.faults.points import POINTS, Point
from tests.faults.proxy import Way, a_proxy
from tests.faults.sizes import tell
from tests.messages import events_waiting
from tests.people import an_authority, eventually
from tests.receiver import a_receiver
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import Service

FEW = 5  # reports at each point
AFTER_ALL = 180.0  # seconds until the last lease has lapsed, and what it held is told
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HEARS = {"router": ReportReceived.type, "notifier": EscalationOpened.type}
AGENCIES = {"agencies.noted": "440300", "agencies.prepared": "440000"}
LOOKED_AT = 150.0  # seconds until a case that was written just now is looked at
SLOW = 2.0  # seconds: longer than what is said may stay unstored
SHORT = {
    *("intake-acceptance.flushed", "router-relay.published", "router-desk.decided"),
    *("notifier-recorder.recording", "notifier-recorder.keeping"),
}


@dataclass
class Ground:
    """The fleet that is crashed again and again, and what was reported to it at each point."""

    machine: Machine
    fleet: Fleet
    way: Way
    books: dict[Point, Books] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)

    async def reports(self, point: Point) -> None:
        """A few reports, each sent again until it is accepted."""
        reporters = self.fleet.reporters(f"{point}", stubborn=1.0)
        self.books[point] = reporters.books
        await reporters.send(FEW, rate=50, clients=FEW)

    @asynccontextmanager
    async def crashing(self, point: Point, *, within: float = 30.0) -> AsyncIterator[Service]:
        """A process that will die at the point, in its service's place: in the end it has, and is replaced.

        The block makes it pass there.
        """
        await self.stop(point.service)
        victim = self.fleet.recast(self.machine, point.service, FEEDBACK_CRASH_AT=point.setting)
        victim.begin()
        yield victim

        async def dead() -> bool:
            return victim.exit_code is not None

        await eventually(dead, seconds=within, what=f"{point.service} dies at {point.name}")
        assert victim.exit_code == -signal.SIGKILL, victim.output[-2_000:]
        await asyncio.to_thread(self.fleet.recast(self.machine, point.service).start)

    async def stop(self, service: str) -> None:
        await asyncio.to_thread(self.fleet.services[service].stop)


@pytest.fixture(scope="module")
async def ground(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer
) -> AsyncIterator[Ground]:
    settings = {"FEEDBACK_SWEEP_AFTER": "3", "FEEDBACK_SWEEP_EVERY": "1"}
    with broker_server.new_url() as amqp_url:
        async with a_proxy(broker_server.broker.amqp) as way, a_receiver() as receiver:
            by_way = amqp_url.replace(f":{broker_server.broker.amqp}/", f":{way.port}/")

            def own(name: str) -> dict[str, str]:
                return {"FEEDBACK_AMQP_URL": by_way} if name == "intake" else {}

            settings["FEEDBACK_AMQP_URL"] = amqp_url
            async with a_fleet(machine, store_server, broker_server, settings=settings, of=own) as fleet:
                await fleet.listens(receiver.hook())
                yield Ground(machine, fleet, way)


async def by_reports(ground: Ground, point: Point) -> None:
    async with ground.crashing(point):
        sending = asyncio.create_task(ground.reports(point))
    await sending


async def by_an_acknowledgement(ground: Ground, point: Point) -> None:
    await ground.reports(point)
    await ground.fleet.told(ground.books[point], seconds=AFTER_ALL)
    async with an_authority(ground.fleet, "sac") as sac:
        wanted = (await sac.escalations(state="asked"))[0]["id"]

        async def said() -> bool:
            try:
                return (await sac.says(wanted, "acknowledge")).status < 300
            except (ClientError, OSError):
                return False

        async with ground.crashing(point) as victim:
            await asyncio.to_thread(victim.wait)
            assert not await said()
        await eventually(said, what="the acknowledgement is taken")
    ground.acknowledged.append(wanted)


async def by_poison(ground: Ground, point: Point) -> None:
    async with ground.crashing(point):
        async with await aio_pika.connect(ground.fleet.amqp_url) as broker, broker.channel() as channel:
            exchange = await channel.get_exchange(FEEDBACK)
            await exchange.publish(aio_pika.Message(b"not json"), HEARS[point.service])
        sending = asyncio.create_task(ground.reports(point))
    await sending


async def by_lost_messages(ground: Ground, point: Point) -> None:
    await ground.stop("router")
    await ground.reports(point)
    queue = service_queue("router")

    async def published() -> bool:
        return len(await events_waiting(ground.fleet.amqp_url, queue)) >= FEW

    await eventually(published)
    async with await aio_pika.connect(ground.fleet.amqp_url) as broker, broker.channel() as channel:
        await (await channel.get_queue(queue)).purge()
    async with ground.crashing(point):
        pass  # it looks by itself


async def by_a_broken_way(ground: Ground, point: Point) -> None:
    async with ground.crashing(point) as victim:
        await asyncio.to_thread(victim.wait)
        ground.way.reset()
        await ground.reports(point)
        await asyncio.sleep(1)
        ground.way.mend()


async def by_orphans(ground: Ground, point: Point) -> None:
    ground.way.reset()
    await ground.reports(point)
    await asyncio.to_thread(ground.fleet.intake.kill)
    ground.way.mend()
    client = connect(ground.fleet.mongo_url)
    marks = client[ground.fleet.database][COLLECTIONS.marks]
    await marks.update_many({"service": "intake"}, {"$set": {"lease": LONG_AGO}})
    client.close()
    async with ground.crashing(point):
        pass  # it looks by itself


async def by_a_failed_hook(ground: Ground, point: Point) -> None:
    async with ground.crashing(point):
        ground.fleet.hooks["sac"].fail(FEW - 2)  # too few for the breaker
        await ground.reports(point)


async def by_a_slow_hook(ground: Ground, point: Point) -> None:
    async with ground.crashing(point):
        ground.fleet.hooks["sac"].pause = SLOW
        await ground.reports(point)
    ground.fleet.hooks["sac"].pause = 0.0


async def by_a_queue(ground: Ground, point: Point) -> None:
    async with ground.crashing(point):
        async with an_authority(ground.fleet, AGENCIES[point.name]) as agency:
            await agency.subscribes("queue")
        sending = asyncio.create_task(ground.reports(point))
    await sending


async def by_old_cases(ground: Ground, point: Point) -> None:
    await ground.stop(point.service)
    await ground.reports(point)
    async with ground.crashing(point, within=LOOKED_AT):
        pass  # it looks by itself


async def by_lost_receipts(ground: Ground, point: Point) -> None:
    await ground.reports(point)
    books = ground.books[point]
    await ground.fleet.told(books, seconds=AFTER_ALL)
    client = connect(ground.fleet.mongo_url)
    database = client[ground.fleet.database]
    about = {"members.report": {"$in": [*books.accepted]}}
    cases = [case["_id"] async for case in database[COLLECTIONS.cases].find(about, {"_id": 1})]
    of_them = {"case": {"$in": cases}}

    async def noted() -> bool:
        return await database[COLLECTIONS.receipts].count_documents(of_them) >= len(cases)

    await eventually(noted, what="the receipts")
    await ground.stop(point.service)
    await database[COLLECTIONS.receipts].delete_many(of_them)
    async with ground.crashing(point, within=LOOKED_AT):
        pass  # it looks by itself
    await eventually(noted, seconds=LOOKED_AT, what="the receipts again")
    client.close()


WAYS: dict[str, Callable[[Ground, Point], Awaitable[None]]] = {
    points.REPORTS: by_reports,
    points.ACKNOWLEDGEMENT: by_an_acknowledgement,
    points.POISON: by_poison,
    points.LOST_MESSAGES: by_lost_messages,
    points.BROKEN_WAY: by_a_broken_way,
    points.ORPHANS: by_orphans,
    points.FAILED_HOOK: by_a_failed_hook,
    points.SLOW_HOOK: by_a_slow_hook,
    points.QUEUE: by_a_queue,
    points.OLD_CASES: by_old_cases,
    points.LOST_RECEIPTS: by_lost_receipts,
}


def cases_of(all_points: tuple[Point, ...]) -> list[object]:
    return [
        pytest.param(point, marks=() if str(point) in SHORT else pytest.mark.faults, id=str(point))
        for point in all_points
    ]


@pytest.mark.parametrize("point", cases_of(POINTS))
async def test_a_service_dies_at(ground: Ground, point: Point):
    await WAYS[point.by](ground, point)


@pytest.mark.parametrize("point", cases_of(POINTS))
async def test_nothing_is_lost_by_a_crash_at(ground: Ground, point: Point):
    books, fleet = ground.books[point], ground.fleet
    assert len(books.accepted) == FEW
    await fleet.told(books, seconds=AFTER_ALL)
    assert not undelivered(books.accepted, fleet.hooks, fleet.calls())


async def test_no_crash_did_anything_twice(ground: Ground):
    books = Books(
        attempted={id_ for books in ground.books.values() for id_ in books.attempted},
        accepted={id_ for books in ground.books.values() for id_ in books.accepted},
    )
    verdict = await ground.fleet.verdict(books)
    tell(verdict.table(f"{len(ground.books)} crash points"))
    assert not verdict.lost
    assert not verdict.duplicated
    assert not verdict.unexpected


@pytest.mark.faults
async def test_what_authorities_said_and_wanted_at_a_crash_is_done(
    ground: Ground, broker_server: BrokerServer
):
    async def acknowledged() -> bool:
        cases = [from_document(Case, d) for d in await ground.fleet.documents(COLLECTIONS.cases)]
        states = {e.id: e.state for case in cases for e in case.escalations}
        return all(states[id_] is EscalationState.ACKNOWLEDGED for id_ in ground.acknowledged)

    await eventually(acknowledged, seconds=AFTER_ALL)
    for authority in AGENCIES.values():

        async def has_a_user(name: str = agency_user(authority)) -> bool:
            users = await asyncio.to_thread(broker_server.broker.call, "GET", "/users")
            return name in str(users)

        await eventually(has_a_user, seconds=AFTER_ALL)


def test_every_crash_point_of_the_product_is_in_the_table():
    sources = [p for top in ("shared", "services") for p in (ROOT / top).rglob("*.py")]
    named = {n for p in sources for n in re.findall(r'crash_point\("([^"]+)"\)', p.read_text("utf-8"))}
    assert named == {point.name for point in POINTS}
