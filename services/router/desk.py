"""The desk: loads what a batch is about, decides purely, saves, and says what it did."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from services.router.case import SILENT, UNREACHABLE, climb, delivered, hear, open_case, overdue
from services.router.case.addressees import matter_of
from services.router.case.asking import name_of
from services.router.case.opening import case_of
from services.router.change import Change, Stored
from services.router.classify import readable
from services.router.policy import Policy
from services.router.telling import tell
from shared.answer import Answer
from shared.case import Classification, Escalation, EscalationState
from shared.catalogue import Catalogue
from shared.errors import Refused
from shared.events import AnswerReceived, DeliverySettled, Event, Fact, ReportReceived
from shared.region import UnknownRegion
from shared.report import AcceptedReport
from shared.telemetry import logger

log = logger("desk")

BATCH = 100  # cases raised together


class Heard(Protocol):
    """What the desk asks of what intake has stored."""

    async def reports(self, ids: Iterable[str]) -> dict[str, AcceptedReport]:
        """Return those of the reports that are stored."""

    async def answers(self, ids: Iterable[str]) -> dict[str, Answer]:
        """Return those of the answers that are stored."""

    async def hopeful(self, escalations: Collection[Escalation]) -> set[str]:
        """Return the ids of those escalations that have been told in some way, or still may be."""


class Cases(Protocol):
    """What the desk asks of its own store."""

    async def load(self, ids: Iterable[str]) -> dict[str, Stored]:
        """Return those of the cases that are stored."""

    async def due(self, now: datetime, most: int) -> list[Stored]:
        """Return the cases with a clock that has run out, the longest overdue first."""

    async def save(self, changes: Sequence[Change], now: datetime) -> None:
        """Save all and see that the world hears of it; TryAgain when any could not be saved."""


class Standards(Protocol):
    """What the desk asks of the catalogue."""

    async def of(self, keys: Iterable[str]) -> Catalogue:
        """Return what is known of the standards with these keys."""


class NoStandards:
    """A catalogue into which nothing was imported."""

    async def of(self, keys: Iterable[str]) -> Catalogue:
        """Return nothing."""
        del keys
        return Catalogue()


def to_the_millisecond() -> datetime:
    """Return the time, in UTC and in the milliseconds that the store keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(slots=True)
