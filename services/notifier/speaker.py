"""Says what waits: bounded in memory, bounded at once, and no listener holds up another."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from structlog.contextvars import bound_contextvars

from services.notifier.breaker import Breaker
from services.notifier.channels import Failed, Heard, Sender, Senders
from services.notifier.listener import Listener, Nobody
from services.notifier.outcome import reports_of
from services.notifier.recorder import Recorder
from services.notifier.telemetry import POSTPONED, WAITING
from shared.crash import crash_point
from shared.delivery import Delivery
from shared.errors import Refused, TryAgain
from shared.telemetry import logger

log = logger("speaker")

MEMORY = 2_000  # deliveries that may wait here for one channel
LANE = 1_000  # deliveries that may wait here for one listener
FINISH = 16.0  # seconds for what is being said when the service stops: as long as one message may take
CLAIM = 30.0  # seconds for which a claimed delivery may wait here: half of its lease

Release = Callable[[Collection[str], timedelta], Awaitable[None]]


class _Waiting(NamedTuple):
    delivery: Delivery
    listener: Listener
    until: float


@dataclass
class _Channel:
    """What all messages of one channel share: how many may be under way, and how many wait."""

    sender: Sender
    mouth: asyncio.Semaphore
    waiting: int = 0


@dataclass
class _Lane:
    """What waits for one listener."""

    channel: _Channel
    waiting: deque[_Waiting] = field(default_factory=deque)
    workers: int = 0
    breaker: Breaker = field(default_factory=Breaker)


class Speaker:
    """One process's mouth. What it does not take, or drops, is found again when the claim has lapsed."""

    def __init__(self, senders: Senders, recorder: Recorder, release: Release) -> None:
        self._channels = {
            name: _Channel(sender, asyncio.Semaphore(sender.together)) for name, sender in senders.items()
        }
        self._recorder = recorder
        self._release = release
        self._lanes: dict[str, _Lane] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._working: set[asyncio.Task[None]] = set()

    @property
    def speaks(self) -> bool:
        """Say whether anything is said here now: not before the service runs, nor once it is to stop."""
        return self._tasks is not None

    def room(self) -> int:
        """Return how many more deliveries may wait here, of the channel that has the most room."""
        return max(MEMORY - channel.waiting for channel in self._channels.values()) if self._tasks else 0

    def take(self, delivery: Delivery, listener: Listener) -> bool:
        """Take a delivery that was just claimed, to be said soon; False when there is no room for it."""
        name = _name(delivery)
        channel = self._channels[delivery.channel]
        lane = self._lanes.setdefault(name, _Lane(channel))
        if self._tasks is None or channel.waiting >= MEMORY or len(lane.waiting) >= LANE:
            return False
        lane.waiting.append(_Waiting(delivery, listener, time.monotonic() + CLAIM))
        channel.waiting += 1
        WAITING.labels(delivery.channel).set(channel.waiting)
        if lane.workers < min(channel.sender.at_once, len(lane.waiting)):
            lane.workers += 1
            task = self._tasks.create_task(self._work(name, lane))
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        return True

    def keeps_waiting(self, delivery: Delivery) -> bool:
        """Say whether it is the listener that has as much waiting as it may have."""
        lane = self._lanes.get(_name(delivery))
        return lane is not None and len(lane.waiting) >= LANE

    async def run(self) -> None:
        """Speak until cancelled; then finish what is being said, and give back what waits."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                self._tasks = None
                await self._finish()

    async def _finish(self) -> None:
        waiting = [one.delivery.id for lane in self._lanes.values() for one in lane.waiting]
        for lane in self._lanes.values():
            lane.channel.waiting -= len(lane.waiting)
            lane.waiting.clear()
        with contextlib.suppress(TryAgain, TimeoutError):  # without a store the claims lapse by themselves
            async with asyncio.timeout(FINISH):
                await self._release(waiting, timedelta(0))
                await asyncio.gather(*self._working)

    async def _work(self, name: str, lane: _Lane) -> None:
        while lane.waiting:
            waiting = lane.waiting.popleft()
            lane.channel.waiting -= 1
            WAITING.labels(waiting.delivery.channel).set(lane.channel.waiting)
            if time.monotonic() >= waiting.until:
                continue
            async with lane.channel.mouth:
                if time.monotonic() < waiting.until:
                    with bound_contextvars(reports=list(reports_of(waiting.delivery))):
                        await self._say(lane, waiting)
        lane.workers -= 1
        if not lane.workers and not lane.breaker.failures:
            self._lanes.pop(name, None)

    async def _say(self, lane: _Lane, waiting: _Waiting) -> None:
        delivery = waiting.delivery
        crash_point("speaker.speaking")
        try:
            said = await self._attempt(lane, waiting)
        except TryAgain as later:
            POSTPONED.labels(delivery.channel).inc()
            log.warning("delivery.postponed", delivery=delivery.id, case=delivery.case, reason=later.reason)
            with contextlib.suppress(TryAgain):  # without a store the claim lapses by itself
                await self._release([delivery.id], timedelta(seconds=later.after))
            return
        crash_point("speaker.said")
        await self._recorder.record(delivery, said)

    async def _attempt(self, lane: _Lane, waiting: _Waiting) -> Heard | Failed:
        if isinstance(waiting.listener, Nobody):
            return Failed(waiting.listener.why, for_ever=True)
        breaker = lane.breaker
        if breaker.rests(time.monotonic()):
            return Failed(f"not tried: the listener failed {breaker.failures} times in a row just now")
        try:
            said = await lane.channel.sender.send(waiting.delivery, waiting.listener)
        except TryAgain:
            raise
        except Refused as refused:
            return Failed(refused.reason, for_ever=True)
        except Exception as error:
            log.exception("sending.failed", delivery=waiting.delivery.id, error=repr(error))
            said = Failed(f"internal error: {type(error).__name__}")
        if isinstance(said, Heard):
            breaker.heard()
        elif not said.for_ever and waiting.delivery.subscription:  # reporters are no one listener
            breaker.failed(time.monotonic())
        return said


def _name(delivery: Delivery) -> str:
    return delivery.subscription or "reporters"
