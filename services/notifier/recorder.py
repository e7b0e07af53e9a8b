"""Keeps what came of attempts: whatever has gathered while the last write was under way is one write."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from services.notifier.channels import Failed, Heard
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

BATCH = 200  # results in one write
MEMORY = 1_000  # results that may wait; more, and speaking waits for the store
PATIENCE = timedelta(days=5)  # of nothing but failures, before a listener is disabled (Standard Webhooks 1.0)
EVENTS = {
    DeliveryState.DELIVERED: "delivery.told",
    DeliveryState.WAITING: "delivery.failed",
    DeliveryState.GIVEN_UP: "delivery.given_up",
}


class Results(Protocol):
    """What the recorder asks of the store of deliveries."""

    async def record(self, results: Sequence[Result], stamp: Stamp) -> set[str]:
        """Store results, those that settle under one stamp; return which of these are stored."""


class Healths(Protocol):
    """What the recorder asks of the store of endpoints."""

    async def note(self, healths: Sequence[Health], patience: timedelta) -> set[str]:
        """Keep what attempts showed of listeners; return those that it disabled."""


class _Said(NamedTuple):
    delivery: Delivery
    said: Heard | Failed


class Recorder:
    """One process's way to store results. What it loses with the process is tried again."""

    def __init__(self, deliveries: Results, endpoints: Healths, voice: Voice, clock: Clock = wall) -> None:
        self._clock = clock
        self._deliveries = deliveries
        self._endpoints = endpoints
        self._voice = voice
        self._gathered: list[_Said] = []
        self._news = asyncio.Event()
        self._room = asyncio.Event()

    async def record(self, delivery: Delivery, said: Heard | Failed) -> None:
        """Take what came of one attempt, to be stored soon."""
        while len(self._gathered) >= MEMORY:
            self._room.clear()
            await self._room.wait()
        self._gathered.append(_Said(delivery, said))
        self._news.set()

    async def run(self) -> None:
        """Store what gathers, for ever; while the store is away, it waits."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self.drain()

    async def drain(self) -> None:
        """Store what has gathered."""
        while self._gathered:
            batch, now = self._gathered[:BATCH], self._clock()
            # One time for the whole batch: what changes alike is then one step for the store.
            results = [after(d, said, now=now, dice=random.random()) for d, said in batch]  # noqa: S311 - spreads load
            healths = [_health(d, said, now) for d, said in batch if d.subscription]
            await self._store(results, healths)
            del self._gathered[: len(batch)]
            self._room.set()
            for result in results:
                _tell_operator(result)

    async def _store(self, results: Sequence[Result], healths: Sequence[Health]) -> None:
        stamp = self._voice.stamp()
        try:
            stored, disabled = await self._write(results, healths, stamp)
        except BaseException:
            self._voice.unsure(stamp)
            raise
        told = (settled(result.delivery) for result in results if result.delivery.id in stored)
        self._voice.committed(stamp, [event for event in told if event])
        channels = {result.delivery.subscription: result.delivery.channel for result in results}
        for subscription in disabled:
            DISABLED.labels(channels[subscription]).inc()
            log.error("endpoint.disabled", subscription=subscription, channel=channels[subscription])

    async def _write(
        self, results: Sequence[Result], healths: Sequence[Health], stamp: Stamp
    ) -> tuple[set[str], set[str]]:
        """Write until the store takes it; return which deliveries are settled, which listeners disabled."""
        while True:
            try:
                crash_point("recorder.recording")
                stored = await self._deliveries.record(results, stamp)
                crash_point("recorder.recorded")
                disabled = await self._endpoints.note(healths, PATIENCE)
                crash_point("recorder.noted")
            except TryAgain as later:
                log.warning("recording.postponed", results=len(results), reason=later.reason)
                await asyncio.sleep(later.after)
            else:
                return stored, disabled


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