class Desk:
    """`policy` may be replaced at any time, when the operator has changed it."""

    inbox: Heard
    cases: Cases
    policy: Policy
    clock: Callable[[], datetime] = to_the_millisecond
    standards: Standards = field(default_factory=NoStandards)

    async def handle(self, events: Sequence[Event]) -> None:
        """Do what a batch of events asks for; what was done before is not done again."""
        facts = [event.fact() for event in events]
        changes = {id_: Change.to(stored) for id_, stored in (await self.cases.load(_about(facts))).items()}
        reports = await self._unopened(facts, changes)
        answers = await self._unheard(facts, changes)
        hopeful = await self._hopeful(facts, changes)
        made = {id_: self.policy.classifier.classify(one.report) for id_, one in reports.items()}
        policy = self.policy.knowing(await self.standards.of(set(_keys(reports, made))))
        now = self.clock()
        for fact in facts:
            match fact:
                case ReportReceived():
                    _open(fact, changes, reports, made, policy, now)
                case AnswerReceived():
                    self._hear(fact, changes, answers, now)
                case DeliverySettled():
                    self._note_delivery(fact, changes, hopeful, now)
                case _:
                    raise Refused(f"the router does not listen to {fact.type}")
        await self._save(changes.values(), now, reports)

    async def raise_silent(self) -> int:
        """Raise every escalation whose clock has run out; returns how many cases that concerned."""
        raised = 0
        while True:
            now = self.clock()
            changes = [Change.to(stored) for stored in await self.cases.due(now, BATCH)]
            for change in changes:
                for escalation in overdue(change.case, now):
                    change.take(*climb(change.case, escalation, self.policy, now, SILENT))
            await self._save(changes, now, {})
            raised += len(changes)
            if len(changes) < BATCH:
                return raised

    async def _unopened(
        self, facts: Sequence[Fact], changes: Mapping[str, Change]
    ) -> dict[str, AcceptedReport]:
        ids = {f.report for f in facts if isinstance(f, ReportReceived) and case_of(f.report) not in changes}
        return await self.inbox.reports(ids) if ids else {}

    async def _unheard(self, facts: Sequence[Fact], changes: Mapping[str, Change]) -> dict[str, Answer]:
        heard = {id_ for change in changes.values() for id_ in change.heard}
        ids = {f.answer for f in facts if isinstance(f, AnswerReceived)} - heard
        return await self.inbox.answers(ids) if ids else {}

    async def _hopeful(self, facts: Sequence[Fact], changes: Mapping[str, Change]) -> set[str]:
        failed = [f for f in facts if isinstance(f, DeliverySettled) and not f.told and f.case in changes]
        asked = {e for f in failed if (e := changes[f.case].case.escalation(f.escalation or ""))}
        return await self.inbox.hopeful(asked) if asked else set()

    def _hear(
        self,
        fact: AnswerReceived,
        changes: Mapping[str, Change],
        answers: Mapping[str, Answer],
        now: datetime,
    ) -> None:
        change = changes.get(fact.case)
        if change is None:
            log.warning("answer.without_case", answer=fact.answer, case=fact.case)
            return
        if fact.answer in change.heard:
            return
        answer = answers.get(fact.answer)
        if answer is None:
            raise Refused(f"answer {fact.answer} is not in the store")
        change.take(*hear(change.case, answer, self.policy, now))
        change.heard = (*change.heard, answer.id)

    def _note_delivery(
        self, fact: DeliverySettled, changes: Mapping[str, Change], hopeful: Collection[str], now: datetime
    ) -> None:
        change = changes.get(fact.case)
        escalation = change.case.escalation(fact.escalation) if change and fact.escalation else None
        if change is None or escalation is None:
            return
        if fact.told:
            body = name_of(escalation.authority, self.policy.directory)
            change.take(*delivered(change.case, escalation.id, fact.at, body))
        elif escalation.state is EscalationState.ASKED and escalation.id not in hopeful:
            change.take(*climb(change.case, escalation.id, self.policy, now, UNREACHABLE))

    async def _save(
        self, changes: Iterable[Change], now: datetime, reports: Mapping[str, AcceptedReport]
    ) -> None:
        made = [change for change in changes if change.matters]
        await self.cases.save(made, now)
        for change in made:
            tell(change, now, reports)


def _about(facts: Sequence[Fact]) -> set[str]:
    """Return the ids of the cases that the facts are about."""
    opened = {case_of(fact.report) for fact in facts if isinstance(fact, ReportReceived)}
    return opened | {fact.case for fact in facts if isinstance(fact, (AnswerReceived, DeliverySettled))}


def _keys(reports: Mapping[str, AcceptedReport], made: Mapping[str, Classification]) -> Iterator[str]:
    """Yield the keys of the standards that the reports are about."""
    for id_, accepted in reports.items():
        report, about = accepted.report, made[id_]
        matter = matter_of(report, readable(report.standard), about.problem, about.severity)
        yield from (ref.key for ref in (matter.standard, *matter.others) if ref)


def _open(
    fact: ReportReceived,
    changes: dict[str, Change],
    reports: Mapping[str, AcceptedReport],
    made: Mapping[str, Classification],
    policy: Policy,
    now: datetime,
) -> None:
    if case_of(fact.report) in changes:
        return
    accepted = reports.get(fact.report)
    if accepted is None:
        raise Refused(f"report {fact.report} is not in the store")
    try:
        case, facts = open_case(accepted, made[fact.report], policy, now)
    except UnknownRegion as unknown:
        raise Refused(f"report {fact.report}: {unknown.text.en}") from unknown
    changes[case.id] = Change(case, facts=list(facts))
