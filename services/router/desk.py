"""The desk: loads what a batch is about, decides purely, saves, and says what it did."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Protocol, TypeGuard, TypeVar

from services.router.arriving import Arrivals
from services.router.case import SILENT, UNREACHABLE, climb, hear, noticed, overdue
from services.router.case.asking import name_of
from services.router.cases import Cases
from services.router.change import Change, Overtaken
from services.router.placing import Arrival
from services.router.policy import Policy
from services.router.reception import Reception
from services.router.rulings import Heard as HeardForRulings
from services.router.rulings import Rulings
from services.router.standards import NoStandards, Standards
from services.router.telling import tell
from shared.answer import Answer
from shared.case import Escalation, EscalationState
from shared.crash import crash_point
from shared.errors import Refused
from shared.event import Event
from shared.events import AnswerReceived, DeliverySettled, ReportReceived, RulingReceived
from shared.fact import Fact
from shared.report import AcceptedReport
from shared.telemetry import logger
from shared.text import Text
from shared.transmission import Receipt

log = logger("desk")

Result = TypeVar("Result")

BATCH = 100  # cases looked at together
PATIENCE = 6  # times a decision is taken again because another router was quicker
PAUSE = 0.02  # seconds, more each time


class Heard(HeardForRulings, Protocol):
    """What the desk asks of what intake has stored."""

    async def answers(self, ids: Iterable[str]) -> dict[str, Answer]:
        """Return those of the answers that are stored."""

    async def hopeful(self, escalations: Collection[Escalation]) -> set[str]:
        """Return the ids of those escalations that have been told in some way, or still may be."""


ADDRESSEE = Text(zh="应当知悉的机构", en="authority that must know")
"""Who has a message, where the notifier of an earlier release did not say."""


def _failed(fact: Fact) -> TypeGuard[DeliverySettled]:
    return isinstance(fact, DeliverySettled) and not fact.told


def _reports(facts: Iterable[Fact]) -> set[str]:
    return {fact.report for fact in facts if isinstance(fact, ReportReceived)}


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
    _arrivals: Arrivals = field(init=False)

    def __post_init__(self) -> None:
        self._arrivals = Arrivals(self.inbox)

    async def handle(self, events: Sequence[Event]) -> None:
        """Do what a batch of events asks for; what was done before is not done again."""
        facts = [event.fact() for event in events]
        if ids := _reports(facts):
            arrivals = await self._arrivals.of(ids, self.policy)
            await self._until_not_overtaken(partial(self._received, arrivals))
        await self._until_not_overtaken(partial(self._spoken, facts))
        rulings = Rulings(self.inbox, self.cases, self.standards)
        for fact in facts:
            if isinstance(fact, RulingReceived):
                await self._until_not_overtaken(partial(self._ruled, rulings, fact))

    async def foresee(self, events: Sequence[Event]) -> None:
        """Read and classify what comes next, while the store saves what is in hand."""
        if ids := _reports([event.fact() for event in events]):
            await self._arrivals.foresee(ids, self.policy)

    async def see_to_what_is_due(self) -> int:
        """Raise every escalation whose clock has run out, and give every notice; returns how many cases."""
        seen = 0
        while True:
            looked_at = await self._until_not_overtaken(self._due)
            seen += looked_at
            if looked_at < BATCH:
                return seen

    async def _due(self) -> int:
        now = self.clock()
        changes = [Change.to(stored) for stored in await self.cases.due(now, BATCH)]
        for change in changes:
            for escalation in overdue(change.case, now):
                change.take(*climb(change.case, escalation, self.policy, now, SILENT))
            change.take(*noticed(change.case, self.policy, now))
        await self._save(changes, now, {})
        return len(changes)

    async def _until_not_overtaken(self, decide: Callable[[], Awaitable[Result]]) -> Result:
        """Decide again on what is there now, as long as another router was quicker."""
        for tries in range(1, PATIENCE):
            try:
                return await decide()
            except Overtaken:
                await asyncio.sleep(PAUSE * tries)
        return await decide()

    async def _received(self, arrivals: Sequence[Arrival]) -> None:
        reception = Reception(self.cases, self.standards, self.policy)
        now = self.clock()
        reports = {arrival.accepted.id: arrival.accepted for arrival in arrivals}
        await self._save(await reception.receive(arrivals, now), now, reports)

    async def _spoken(self, facts: Sequence[Fact]) -> None:
        if receipts := self._receipts(facts):
            await self.cases.note(receipts)
            crash_point("desk.noted")
        about = {fact.case for fact in facts if isinstance(fact, AnswerReceived) or _failed(fact)}
        if not about:
            return
        changes = {id_: Change.to(stored) for id_, stored in (await self.cases.load(about)).items()}
        answers = await self._unheard(facts, changes)
        hopeful = await self._hopeful(facts, changes)
        now = self.clock()
        for fact in facts:
            if isinstance(fact, AnswerReceived):
                self._hear(fact, changes, answers, now)
            elif _failed(fact):
                self._note_failure(fact, changes, hopeful, now)
        await self._save(changes.values(), now, {})

    async def _ruled(self, rulings: Rulings, fact: RulingReceived) -> None:
        now = self.clock()
        for change in await rulings.carry_out(fact, self.policy, now):
            await self._save([change], now, {})

    async def _unheard(self, facts: Sequence[Fact], changes: Mapping[str, Change]) -> dict[str, Answer]:
        heard = {id_ for change in changes.values() for id_ in change.heard}
        ids = {f.answer for f in facts if isinstance(f, AnswerReceived)} - heard
        return await self.inbox.answers(ids) if ids else {}

    async def _hopeful(self, facts: Sequence[Fact], changes: Mapping[str, Change]) -> set[str]:
        failed = [f for f in facts if _failed(f) and f.case in changes]
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

    def _receipts(self, facts: Sequence[Fact]) -> list[Receipt]:
        """Return what is kept of the messages that were told; a letter to a reporter asks nobody."""
        told = [fact for fact in facts if isinstance(fact, DeliverySettled) and fact.told]
        first: dict[str, Receipt] = {}
        for fact in told:
            if (asked := fact.escalation) and asked not in first:
                body = self._addressee(fact.authority)
                first[asked] = Receipt(id=asked, case=fact.case, at=fact.at, body=body)
        return list(first.values())

    def _addressee(self, authority: str) -> Text:
        return name_of(authority, self.policy.directory) if authority else ADDRESSEE

    def _note_failure(
        self, fact: DeliverySettled, changes: Mapping[str, Change], hopeful: Collection[str], now: datetime
    ) -> None:
        change = changes.get(fact.case)
        escalation = change.case.escalation(fact.escalation) if change and fact.escalation else None
        if change is None or escalation is None:
            return
        if escalation.state is EscalationState.ASKED and escalation.id not in hopeful:
            change.take(*climb(change.case, escalation.id, self.policy, now, UNREACHABLE))

    async def _save(
        self, changes: Iterable[Change], now: datetime, reports: Mapping[str, AcceptedReport]
    ) -> None:
        made = [change for change in changes if change.matters]
        crash_point("desk.decided")
        await self.cases.save(made, now)
        crash_point("desk.saved")
        for change in made:
            tell(change, now, reports)
