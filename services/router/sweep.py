"""The sweep: finds what intake has stored and no case shows after a while, and has it handled again.

It reads forward by time from where it was, so that its cost follows what arrives, not what is stored.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.router.metrics import SWEPT
from services.router.store.inbox import Incoming
from shared.answer import Answer
from shared.crash import crash_point
from shared.errors import TryAgain
from shared.event import Event
from shared.events import AnswerReceived, ReportReceived, RulingReceived
from shared.fact import Fact
from shared.mongo import BEGINNING, COLLECTIONS
from shared.recent import Recent
from shared.ruling import Ruling
from shared.telemetry import logger

log = logger("sweep")

PAGE = 500  # reports or answers that are enough for one look
PAGES = 20  # looks in one tick
HANDLED = 100  # handed to the desk together
LOOKED_FOR = frozenset(fact.type for fact in (ReportReceived, AnswerReceived, RulingReceived))


class FromIntake(Protocol):
    """What the sweep asks of what intake has stored."""

    async def incoming(
        self, collection: str, since: datetime, until: datetime, enough: int
    ) -> list[Incoming]:
        """Return what arrived from `since` on and before `until`, oldest first.

        These are fewer than `enough` only where there are no more.
        """

    async def answers(self, ids: Sequence[str]) -> dict[str, Answer]:
        """Return those of the answers that are stored."""

    async def rulings(self, ids: Sequence[str]) -> dict[str, Ruling]:
        """Return those of the rulings that are stored."""

    async def swept(self, collection: str) -> datetime:
        """Return up to when a collection has been swept."""

    async def set_swept(self, collection: str, at: datetime) -> None:
        """Note up to when a collection has been swept; never backwards."""


class Shown(Protocol):
    """What the sweep asks of the cases."""

    async def with_reports(self, ids: Sequence[str]) -> frozenset[str]:
        """Return those of the reports that are in a case on each of their tracks."""

    async def with_answers(self, ids: Sequence[str]) -> frozenset[str]:
        """Return those of the answers and rulings that some case has heard."""


Handle = Callable[[Sequence[Event]], Awaitable[None]]


class Headway:
    """How far the queue has been read: what it has not come to yet is late, and not lost.

    Without it the sweep and the queue would handle the same reports of a backlog at the same time. What came
    out of the queue and was done with is not looked for in the cases again.
    """

    def __init__(self, handle: Handle, clock: Callable[[], datetime]) -> None:
        self._handle = handle
        self._clock = clock
        self._told_at = BEGINNING
        self._heard_at = BEGINNING
        self._looked_at = BEGINNING
        self._in_hand = 0
        self._done = Recent()

    async def handle(self, events: Sequence[Event]) -> None:
        """Handle what came out of the queue, and note when the newest of it was told."""
        self._told_at = max(event.time for event in events)
        self._in_hand += 1
        try:
            await self._handle(events)
        finally:
            self._in_hand -= 1
            self._heard_at = self._clock()
        self._done.note(event.subject for event in events if event.subject and event.type in LOOKED_FOR)

    def left_of(self, page: Iterable[Incoming]) -> list[Incoming]:
        """Return those that did not come out of the queue lately, or were not done with."""
        return [one for one in page if one.id not in self._done]

    def reached(self, within: timedelta, every: timedelta) -> datetime:
        """Return up to when what was told has been heard: up to now, where nothing came within so long.

        That nothing came is believed of who looked all the while, `every` so often: whoever has just begun,
        or was held up, has given the queue no time to bring anything.
        """
        now = self._clock()
        awake = now - self._looked_at <= max(within, 2 * every)
        self._looked_at = now
        silent = awake and not self._in_hand and now - self._heard_at > within
        return now if silent else min(now, self._told_at)


@dataclass(frozen=True, slots=True)
class Sweep:
    """`after` is how old, at least, what it looks at must be when the queue is read beyond it.

    It is meant to be run `every` so often.
    """

    inbox: FromIntake
    cases: Shown
    handle: Handle
    clock: Callable[[], datetime]
    after: timedelta
    every: timedelta
    headway: Headway

    async def run_once(self) -> None:
        """Look at whatever has grown old enough since the last time; for a tick."""
        until = self.headway.reached(self.after, self.every) - self.after
        await self._sweep(COLLECTIONS.reports, until, self._lost_reports)
        await self._sweep(COLLECTIONS.answers, until, self._lost_answers)
        await self._sweep(COLLECTIONS.rulings, until, self._lost_rulings)

    async def _sweep(
        self,
        collection: str,
        until: datetime,
        lost_of: Callable[[Sequence[Incoming]], Awaitable[list[Fact]]],
    ) -> None:
        since = swept = await self.inbox.swept(collection)
        for _ in range(PAGES):
            page = await self.inbox.incoming(collection, since, until, PAGE)
            left = self.headway.left_of(page)
            if left and (lost := await lost_of(left)):
                log.warning("sweep.found", kind=collection, lost=len(lost))
                crash_point("sweep.found")
                await self._again(lost)
                crash_point("sweep.handled")
                SWEPT.labels(collection).inc(len(lost))
            since = page[-1].at if page else since
            if len(page) < PAGE:
                break
        if since > swept:
            await self.inbox.set_swept(collection, since)

    async def _lost_reports(self, page: Sequence[Incoming]) -> list[Fact]:
        shown = await self.cases.with_reports([one.id for one in page])
        return [ReportReceived(report=a.id, at=a.at) for a in page if a.id not in shown]

    async def _lost_answers(self, page: Sequence[Incoming]) -> list[Fact]:
        heard = await self.cases.with_answers([one.id for one in page])
        answers = await self.inbox.answers([one.id for one in page if one.id not in heard])
        return [AnswerReceived(answer=a.id, escalation=a.escalation, case=a.case) for a in answers.values()]

    async def _lost_rulings(self, page: Sequence[Incoming]) -> list[Fact]:
        heard = await self.cases.with_answers([one.id for one in page])
        rulings = await self.inbox.rulings([one.id for one in page if one.id not in heard])
        return [RulingReceived(ruling=ruling.id, case=ruling.case) for ruling in rulings.values()]

    async def _again(self, facts: Sequence[Fact]) -> None:
        events = [Event.of(fact, at=self.clock()) for fact in facts]
        for start in range(0, len(events), HANDLED):
            batch = events[start : start + HANDLED]
            try:
                await self.handle(batch)
            except TryAgain:
                raise
            except Exception:
                log.exception("sweep.alone", events=len(batch))
                for event in batch:
                    await self._alone(event)

    async def _alone(self, event: Event) -> None:
        try:
            await self.handle([event])
        except TryAgain:
            raise
        except Exception:
            log.exception("sweep.failed", type=event.type, subject=event.subject)
