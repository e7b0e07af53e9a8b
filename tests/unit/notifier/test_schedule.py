from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.schedule import PAUSES, next_attempt, wish

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_the_pauses_are_those_of_standard_webhooks():
    middles = [next_attempt(n, NOW, dice=0.5) for n in range(11)]
    minutes = [None if at is None else (at - NOW).total_seconds() / 60 for at in middles]
    assert minutes == [0, 5 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440, None]


@given(st.integers(1, len(PAUSES) - 1), st.floats(0, 1, exclude_max=True))
def test_what_failed_together_is_spread_by_a_fifth_either_way(attempts: int, dice: float):
    at = next_attempt(attempts, NOW, dice=dice)
    assert at is not None
    assert PAUSES[attempts] * 0.799 <= at - NOW <= PAUSES[attempts] * 1.201


def test_after_ten_attempts_we_have_been_patient_enough():
    assert next_attempt(10, NOW, retry_after=timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("asked", "given_"),
    [
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(seconds=1), timedelta(seconds=5)),
        (timedelta(days=30), timedelta(hours=24)),
        (None, timedelta(seconds=5)),
    ],
)
def test_a_listener_may_ask_for_a_longer_pause_up_to_a_day(asked: timedelta | None, given_: timedelta):
    assert next_attempt(1, NOW, retry_after=asked) == NOW + given_


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Mon, 23 Nov 2026 08:01:00 GMT", 60),
        ("Mon, 23 Nov 2026 07:00:00 GMT", 0),
        ("9" * 5000, 86_400),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, seconds: int):
    assert wish(header, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("header", [None, "", "-5", "soon", "1.5", "Mon, 23 Nov 2026 08:01:00", "٣"])
def test_a_retry_after_that_cannot_be_read_is_none(header: str | None):
    assert wish(header, NOW) is None
