"""Digests: when one is due, what it holds, and what its letter says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.local.kept import master_key
from services.notifier import letter
from services.notifier.digest import Digests
from services.notifier.digest_plan import InformedOf, Window, deliveries, windows
from services.notifier.settings import NotifierSettings
from shared.delivery import Delivery
from shared.event import Event
from shared.events import DigestMade
from shared.mongo import BEGINNING, to_document
from shared.subscription import Channel, Subscription
from shared.taxonomy import Severity
from shared.text import Text
from shared.workdays import CHINA, WorkingDays
from tests.builders import a_case, a_report

NINE = time(9, 0)
DAYS = WorkingDays()
SITE = "https://feedback.example"
FRIDAY, MONDAY, TUESDAY = (datetime(2026, 3, day, 9, 0, tzinfo=CHINA) for day in (6, 9, 10))
WINDOW = Window("2026-03-10", MONDAY, TUESDAY)


def name_of(id_: str) -> Text:
    return Text(zh=f"{id_}局", en=f"the {id_}")


def a_subscription(authority: str = "440300", **more: Any) -> Subscription:
    whole = {"id": f"s-{authority}", "at": FRIDAY, "authority": authority, "channel": Channel.EMAIL}
    return Subscription.model_validate(whole | {"address": "a@b.example", "digest": True} | more)


def of(number: int = 1, **more: Any) -> InformedOf:
    whole = InformedOf(
        f"2026-{number:05}", "GB/T 19001—2016", "8.4", "gap", Severity.ORDINARY, "sac", f"e{number}"
    )
    return whole._replace(**more)


def facts(found: Sequence[Delivery]) -> list[DigestMade]:
    made = [Event.model_validate(delivery.event).fact() for delivery in found]
    return [fact for fact in made if isinstance(fact, DigestMade)]


def made(*cases: InformedOf, subscription: Subscription | None = None) -> list[Delivery]:
    return deliveries(WINDOW, subscription or a_subscription(), cases, name_of, SITE, TUESDAY)


def test_the_first_digest_is_of_the_latest_working_day():
    (window,) = windows(None, TUESDAY + timedelta(hours=1), NINE, DAYS)
    assert window == WINDOW


def test_a_digest_is_due_a_little_after_its_hour_so_that_the_last_cases_are_stored():
    assert windows(MONDAY, TUESDAY + timedelta(seconds=59), NINE, DAYS) == ()
    assert windows(MONDAY, TUESDAY + timedelta(seconds=60), NINE, DAYS) == (WINDOW,)
    assert windows(TUESDAY, TUESDAY + timedelta(hours=5), NINE, DAYS) == ()


def test_no_digest_ends_on_a_weekend_or_a_holiday_and_what_they_held_comes_after():
    (window,) = windows(FRIDAY, MONDAY + timedelta(hours=1), NINE, DAYS)
    assert (window.since, window.until) == (FRIDAY, MONDAY)
    sunday = datetime(2026, 3, 8, 12, 0, tzinfo=CHINA)
    assert windows(FRIDAY, sunday, NINE, DAYS) == ()
    new_year = datetime(2026, 1, 1, 12, 0, tzinfo=CHINA)
    assert windows(datetime(2025, 12, 31, 9, 0, tzinfo=CHINA), new_year, NINE, DAYS) == ()


def test_days_of_standing_still_are_made_up_for_and_nothing_falls_between():
    found = windows(FRIDAY, TUESDAY + timedelta(hours=1), NINE, DAYS)
    assert [window.day for window in found] == ["2026-03-09", "2026-03-10"]
    long_ago = FRIDAY - timedelta(days=400)
    late = windows(long_ago, TUESDAY + timedelta(hours=1), NINE, DAYS)
    assert len(late) == 10
    assert late[0].since == long_ago


@settings(max_examples=50, deadline=None)
@given(
    back=st.timedeltas(timedelta(0), timedelta(days=500)),
    later=st.timedeltas(timedelta(0), timedelta(days=60)),
    hour=st.integers(0, 23),
)
def test_windows_follow_each_other_without_gap_or_overlap(back: timedelta, later: timedelta, hour: int):
    last = TUESDAY.astimezone(UTC) - back
    found = windows(last, last + later, time(hour), DAYS)
    edges = [last, *(window.until for window in found)]
    assert [window.since for window in found] == edges[:-1]
    assert edges == sorted(set(edges))
    assert len({window.day for window in found}) == len(found) <= 10


def test_a_digest_says_of_each_case_what_the_contract_names():
    (fact,) = facts(made(of()))
    data = Event.of(fact, at=TUESDAY).data
    assert set(data) >= {"authority", "from", "until", "cases"}
    assert data["authority"] == "440300"
    (case,) = data["cases"]
    assert set(case) >= {"number", "standard", "clause", "problem", "severity", "setter", "link"}
    assert case["link"] == f"{SITE}/authority/escalations/e1"


def test_the_same_day_twice_has_the_same_name_and_two_listeners_or_days_have_not():
    (one,), (again,) = made(of()), made(of(), of(2))
    (other,) = made(of(), subscription=a_subscription("miit"))
    assert one.id == again.id
    assert one.event["id"] == again.event["id"]
    assert len({one.id, other.id}) == 2
    assert one.case == ""


def test_a_listener_is_told_of_what_it_wants_to_hear_and_of_nothing_not_at_all():
    subscription = a_subscription(severities=(Severity.MAJOR,))
    assert made(of(), subscription=subscription) == []
    assert made() == []
    (fact,) = facts(made(of(), of(2, severity=Severity.MAJOR), subscription=subscription))
    assert [case.number for case in fact.cases] == ["2026-00002"]


def test_what_is_most_serious_comes_first():
    severities = (Severity.EDITORIAL, Severity.CRITICAL, Severity.ORDINARY)
    (fact,) = facts(made(*(of(n, severity=severity) for n, severity in enumerate(severities))))
    assert [case.severity for case in fact.cases] == ["critical", "ordinary", "editorial"]


@pytest.mark.parametrize("count", [1, 60, 2_000])
def test_every_message_of_a_digest_is_small_and_what_found_no_room_is_counted(count: int):
    cases = [of(n, standard="长" * 300, clause="条" * 100) for n in range(count)]
    found = made(*cases)
    assert 1 <= len(found) <= 20
    assert len({delivery.id for delivery in found}) == len(found)
    assert all(len(orjson.dumps(delivery.event)) < 20_000 for delivery in found)
    shown = facts(found)
    assert sum(len(fact.cases) for fact in shown) + shown[-1].more == count


def test_a_case_is_read_as_the_router_stores_it():
    case = a_case(a_report(clause="8.4", problem="ambiguous"))
    read = InformedOf.of(to_document(case))
    assert read == InformedOf(
        case.number, "GB/T 19001—2016", "8.4", "ambiguous", Severity.ORDINARY, "sac", case.escalations[0].id
    )


@pytest.mark.parametrize(
    ("standing", "named"),
    [
        ((("superior", "asked"), ("setter", "asked")), 1),
        ((("setter", "withdrawn"), ("superior", "asked")), 1),
        ((("setter", "returned"), ("setter", "asked")), 1),
        ((("superior", "asked"), ("superior", "raised")), 0),
        ((("superior", "withdrawn"), ("superior", "withdrawn")), 0),
    ],
)
def test_a_digest_names_the_body_that_has_the_case_in_hand(standing: Sequence[tuple[str, str]], named: int):
    document = to_document(a_case(a_report(clause="8.4", problem="ambiguous")))
    document["escalations"] = [
        {"id": f"e{n}", "authority": f"a{n}", "role": role, "state": state}
        for n, (role, state) in enumerate(standing)
    ]
    read = InformedOf.of(document)
    assert (read.setter, read.escalation) == (f"a{named}", f"e{named}")


def test_the_letter_says_in_both_languages_what_it_is_and_that_no_answer_is_needed():
    (fact,) = facts(made(of(), of(2, standard=None, clause=None)))
    written = letter.digest(fact.model_copy(update={"more": 7}), f"{SITE}/authority")
    for words in (
        "供贵单位知悉",
        "无需答复",
        "for your information",
        "No answer is needed",
        "2026-00001",
        "已请sac局处理",
    ):
        assert words in written.text
        assert words in written.html
    assert "GB/T 19001—2016 8.4" in written.text
    assert "未指明标准" in written.text
    assert "9 件" in written.subject
    assert "2026年3月10日" in written.subject
    assert written.languages == ("zh-CN", "en")


@dataclass
class World:
    """A read model and a mark, in memory."""

    subscriptions: list[Subscription]
    cases: dict[str, list[InformedOf]]
    said: dict[str, Delivery] = field(default_factory=dict)
    mark: datetime = BEGINNING
    now: datetime = TUESDAY + timedelta(hours=1)

    async def digest_subscriptions(self, after: str, most: int) -> list[Subscription]:
        return sorted((s for s in self.subscriptions if s.id > after), key=lambda s: s.id)[:most]

    async def informed(
        self, authority: str, since: datetime, until: datetime, most: int
    ) -> Sequence[InformedOf]:
        assert since < until
        return self.cases.get(authority, [])[:most]

    async def seen(self) -> datetime:
        return self.mark

    async def set_seen(self, at: datetime) -> None:
        self.mark = max(self.mark, at)

    async def say(self, found: Sequence[Delivery]) -> int:
        new = [delivery for delivery in found if delivery.id not in self.said]
        self.said |= {delivery.id: delivery for delivery in new}
        return len(new)

    def digests(self) -> Digests:
        settings_ = NotifierSettings(master_key=master_key(), public_url=SITE)
        return Digests(self, self.say, self, name_of, settings_, lambda: self.now)


async def test_each_subscription_of_an_informed_authority_gets_one_digest_a_day():
    world = World(
        [a_subscription(), a_subscription("miit"), a_subscription("mot")], {"440300": [of()], "miit": [of(2)]}
    )
    digests = world.digests()
    assert await digests.make() == 2
    assert {delivery.authority for delivery in world.said.values()} == {"440300", "miit"}
    assert await digests.make() == 0


async def test_a_process_that_died_before_it_was_done_tells_nobody_twice():
    world = World([a_subscription()], {"440300": [of()]})
    await world.digests().make()
    world.mark = BEGINNING
    assert await world.digests().make() == 0
    assert len(world.said) == 1


async def test_more_subscriptions_than_fit_one_page_are_all_told():
    many = [a_subscription("440300", id=f"s{n:04}") for n in range(250)]
    world = World(many, {"440300": [of()]})
    assert await world.digests().make() == 250


async def test_a_subscription_hears_of_no_day_before_it_was_made_and_none_when_deleted():
    world = World(
        [a_subscription(at=TUESDAY + timedelta(minutes=1)), a_subscription("miit", deleted_at=TUESDAY)],
        {"440300": [of()], "miit": [of()]},
    )
    assert await world.digests().make() == 0
