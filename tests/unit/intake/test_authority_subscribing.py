from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.declined import Unfit
from services.intake.escalation_list import Place, Question, question_of, windows
from services.intake.session import LIFETIME, Sessions
from services.intake.subscribing import checked_address, url_hint
from shared.subscription import Channel
from tests.authority_side import VAULT
from tests.builders import NOW


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.example",
        "javascript:alert(1)",
        "https://",
        "https://a b/",
        "http://u@a.example",
        "http://[::1",
        "https://a/#x",
    ],
)
def test_what_is_no_web_address_is_refused(address: str):
    with pytest.raises(Unfit):
        checked_address(Channel.WEBHOOK, address, authority="sac")


@pytest.mark.parametrize(
    "address", ["https://a.example/x?y=1", "http://127.0.0.1:9/", "https://[2001:db8::1]/"]
)
def test_a_web_address_is_kept_as_it_is(address: str):
    assert checked_address(Channel.WEBHOOK, address, authority="sac") == address


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("amqp://guest:guest@127.0.0.1:5672/", "amqp://agency.sac:PASSWORD@127.0.0.1:5672/"),
        ("amqps://a:b@[::1]/v%2Fhost", "amqps://agency.sac:PASSWORD@[::1]/v%2Fhost"),
        ("amqp://host", "amqp://agency.sac:PASSWORD@host/"),
    ],
)
def test_the_brokers_address_is_told_without_our_credentials(ours: str, theirs: str):
    assert url_hint(ours, "agency.sac") == theirs


def test_a_session_ends_with_its_time():
    sessions = Sessions(VAULT)
    cookie = sessions.open("token", NOW)
    found = sessions.read(cookie, NOW + LIFETIME - timedelta(seconds=1))
    assert found is not None
    assert found.token == "token"
    assert sessions.read(cookie, NOW + LIFETIME) is None


@given(st.text())
def test_a_cookie_that_is_not_ours_is_no_session(cookie: str):
    assert Sessions(VAULT).read(cookie, NOW) is None


def test_a_forms_mark_belongs_to_one_session():
    sessions = Sessions(VAULT)
    assert sessions.is_form_mark("a", sessions.form_mark("a"))
    assert not sessions.is_form_mark("b", sessions.form_mark("a"))


@given(st.text(max_size=60))
def test_a_cursor_that_is_none_of_ours_is_told_and_nothing_else(cursor: str):
    with suppress(Unfit):
        assert Place.of(cursor).at.tzinfo


def test_a_cursor_is_read_as_it_was_written():
    place = Place(NOW, "0199-a")
    assert Place.of(place.cursor()) == place
    assert question_of({"cursor": place.cursor()}).after == place


@given(st.integers(-9_000, 9_000), st.sampled_from(["newest", "soonest"]))
def test_every_deadline_lies_in_exactly_one_window(days: int, order: str):
    deadline = NOW + timedelta(days=days)
    cut = windows(question_of({"order": order}), NOW)
    assert sum((a is None or a <= deadline) and (b is None or deadline < b) for a, b in cut) == 1


def test_a_later_page_skips_the_windows_before_it():
    after = Place(NOW, "x")
    assert windows(Question(after=after), NOW)[0][0] == NOW
    assert windows(Question(order="soonest", after=after), NOW)[0][0] == NOW
