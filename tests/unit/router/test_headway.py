"""How far the queue has been read decides what the sweep looks at."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.router.store.inbox import Incoming
from services.router.sweep import Headway
from shared.errors import TryAgain
from shared.event import Event
from shared.events import ReportReceived
from tests.builders import NOW

WITHIN = timedelta(seconds=30)
EVERY = timedelta(seconds=10)


@dataclass
class Reader:
    """A router that hears what it is given, on a clock that the test moves."""

    now: datetime = NOW
    heard: list[Event] = field(default_factory=list)
    fails: bool = False

    def __post_init__(self) -> None:
        self.headway = Headway(self.handle, lambda: self.now)

    async def handle(self, events: Sequence[Event]) -> None:
        if self.fails:
            raise TryAgain("the store does not answer")
        self.heard += events

    def reached(self, every: timedelta = EVERY) -> datetime:
        return self.headway.reached(WITHIN, every)

    async def hear(self, *told: datetime) -> None:
        await self.headway.handle([Event.of(ReportReceived(report=str(at), at=at), at=at) for at in told])


async def test_who_has_just_begun_looks_at_everything_at_the_second_look():
    reader = Reader()
    assert reader.reached() < NOW - timedelta(days=365)
    assert reader.reached() == NOW


async def test_who_was_held_up_lets_the_queue_bring_what_it_has_first():
    reader = Reader()
    told = NOW - timedelta(minutes=10)
    await reader.hear(told)
    for _ in range(2):
        reader.reached()
    reader.now += timedelta(hours=1)
    assert reader.reached() == told
    reader.now += timedelta(seconds=10)
    await reader.hear(told + timedelta(minutes=1))
    assert reader.reached() == told + timedelta(minutes=1)


async def test_who_was_held_up_right_after_its_first_look_gives_the_queue_time_as_well():
    reader = Reader()
    reader.reached()
    reader.now += timedelta(minutes=1)
    assert reader.reached() < NOW
    reader.now += EVERY
    assert reader.reached() == reader.now


async def test_looks_that_are_meant_to_be_far_apart_see_everything():
    reader, often = Reader(), 2 * WITHIN
    reader.reached(often)
    for _ in range(3):
        reader.now += often
        assert reader.reached(often) == reader.now


async def test_what_is_in_hand_for_long_is_no_silence():
    reader = Reader()
    in_hand, seen = NOW - timedelta(minutes=10), []

    async def long(events: Sequence[Event]) -> None:
        for _ in range(5 * len(events)):
            reader.now += EVERY
            seen.append(reader.reached())

    reader.headway = Headway(long, lambda: reader.now)
    await reader.hear(in_hand)
    assert seen == [in_hand] * 5


async def test_what_the_queue_has_not_come_to_yet_is_not_looked_at():
    reader = Reader()
    early, late = NOW - timedelta(minutes=10), NOW - timedelta(minutes=9)
    await reader.hear(early, late)
    assert len(reader.heard) == 2
    assert reader.reached() == late


async def test_when_nothing_has_come_for_a_while_everything_is_looked_at():
    reader = Reader()
    await reader.hear(NOW - timedelta(minutes=10))
    reader.reached()
    reader.now += WITHIN
    reader.reached()
    reader.now += timedelta(seconds=1)
    assert reader.reached() == reader.now


async def test_a_message_from_a_clock_that_is_ahead_reaches_no_further_than_now():
    reader = Reader()
    await reader.hear(NOW + timedelta(minutes=10))
    assert reader.reached() == NOW


async def test_what_was_done_with_is_not_looked_for_and_what_failed_is():
    reader = Reader()
    await reader.hear(NOW)
    reader.fails = True
    with suppress(TryAgain):
        await reader.hear(NOW + WITHIN)
    page = [Incoming(str(at), at) for at in (NOW, NOW + WITHIN, NOW + 2 * WITHIN)]
    assert reader.headway.left_of(page) == page[1:]
