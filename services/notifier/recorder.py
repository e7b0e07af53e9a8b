"""Keeps what came of attempts: whatever has gathered while the last write was under way is one write.

What is said at once is not stored before: one write holds the delivery and what came of its first attempt.
Where that is not known within the patience, the delivery is stored as waiting and claimed, and its outcome
changes it later.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

from services.notifier.channels import Failed, Heard
from services.notifier.hand import Hand
from services.notifier.outcome import Result, after, reports_of, settled
from services.notifier.store.endpoints import Health
from services.notifier.telemetry import ATTEMPTS, DELIVERIES, DISABLED, TOLD_SECONDS
from shared.clock import Clock, wall
from shared.crash import crash_point
from shared.delivery import Delivery, DeliveryState
from shared.errors import TryAgain
from shared.outbox import Stamp, Voice
from shared.telemetry import logger

log = logger("delivery")

Done = TypeVar("Done")

BATCH = 200  # results in one write
MEMORY = 1_000  # results that may wait; more, and speaking waits for the store
FIRST = 64  # deliveries that may be said before they are stored: what a crash may have said again
PATIENCE = timedelta(days=5)  # of nothing but failures, before a listener is disabled (Standard Webhooks 1.0)
EVENTS = {
    DeliveryState.DELIVERED: "delivery.told",
    DeliveryState.WAITING: "delivery.failed",
    DeliveryState.GIVEN_UP: "delivery.given_up",
}


class Results(Protocol):
    """What the recorder asks of the store of deliveries."""

    async def add(
        self, deliveries: Sequence[Delivery], pauses: Mapping[str, timedelta]
    ) -> Sequence[Delivery]:
        """Store deliveries, claimed, or due after their pause; those that are there stay as they are."""

    async def record(self, results: Sequence[Result], stamp: Stamp, new: Collection[str]) -> set[str]:
        """Store results, those that settle under one stamp; return which of these are stored.

        The deliveries of `new` are stored with them, the others are there.
        """

    async def release(self, ids: Collection[str], after: timedelta) -> None:
        """Let anyone try those that wait, after a pause."""


class Healths(Protocol):
    """What the recorder asks of the store of endpoints."""

    async def note(self, healths: Sequence[Health], patience: timedelta) -> set[str]:
        """Keep what attempts showed of listeners; return those that it disabled."""


class _Note(NamedTuple):
    """What is to be stored of a delivery: the answer to an attempt, or the pause after which anyone may try.

    Neither, where the answer takes longer than one can wait for.
    """

    delivery: Delivery
    said: Heard | Failed | None = None
    pause: timedelta | None = None


class Recorder:
    """One process's way to store results. What it loses with the process is tried again."""

    def __init__(
        self, deliveries: Results, endpoints: Healths, voice: Voice, hand: Hand, clock: Clock = wall
    ) -> None:
        self._clock = clock
        self._deliveries = deliveries
        self._endpoints = endpoints
        self._voice = voice
        self._hand = hand
        self._first: dict[str, asyncio.TimerHandle] = {}  # not stored yet; when their answer comes too late
        self._gathered: list[_Note] = []
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._writing = asyncio.Lock()

    async def room(self) -> None:
        """Return when one more delivery may be said before it is stored."""
        while len(self._first) >= FIRST:
            self._room.clear()
            await self._room.wait()

    def expect(self, delivery: Delivery, patience: float) -> None:
        """Store a delivery in hand with its first attempt, or without it after `patience` seconds."""
        later = asyncio.get_running_loop().call_later(patience, self.keep, delivery)
        self._first[delivery.id] = later

    def keep(self, delivery: Delivery) -> None:
        """Store a delivery in hand as claimed, without waiting any longer for its outcome."""
        self._note(_Note(delivery))

    def let_go(self, deliveries: Iterable[Delivery], pause: timedelta) -> None:
        """Let anyone try deliveries, stored or not, after a pause."""
        for delivery in deliveries:
            self._note(_Note(delivery, pause=pause))

    async def record(self, delivery: Delivery, said: Heard | Failed) -> None:
        """Take what came of one attempt, to be stored soon."""
        while len(self._gathered) >= MEMORY:
            self._room.clear()
            await self._room.wait()
        self._note(_Note(delivery, said))

    def _note(self, note: _Note) -> None:
        if later := self._first.get(note.delivery.id):
            later.cancel()
        self._gathered.append(note)
        self._news.set()

    async def run(self) -> None:
        """Store what gathers, for ever; while the store is away, it waits."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self.drain()

    async def drain(self) -> None:
        """Store what has gathered."""
        async with self._writing:
            while self._gathered:
                batch = self._gathered[:BATCH]
                await self._store_said([note for note in batch if note.said])
                await self._store_unsaid([note for note in batch if not note.said])
                del self._gathered[: len(batch)]
                self._room.set()

    async def _store_said(self, notes: Sequence[_Note]) -> None:
        if not notes:
            return
        now = self._clock()
        # One time for the whole batch: what changes alike is then one step for the store.
        results = [
            after(note.delivery, note.said, now=now, dice=random.random())  # noqa: S311 - spreads load
            for note in notes
            if note.said
        ]
        new = {result.delivery.id for result in results if result.delivery.id in self._first}
        stamp = self._voice.stamp()
        try:
            crash_point("recorder.recording")
            stored = await _patiently(partial(self._deliveries.record, results, stamp, new))
        except BaseException:
            self._voice.unsure(stamp)
            raise
        told = (settled(result.delivery) for result in results if result.delivery.id in stored)
        self._voice.committed(stamp, [event for event in told if event])
        self._stored(new)
        crash_point("recorder.recorded")
        for result in results:
            _tell_operator(result)
        await self._note_healths(notes, now)
        crash_point("recorder.noted")

    async def _note_healths(self, notes: Sequence[_Note], now: datetime) -> None:
        healths = [_health(n.delivery, n.said, now) for n in notes if n.said and n.delivery.subscription]
        disabled = await _patiently(partial(self._endpoints.note, healths, PATIENCE))
        channels = {note.delivery.subscription: note.delivery.channel for note in notes}
        for subscription in disabled:
            DISABLED.labels(channels[subscription]).inc()
            log.error("endpoint.disabled", subscription=subscription, channel=channels[subscription])

    async def _store_unsaid(self, notes: Sequence[_Note]) -> None:
        new = {note.delivery.id: note for note in notes if note.delivery.id in self._first}
        left = defaultdict[timedelta, list[str]](list)
        for note in notes:
            if note.pause is not None and note.delivery.id not in new:
                left[note.pause].append(note.delivery.id)
        pauses = {id_: note.pause for id_, note in new.items() if note.pause is not None}
        if new:
            crash_point("recorder.keeping")
            await _patiently(partial(self._deliveries.add, [n.delivery for n in new.values()], pauses))
            self._stored(new)
            crash_point("recorder.kept")
        for pause, ids in left.items():
            await _patiently(partial(self._deliveries.release, ids, pause))

    def _stored(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            del self._first[id_]
        self._hand.put_down(ids)
        self._room.set()


async def _patiently(write: Callable[[], Awaitable[Done]]) -> Done:
    """Write until the store takes it."""
    while True:
        try:
            return await write()
        except TryAgain as later:
            log.warning("recording.postponed", reason=later.reason)
            await asyncio.sleep(later.after)


def _health(delivery: Delivery, said: Heard | Failed, now: datetime) -> Health:
    gone = isinstance(said, Failed) and said.gone
    return Health(str(delivery.subscription), now, isinstance(said, Heard), gone)


def _tell_operator(result: Result) -> None:
    delivery = result.delivery
    attempt = delivery.attempts[-1]
    ATTEMPTS.labels(delivery.channel, "yes" if attempt.heard else "no").inc()
    if delivery.settled_at:
        DELIVERIES.labels(delivery.channel, delivery.state).inc()
    if attempt.heard:
        TOLD_SECONDS.labels(delivery.channel).observe(_seconds_since_event(delivery, attempt.at))
    write = log.info if attempt.heard else log.warning
    write(
        EVENTS[delivery.state],
        delivery=delivery.id,
        channel=delivery.channel,
        case=delivery.case,
        escalation=delivery.escalation,
        authority=delivery.authority,
        subscription=delivery.subscription,
        reports=list(reports_of(delivery)),
        attempts=len(delivery.attempts),
        detail=attempt.detail,
        next_attempt_at=delivery.next_attempt_at,
    )


def _seconds_since_event(delivery: Delivery, at: datetime) -> float:
    told_of = datetime.fromisoformat(str(delivery.event["time"]))
    return max(0.0, (at - told_of).total_seconds())
