"""How far the queue has been read decides what the sweep looks at."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.router.store.inbox import Arrival
from services.router.sweep import Headway
from shared.errors import TryAgain
from shared.event import Event
from shared.events import ReportReceived
from tests.builders import NOW

WITHIN = timedelta(seconds=30)


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

    async def hear(self, *told: datetime) -> None:
        await self.headway.handle([Event.of(ReportReceived(report=str(at), at=at), at=at) for at in told])


async def test_who_has_heard_nothing_yet_looks_at_everything():
    assert Reader().headway.reached(WITHIN) == NOW


async def test_what_the_queue_has_not_come_to_yet_is_not_looked_at():
    reader = Reader()
    early, late = NOW - timedelta(minutes=10), NOW - timedelta(minutes=9)
    await reader.hear(early, late)
    assert len(reader.heard) == 2
    assert reader.headway.reached(WITHIN) == late


async def test_when_nothing_has_come_for_a_while_everything_is_looked_at():
    reader = Reader()
    await reader.hear(NOW - timedelta(minutes=10))
    reader.now += WITHIN + timedelta(seconds=1)
    assert reader.headway.reached(WITHIN) == reader.now


async def test_a_message_from_a_clock_that_is_ahead_reaches_no_further_than_now():
    reader = Reader()
    await reader.hear(NOW + timedelta(minutes=10))
    assert reader.headway.reached(WITHIN) == NOW


async def test_what_was_done_with_is_not_looked_for_and_what_failed_is():
    reader = Reader()
    await reader.hear(NOW)
    reader.fails = True
    with suppress(TryAgain):
        await reader.hear(NOW + WITHIN)
    page = [Arrival(str(at), at) for at in (NOW, NOW + WITHIN, NOW + 2 * WITHIN)]
    assert reader.headway.left_of(page) == page[1:]
