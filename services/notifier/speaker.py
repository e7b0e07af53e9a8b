"""Says what waits: bounded in memory, bounded at once, and no listener holds up another."""

import asyncio
import contextlib
import math
import random
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from structlog.contextvars import bound_contextvars

from services.notifier.breaker import Breaker
from services.notifier.channels import Failed, Heard, Sender, Senders
from services.notifier.listener import Listener, Nobody
from services.notifier.outcome import reports_of
from services.notifier.pace import CLAIM, Pace
from services.notifier.plan import is_trial
from services.notifier.promptness import PATIENCE, Promptness
from services.notifier.recorder import Recorder
from services.notifier.telemetry import POSTPONED, RESTS, WAITING
from shared.crash import crash_point
from shared.delivery import Delivery
from shared.errors import Refused, TryAgain
from shared.subscription import Channel
from shared.telemetry import logger

log = logger("speaker")

MEMORY = 2_000  # deliveries that may wait here for one channel
FINISH = 16.0  # seconds for what is being said when the service stops: as long as one message may take
NOW = timedelta(0)
SOON = timedelta(seconds=1)  # before what this process had no room for is tried again, by anyone


class _Waiting(NamedTuple):
    delivery: Delivery
    listener: Listener
    until: float


@dataclass
class _Channel:
    """What all messages of one channel share: how many may be under way, and how many wait."""

    name: Channel
    sender: Sender
    mouth: asyncio.Semaphore
    waiting: int = 0

    def __post_init__(self) -> None:
        """What an operator sees of it is looked up once."""
        self._shown = WAITING.labels(self.name)

    def counted(self, more: int) -> None:
        """Note that so many more wait."""
        self.waiting += more
        self._shown.set(self.waiting)


@dataclass
class _Lane:
    """What waits for one listener."""

    channel: _Channel
    waiting: deque[_Waiting] = field(default_factory=deque)
    workers: int = 0
    breaker: Breaker = field(default_factory=Breaker)
    promptness: Promptness = field(default_factory=Promptness)

    def __post_init__(self) -> None:
        """Its pace is not known yet."""
        self.pace = Pace(self.channel.sender.at_once)

    def pause(self, delivery: Delivery) -> timedelta:
        """Return for how long a delivery is better left alone; a trial waits for neither rest nor turn."""
        if rest := self.rest(delivery):
            return rest
        if len(self.waiting) < self.pace.room() or is_trial(delivery):
            return NOW
        return _whole(self.pace.turn(time.monotonic(), len(self.waiting)))

    def rest(self, delivery: Delivery) -> timedelta:
        """Return for how long to leave the listener alone; a trial finds out whether that is over.

        What waits for the end comes back little by little: the first of it may fail, and the rest with it.
        """
        left = 0.0 if is_trial(delivery) else self.breaker.rest(time.monotonic())
        if not left:
            return NOW
        spread = random.random() * self.breaker.next_rest  # noqa: S311 - spreads load
        return _whole(left + spread)

    def put(self, waiting: _Waiting) -> None:
        """Have one more wait."""
        self.promptness.asked(waiting.delivery.id, time.monotonic())
        self.waiting.append(waiting)
        self.channel.counted(1)

    def next(self) -> _Waiting:
        """Return who has waited longest, and waits no more."""
        self.channel.counted(-1)
        return self.waiting.popleft()

    def clear(self) -> list[_Waiting]:
        """Return all that waited, and waits no more."""
        everything = [*self.waiting]
        self.waiting.clear()
        self.promptness.forget(one.delivery.id for one in everything)
        self.channel.counted(-len(everything))
        return everything


