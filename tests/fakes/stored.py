"""What the three services store, in memory: each write is whole, together with what it causes to be told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from services.intake.acceptance import received
from services.intake.authority_desk import answer_received
from services.notifier.outcome import Result, settled
from services.notifier.store.endpoints import Health
from services.router.change import Change
from services.router.store.inbox import Incoming
from shared.answer import Answer
from shared.case import Escalation, placed
from shared.clock import Clock
from shared.delivery import Delivery, DeliveryState
from shared.event import Event
from shared.mongo import BEGINNING, COLLECTIONS
from shared.outbox import Stamp, Voice
from shared.report import AcceptedReport, Report
from tests.fakes.cases import CasesInMemory, InboxInMemory, Pause, at_once
from tests.fakes.outbox import JournalInMemory


@dataclass
class DeliveriesInMemory:
    """See `services.notifier.recorder.Results`; and what the notifier's plans ask."""

    journal: JournalInMemory
    pause: Pause = at_once
    kept: dict[str, Delivery] = field(default_factory=dict)
    settled_by: dict[str, Stamp] = field(default_factory=dict)

    async def known(self, ids: Collection[str]) -> set[str]:
        """Return which of these are there."""
        await self.pause()
        return self.kept.keys() & set(ids)

    async def add(
        self, deliveries: Sequence[Delivery], pauses: Mapping[str, timedelta]
    ) -> Sequence[Delivery]:
        """Store those that are not there yet, due at once, and return them."""
        del pauses
        await self.pause()
        new = [delivery for delivery in deliveries if delivery.id not in self.kept]
        self.kept |= {delivery.id: delivery for delivery in new}
        await self.pause()
        return new

    async def release(self, ids: Collection[str], after: timedelta) -> None:
        """Nothing is claimed here for long."""

    async def record(self, results: Sequence[Result], stamp: Stamp, new: Collection[str]) -> set[str]:
        """May be repeated: what was stored under this stamp before is returned again."""
        await self.pause()
        for result in results:
            if result.delivery.id in new and result.delivery.id not in self.kept:
                self.kept[result.delivery.id] = _untried(result.delivery)
        known = [(result, self.kept[result.delivery.id]) for result in results]
        fresh = [
            result.delivery
            for result, there in known
            if there.state is DeliveryState.WAITING and len(there.attempts) == result.before
        ]
        self.kept |= {delivery.id: delivery for delivery in fresh}
        events = [event for delivery in fresh if (event := settled(delivery))]
        self.journal.keep(stamp, events)
        self.settled_by |= {delivery.id: stamp for delivery in fresh if delivery.settled_at}
        await self.pause()
        return {id_ for id_, settled_by in self.settled_by.items() if settled_by == stamp}

    async def note(self, healths: Sequence[Health], patience: object) -> set[str]:
        """See `services.notifier.recorder.Healths`: no listener is ever disabled."""
        del healths, patience
        await self.pause()
        return set()

    def due(self, now: datetime) -> list[Delivery]:
        """Return what is to be said now."""
        waiting = [one for one in self.kept.values() if one.state is DeliveryState.WAITING]
        return [one for one in waiting if one.next_attempt_at is None or one.next_attempt_at <= now]


def _untried(delivery: Delivery) -> Delivery:
    untried = {"state": DeliveryState.WAITING, "attempts": (), "next_attempt_at": None, "settled_at": None}
    return delivery.model_copy(update=untried)


@dataclass
class ReceivedInMemory(InboxInMemory):
    """What intake stores (see `services.intake.acceptance.ReportStore`), and what the sweep asks of it."""

    deliveries: dict[str, Delivery] = field(default_factory=dict)
    journal: JournalInMemory = field(default_factory=JournalInMemory)
    marks_of_content: dict[str, bytes] = field(default_factory=dict)
    swept_to: dict[str, datetime] = field(default_factory=dict)

    async def insert(self, documents: Sequence[dict[str, Any]]) -> set[int]:
        await self.pause()
        there = {place for place, one in enumerate(documents) if one["_id"] in self.kept}
        for place, document in enumerate(documents):
            if place not in there:
                self._keep(document)
        await self.pause()
        return there

    def _keep(self, document: dict[str, Any]) -> None:
        id_, at = document["_id"], document["at"]
        report = Report.model_validate(document["report"], strict=False)
        self.kept[id_] = AcceptedReport(id=id_, at=at, report=report, unit=document["unit"])
        self.marks_of_content[id_] = document["content"]
        self.journal.keep(Stamp(document["w"], document["s"]), [received(id_, at)])

    async def contents(self, ids: Sequence[str]) -> dict[str, bytes]:
        await self.pause()
        return {id_: self.marks_of_content[id_] for id_ in ids if id_ in self.marks_of_content}

    async def insert_answer(self, answer: Answer, stamp: Stamp) -> bool:
        """Store what an authority says; False when it was said before."""
        await self.pause()
        if answer.id in self.said:
            return False
        self.said[answer.id] = answer
        self.journal.keep(stamp, [answer_received(answer)])
        await self.pause()
        return True

    async def hopeful(self, escalations: Collection[Escalation]) -> set[str]:
        await self.pause()
        wanted = {escalation.id for escalation in escalations}
        hopes = {d.escalation for d in self.deliveries.values() if d.state is not DeliveryState.GIVEN_UP}
        return {id_ for id_ in wanted if id_ in hopes}

    async def incoming(
        self, collection: str, since: datetime, until: datetime, enough: int
    ) -> list[Incoming]:
        await self.pause()
        found = {
            COLLECTIONS.reports: [Incoming(one.id, one.at) for one in self.kept.values()],
            COLLECTIONS.answers: [Incoming(one.id, one.at) for one in self.said.values()],
        }.get(collection, [])
        return sorted((one for one in found if since <= one.at < until), key=_by_time)[:enough]

    async def swept(self, collection: str) -> datetime:
        await self.pause()
        return self.swept_to.get(collection, BEGINNING)

    async def set_swept(self, collection: str, at: datetime) -> None:
        await self.pause()
        self.swept_to[collection] = max(at, self.swept_to.get(collection, BEGINNING))


def _by_time(one: Incoming) -> datetime:
    return one.at


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class TellingCases(CasesInMemory):
    """Cases each of which is its own outbox; `voice` is that of the router process that lives."""

    journal: JournalInMemory = field(default_factory=JournalInMemory)
    voice: Voice | None = None
    clock: Clock = _now

    def _keep(self, change: Change) -> bool:
        if not super()._keep(change):
            return False
        events = [Event.of(fact, at=self.clock()) for fact in change.facts]
        if events and self.voice:
            stamp = self.voice.stamp()
            self.journal.keep(stamp, events)
            self.voice.committed(stamp, events)
        return True

    async def with_reports(self, ids: Sequence[str]) -> frozenset[str]:
        """See `services.router.sweep.Shown`."""
        await self.pause()
        return frozenset(ids) & placed(member for one in self.kept.values() for member in one.case.members)

    async def with_answers(self, ids: Sequence[str]) -> frozenset[str]:
        """See `services.router.sweep.Shown`."""
        await self.pause()
        return frozenset(ids) & {answer for one in self.kept.values() for answer in one.heard}
