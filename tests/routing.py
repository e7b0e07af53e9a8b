"""A router on a real store: its writer, its desk, its sweep, and a broker that keeps what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.router.desk import Desk
from services.router.store import SOURCE, CaseStore, Inbox
from services.router.sweep import Headway, Sweep
from shared.answer import Answer
from shared.case import Case
from shared.errors import TryAgain
from shared.event import Event
from shared.events import AnswerReceived, ReportReceived, RulingReceived
from shared.fact import Fact
from shared.journal import MongoJournal
from shared.mongo import COLLECTIONS, Database, Document, to_document
from shared.relay import Relay
from shared.report import AcceptedReport
from shared.ruling import Ruling
from tests.builders import NOW, the_policy


@dataclass
class Heard:
    """A broker that keeps what it is given, and can be away."""

    events: list[Event] = field(default_factory=list)
    away: bool = False

    async def publish(self, events: Sequence[Event]) -> None:
        if self.away:
            raise TryAgain("the broker is away")
        self.events.extend(events)

    def of(self, type_: str) -> list[dict[str, Any]]:
        return [event.data for event in self.events if event.type == type_]


@dataclass
class Router:
    """One router process: its writer, its desk, its sweep."""

    database: Database
    heard: Heard
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.journal = MongoJournal(self.database, "router", [SOURCE])
        self.relay = Relay(self.journal, self.heard)
        self.inbox = Inbox(self.database)
        self.cases = CaseStore(self.database, self.relay, self.journal)
        self.desk = Desk(self.inbox, self.cases, the_policy(), self.clock)
        self.headway = Headway(self.desk.handle, self.clock)
        after, often = timedelta(seconds=30), timedelta(seconds=10)
        self.sweep = Sweep(self.inbox, self.cases, self.desk.handle, self.clock, after, often, self.headway)

    def clock(self) -> datetime:
        return self.now

    async def hear(self, *facts: Fact) -> None:
        await self.desk.handle([Event.of(fact, at=self.now) for fact in facts])
        await self.relay.drain()

    async def sweeps(self) -> None:
        await self.sweep.run_once()
        await self.sweep.run_once()  # who has just begun gives the queue time

    async def all(self) -> list[Case]:
        found = self.database[COLLECTIONS.cases].find({}, {"_id": 1})
        ids = [document["_id"] async for document in found]
        return [one.case for one in (await self.cases.load(ids)).values()]

    async def case_of(self, report: AcceptedReport) -> Case:
        found = await self.database[COLLECTIONS.cases].find_one({"members.report": report.id})
        assert found
        return (await self.cases.load([found["_id"]]))[found["_id"]].case


async def a_router(database: Database, heard: Heard | None = None) -> Router:
    router = Router(database, heard or Heard())
    await router.relay.register()
    return router


async def stored(database: Database, *reports: AcceptedReport) -> list[ReportReceived]:
    """As intake stores them; returns what it then says."""
    await database[COLLECTIONS.reports].insert_many([_document(r, n) for n, r in enumerate(reports)])
    return [ReportReceived(report=r.id, at=r.at) for r in reports]


def _document(accepted: AcceptedReport, number: int) -> Document:
    report, _ = accepted.report.parted()
    unit = {"unit": accepted.unit} if accepted.unit else {}
    return {"_id": accepted.id, "at": accepted.at, "report": report, "w": "w", "s": number, **unit}


async def answered(database: Database, answer: Answer) -> AnswerReceived:
    await database[COLLECTIONS.answers].insert_one(to_document(answer))
    return AnswerReceived(answer=answer.id, escalation=answer.escalation, case=answer.case)


async def ruled(database: Database, ruling: Ruling) -> RulingReceived:
    await database[COLLECTIONS.rulings].insert_one(to_document(ruling))
    return RulingReceived(ruling=ruling.id, case=ruling.case)