class Speaker:
    """One process's mouth. What it does not take, or drops, is found again when the claim has lapsed."""

    def __init__(self, senders: Senders, recorder: Recorder) -> None:
        self._channels = {
            name: _Channel(name, sender, asyncio.Semaphore(sender.together))
            for name, sender in senders.items()
        }
        self._recorder = recorder
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

    def pause(self, delivery: Delivery) -> timedelta:
        """Return for how long a delivery is better left alone, because of its listener.

        Who failed again and again rests; one who is slow has as much waiting as it may have, and each further
        message is given its turn: the next one when asked again.
        """
        lane = self._lanes.get(_name(delivery))
        return lane.pause(delivery) if lane else NOW

    def patience(self, delivery: Delivery) -> float:
        """Return for how many seconds a delivery's first attempt is worth waiting for before it is stored."""
        lane = self._lanes.get(_name(delivery))
        return lane.promptness.patience(time.monotonic()) if lane else PATIENCE

    def take(self, delivery: Delivery, listener: Listener) -> timedelta | None:
        """Take a delivery that is this process's own, to be said soon; else return when to try it again."""
        if self._tasks is None:
            return NOW
        if pause := self.pause(delivery):
            return pause
        name, channel = _name(delivery), self._channels[delivery.channel]
        if channel.waiting >= MEMORY:
            return SOON
        lane = self._lanes.setdefault(name, _Lane(channel))
        lane.put(_Waiting(delivery, listener, time.monotonic() + CLAIM))
        if lane.workers < min(channel.sender.at_once, len(lane.waiting)):
            lane.workers += 1
            task = self._tasks.create_task(self._work(name, lane))
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        return None

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
        self._let_go([one for lane in self._lanes.values() for one in lane.clear()], NOW)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FINISH):
                await asyncio.gather(*self._working)

    async def _work(self, name: str, lane: _Lane) -> None:
        while lane.waiting:
            waiting = lane.next()
            async with lane.channel.mouth:
                if time.monotonic() >= waiting.until:
                    lane.promptness.forget([waiting.delivery.id])
                    continue
                if lane.rest(waiting.delivery):
                    lane.promptness.forget([waiting.delivery.id])
                    self._let_rest(lane, [waiting, *lane.clear()])
                    continue
                with bound_contextvars(reports=list(reports_of(waiting.delivery))):
                    await self._say(lane, waiting)
        lane.workers -= 1
        if not lane.workers and not lane.breaker.failures and not lane.promptness.late:
            self._lanes.pop(name, None)

    def _let_rest(self, lane: _Lane, those: Iterable[_Waiting]) -> None:
        for one in those:
            self._let_go([one], lane.rest(one.delivery))

    def _let_go(self, those: Iterable[_Waiting], pause: timedelta) -> None:
        self._recorder.let_go([one.delivery for one in those], pause)

    async def _say(self, lane: _Lane, waiting: _Waiting) -> None:
        delivery = waiting.delivery
        crash_point("speaker.speaking")
        try:
            said = await self._attempt(lane, waiting)
        except TryAgain as later:
            lane.promptness.forget([delivery.id])
            POSTPONED.labels(delivery.channel).inc()
            log.warning("delivery.postponed", delivery=delivery.id, case=delivery.case, reason=later.reason)
            self._let_go([waiting], timedelta(seconds=later.after))
            return
        lane.promptness.answered(delivery.id, time.monotonic())
        crash_point("speaker.said")
        await self._recorder.record(delivery, said)

    async def _attempt(self, lane: _Lane, waiting: _Waiting) -> Heard | Failed:
        if isinstance(waiting.listener, Nobody):
            return Failed(waiting.listener.why, for_ever=True)
        began = time.monotonic()
        try:
            said = await lane.channel.sender.send(waiting.delivery, waiting.listener)
        except TryAgain:
            raise
        except Refused as refused:
            return Failed(refused.reason, for_ever=True)
        except Exception as error:
            log.exception("sending.failed", delivery=waiting.delivery.id, error=repr(error))
            said = Failed(f"internal error: {type(error).__name__}")
        lane.pace.took(time.monotonic() - began)
        if isinstance(said, Heard):
            lane.breaker.heard()
        elif not said.for_ever and waiting.delivery.subscription:  # reporters are no one listener
            _note_failure(lane, waiting.delivery, said.detail)
        return said


def _note_failure(lane: _Lane, delivery: Delivery, reason: str) -> None:
    breaker = lane.breaker
    if not breaker.failed(time.monotonic()):
        return
    RESTS.labels(delivery.channel).inc()
    seconds = breaker.rest(time.monotonic())
    who = {"subscription": delivery.subscription, "authority": delivery.authority}
    log.warning("listener.rests", **who, failures=breaker.failures, seconds=seconds, reason=reason)


def _whole(seconds: float) -> timedelta:
    return timedelta(seconds=math.ceil(seconds))  # so that many that wait as long are one write


def _name(delivery: Delivery) -> str:
    return delivery.subscription or "reporters"
