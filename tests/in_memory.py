"""One router over a store in memory, one thing after the other, on a clock that the test moves."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.router.desk import Desk
from shared.answer import Answer
from shared.case import Case
from shared.event import Event
from shared.events import AnswerReceived, ReportReceived, RulingReceived
from shared.fact import Fact
from shared.report import AcceptedReport, Report
from shared.ruling import Ruling
from tests.builders import NOW, an_accepted, the_policy
from tests.fakes.cases import CasesInMemory, InboxInMemory


@dataclass
class Channel:
    """A desk, what it reads and what it writes."""

    cases: CasesInMemory = field(default_factory=CasesInMemory)
    inbox: InboxInMemory = field(default_factory=InboxInMemory)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.desk = Desk(self.inbox, self.cases, the_policy(), lambda: self.now)

    def hear(self, *facts: Fact) -> None:
        asyncio.run(self.desk.handle([Event.of(fact, at=self.now) for fact in facts]))

    def report(self, report: Report, unit: str | None = None) -> Case:
        accepted = an_accepted(report, unit=unit, at=self.now)
        self.inbox.kept[accepted.id] = accepted
        self.hear(ReportReceived(report=accepted.id, at=accepted.at))
        return self.case_of(accepted)

    def rule(self, ruling: Ruling) -> list[Fact]:
        """Let a ruling be heard; returns what the world is told of it."""
        self.inbox.ruled[ruling.id] = ruling
        before = len(self.cases.told)
        self.hear(RulingReceived(ruling=ruling.id, case=ruling.case))
        return self.cases.told[before:]

    def hear_again(self) -> None:
        """Let everything that was reported be heard once more."""
        self.hear(*[ReportReceived(report=one.id, at=one.at) for one in self.inbox.kept.values()])

    def answer(self, answer: Answer) -> None:
        self.inbox.said[answer.id] = answer
        self.hear(AnswerReceived(answer=answer.id, escalation=answer.escalation, case=answer.case))

    def wait(self) -> None:
        self.now += timedelta(minutes=6)
        asyncio.run(self.desk.see_to_what_is_due())

    def case_of(self, accepted: AcceptedReport) -> Case:
        return next(one.case for one in self.cases.kept.values() if accepted.id in one.case.reports)

    def again(self, case: Case) -> Case:
        return self.cases.kept[case.id].case

    def rulings(self, case: Case) -> int:
        return len(self.cases.kept[case.id].heard)

    def all(self) -> list[Case]:
        return [one.case for one in self.cases.whole()]
