"""The pace of a listener: a quick one has much waiting, a slow one little, and the rest queues up."""

import pytest

from services.notifier.pace import CLAIM, LATEST, MOST, SOONEST, Pace


def test_a_listener_that_has_said_nothing_yet_or_is_quick_may_have_much_waiting():
    pace = Pace(at_once=8)
    assert pace.room() == MOST
    pace.took(0.01)
    assert pace.room() == MOST


def test_no_more_waits_than_can_be_said_while_its_claim_lasts():
    pace = Pace(at_once=8)
    pace.took(14.0)
    assert pace.room() == 17
    assert pace.room() * pace.seconds <= CLAIM
    pace.took(600.0)
    assert pace.room() * pace.seconds <= CLAIM


def test_one_slow_message_among_quick_ones_is_averaged():
    pace = Pace(at_once=4)
    for _ in range(20):
        pace.took(0.4)
    pace.took(4.0)
    assert pace.seconds == pytest.approx(0.1 + 0.9 / 8)


def test_each_further_message_queues_up_behind_what_waits_and_none_waits_beyond_bounds():
    pace = Pace(at_once=2)
    pace.took(4.0)
    assert [pace.turn(100.0, waiting=15) for _ in range(3)] == [32, 34, 36]
    assert pace.turn(105.0, waiting=15) == 36 - 5 + 2
    assert pace.turn(1_000.0, waiting=0) == SOONEST + 2
    turns = [pace.turn(1_000.0, waiting=0) for _ in range(1_000)]
    assert turns == sorted(turns)
    assert turns[-1] == LATEST


def test_a_quick_listener_with_much_waiting_is_come_back_to_soon():
    pace = Pace(at_once=8)
    pace.took(0.016)
    assert pace.turn(100.0, waiting=MOST) == pytest.approx(2.002)
