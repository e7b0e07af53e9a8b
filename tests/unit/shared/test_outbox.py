from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from shared.event import Event
from shared.events import ReportReceived
from shared.outbox import Gap, Outbox, Stamp

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def an_event(name: str = "r") -> Event:
    return Event.of(ReportReceived(report=name, at=NOW), at=NOW)


def test_the_mark_waits_for_a_write_that_is_under_way():
    outbox = Outbox("w")
    first, second = outbox.stamp(), outbox.stamp()
    outbox.committed(second, [an_event()])
    outbox.confirmed([second.s])
    assert outbox.mark == 0
    outbox.dropped(first)
    assert outbox.mark == 2


def test_the_mark_waits_for_the_brokers_confirm():
    outbox = Outbox("w")
    outbox.committed(outbox.stamp(), [an_event()])
    assert outbox.mark == 0
    assert [s for s, _ in outbox.take(10)] == [1]
    outbox.confirmed([1])
    assert outbox.mark == 1


def test_a_write_without_events_needs_no_confirm():
    outbox = Outbox("w")
    outbox.committed(outbox.stamp(), [])
    assert outbox.mark == 1


def test_too_many_waiting_events_become_a_gap_in_the_store():
    outbox = Outbox("w", limit=2)
    for _ in range(3):
        outbox.committed(outbox.stamp(), [an_event()])
    assert outbox.gap == Gap(0, 3)
    assert outbox.waiting == 0
    outbox.closed(3)
    assert outbox.gap is None
    assert outbox.mark == 3


def test_a_gap_holds_the_mark_while_later_events_are_confirmed():
    outbox = Outbox("w")
    outbox.committed(outbox.stamp(), [an_event()])
    outbox.fall_behind()
    outbox.committed(outbox.stamp(), [an_event()])
    outbox.confirmed([2])
    assert outbox.mark == 0
    outbox.closed(1)
    assert outbox.mark == 2


def test_a_write_of_unknown_outcome_is_looked_up_in_the_store():
    outbox = Outbox("w")
    outbox.unsure(outbox.stamp())
    assert outbox.gap == Gap(0, 1)


@given(st.lists(st.sampled_from(["begin", "commit", "drop", "unsure", "tell", "lose", "close"]), max_size=80))
def test_nothing_committed_is_ever_below_the_mark_untold(steps: list[str]):
    outbox = Outbox("w", limit=5)
    begun: list[Stamp] = []
    stored: set[int] = set()
    told: Counter[int] = Counter()
    for step in steps:
        if step == "begin":
            begun.append(outbox.stamp())
        elif step == "commit" and begun:
            stamp = begun.pop()
            stored.add(stamp.s)
            outbox.committed(stamp, [an_event(str(stamp.s))])
        elif step == "drop" and begun:
            outbox.dropped(begun.pop(0))
        elif step == "unsure" and begun:
            stamp = begun.pop(0)
            stored.add(stamp.s)
            outbox.unsure(stamp)
        elif step == "tell":
            taken = [s for s, _ in outbox.take(3)]
            told.update(taken)
            outbox.confirmed(taken)
        elif step == "lose":
            outbox.fall_behind()
        elif step == "close" and outbox.gap:
            until = min(outbox.gap.after + 2, outbox.gap.until)
            told.update(s for s in stored if outbox.gap.after < s <= until)
            outbox.closed(until)
        assert {s for s in stored if s <= outbox.mark} <= set(told)
