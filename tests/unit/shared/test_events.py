from datetime import UTC, datetime

import pytest

from shared.errors import Refused
from shared.event import Event
from shared.events import FACTS, DigestMade, ReportReceived
from shared.topology import LISTENERS

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_the_same_fact_always_gets_the_same_id():
    fact = ReportReceived(report="r", at=NOW)
    assert Event.of(fact, at=NOW).id == Event.of(fact, at=NOW).id
    assert Event.of(ReportReceived(report="s", at=NOW), at=NOW).id != Event.of(fact, at=NOW).id


def test_a_fact_survives_the_wire():
    event = Event.of(ReportReceived(report="r", at=NOW), at=NOW)
    read = Event.from_bytes(event.to_bytes())
    assert read == event
    assert read.fact() == ReportReceived(report="r", at=NOW)
    assert read.reports() == ("r",)


def test_every_fact_has_a_listener():
    listened_to = {fact for listened in LISTENERS.values() for fact in listened}
    assert listened_to == set(FACTS.values()) - {DigestMade}  # said to authorities, by letter and webhook


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"specversion":"0.3"}', b"\xff\xfe"])
def test_a_body_that_is_no_event_is_refused(body: bytes):
    with pytest.raises(Refused):
        Event.from_bytes(body)


def test_an_unknown_type_is_refused():
    event = Event(id="1", source="/x", type="report.sung", time=NOW)
    with pytest.raises(Refused, match=r"report\.sung"):
        event.fact()
