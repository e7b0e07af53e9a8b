from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.batch import BATCH_CONTENT_TYPE, BYTES_TOGETHER, TOGETHER, content_type, packed, unpacked
from shared.event import CONTENT_TYPE, Event
from shared.events import AnswerReceived, ReportReceived

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MEDIUM = "x" * (BYTES_TOGETHER // 4)


def a_report(name: str) -> Event:
    return Event.of(ReportReceived(report=name, at=NOW), at=NOW)


def an_answer(name: str) -> Event:
    return Event.of(AnswerReceived(answer=name, escalation="e", case="c"), at=NOW)


def events_of(bodies: Sequence[bytes]) -> list[Event | None]:
    return [found.event for body in bodies for found in unpacked(body)]


@given(st.lists(st.one_of(st.text().map(a_report), st.text().map(an_answer), st.just(a_report(MEDIUM)))))
def test_whatever_is_packed_comes_out_in_its_order_and_each_message_is_small_and_of_one_type(
    events: list[Event],
):
    messages = packed(events)
    assert events_of([message.body for message in messages]) == events
    for message in messages:
        found = unpacked(message.body)
        assert {one.event.type for one in found if one.event} == {message.type}
        assert len(found) <= TOGETHER
        assert len(found) == 1 or len(message.body) <= BYTES_TOGETHER + len(found) + 1


def test_an_event_alone_is_a_message_as_it_always_was_and_several_say_that_they_are():
    (alone,), (together,) = packed([a_report("a")]), packed([a_report("a"), a_report("b")])
    assert (alone.body, alone.id) == (a_report("a").to_bytes(), a_report("a").id)
    assert content_type(alone.body) == CONTENT_TYPE
    assert content_type(together.body) == BATCH_CONTENT_TYPE


def test_an_event_that_alone_is_larger_than_several_may_be_has_its_own_message():
    huge = a_report("x" * 2 * BYTES_TOGETHER)
    assert [message.id for message in packed([a_report("a"), huge, a_report("b")])] == [
        a_report("a").id,
        huge.id,
        a_report("b").id,
    ]


def test_an_event_that_was_packed_with_others_can_be_sent_alone():
    (together,) = packed([a_report("a"), a_report("b")])
    assert [found.body for found in unpacked(together.body)] == [
        a_report("a").to_bytes(),
        a_report("b").to_bytes(),
    ]


def test_one_that_is_none_does_not_spoil_the_others():
    body = b"[" + a_report("a").to_bytes() + b', {"specversion": "0.3"}, 7, [] ]'
    good, *bad = unpacked(body)
    assert (good.event, good.reason) == (a_report("a"), "")
    assert [one.body for one in bad] == [b'{"specversion":"0.3"}', b"7", b"[]"]
    assert all(one.event is None and one.reason for one in bad)


def test_an_empty_batch_holds_nothing():
    assert unpacked(b" []") == []


@pytest.mark.parametrize("body", [b"", b"[", b"not json", b'[{"id"', b"\xff\xfe", b"\x00"])
def test_what_is_no_json_is_one_thing_that_is_none_of_ours(body: bytes):
    (found,) = unpacked(body)
    assert (found.event, found.body) == (None, body)
    assert "not a CloudEvent" in found.reason
