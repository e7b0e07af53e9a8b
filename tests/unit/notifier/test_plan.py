from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from services.notifier import plan
from services.notifier.channels import body_of
from services.notifier.listener import Reader
from shared.case import Case, CaseState, EscalationState, Happening, Member, Relation
from shared.delivery import Delivery
from shared.event import Event
from shared.events import NAMED, CaseAnswered, DeliveryRequested, EscalationGrown, EscalationOpened
from shared.fact import Fact
from shared.ids import new_id
from shared.subscription import Channel, Subscription
from shared.taxonomy import Outcome, ReporterKind, Severity, Track
from shared.text import Text
from tests.builders import NOW, a_report, opened
from tests.notifying import a_growth, a_regrouping, a_withdrawal
from tests.unit.notifier.test_letter import an_ending, an_escalation

SITE = "https://feedback.example"
MAJOR = a_report("第5.1条无法执行，没有检测方法。", problem="infeasible")


def a_subscription(id_: str = "s-1", **changes: Any) -> Subscription:
    whole = {"id": id_, "at": NOW, "authority": "sac", "channel": Channel.EMAIL, "address": "std@sac.example"}
    return Subscription.model_validate(whole | changes)


def told(fact: EscalationOpened, *subscriptions: Subscription) -> list[str | None]:
    event = Event.of(fact, at=NOW)
    return [d.subscription for d in plan.to_authority(event, fact, subscriptions, now=NOW)]


def test_every_subscription_that_wants_it_is_told_and_no_other():
    subscriptions = (
        a_subscription("all"),
        a_subscription("major", severities=(Severity.MAJOR, Severity.CRITICAL)),
        a_subscription("ordinary", severities=(Severity.ORDINARY,)),
        a_subscription("this standard", standards=("GB 18401",)),
        a_subscription("another standard", standards=("GB 50016",)),
        a_subscription("another body", authority="miit"),
        a_subscription("deleted", deleted_at=NOW),
    )
    assert told(an_escalation(), *subscriptions) == ["all", "major", "this standard"]


def test_the_same_fact_twice_makes_the_same_deliveries():
    fact = an_escalation()
    first, second = (
        plan.to_authority(Event.of(fact, at=at), fact, [a_subscription()], now=at)
        for at in (NOW, NOW + timedelta(hours=1))
    )
    assert [d.id for d in first] == [d.id for d in second]


def test_every_reporter_of_the_case_who_can_be_reached_is_told():
    fact: CaseAnswered = an_ending(reports=("r-1", "r-2", "r-3"))
    readers = [Reader(r, "zh-CN", {}) for r in ("r-1", "r-3", "of another case")]
    found = plan.to_reporters(Event.of(fact, at=NOW), fact, readers, now=NOW)
    assert [d.report for d in found] == ["r-1", "r-3"]
    assert {d.channel for d in found} == {Channel.EMAIL}
    assert {d.authority for d in found} == {None}


def test_what_the_reconciler_makes_is_what_the_router_said():
    case, facts = opened(MAJOR)
    said = [fact for fact in facts if isinstance(fact, EscalationOpened)]
    living = [
        a_subscription(f"s-{fact.authority}", authority=fact.authority, at=NOW - timedelta(days=1))
        for fact in said
    ]
    again = plan.lacking([case], living, site=SITE)
    assert said
    assert [fact for _, fact, _ in again] == said
    assert [event.id for event, _, _ in again] == [Event.of(fact, at=NOW).id for fact in said]


def test_a_subscription_made_after_an_escalation_hears_of_later_ones_only():
    case, facts = opened(MAJOR)
    late = [
        a_subscription(authority=fact.authority, at=NOW + timedelta(seconds=1))
        for fact in facts
        if isinstance(fact, EscalationOpened)
    ]
    assert late
    assert plan.lacking([case], late, site=SITE) == []


def test_a_delivery_sent_again_has_a_name_of_its_own_and_the_same_event():
    fact = an_escalation()
    said = plan.to_authority(Event.of(fact, at=NOW), fact, [a_subscription()], now=NOW)[0]
    request = DeliveryRequested(request="q-1", authority="sac", delivery=said.id)
    copy = plan.again(request, said, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert copy.id != said.id
    assert copy.event == said.event
    assert copy.attempts == ()


def early(case: Case) -> list[Subscription]:
    """A subscription of each body that was asked, made the day before."""
    day_before = case.opened_at - timedelta(days=1)
    return [a_subscription(e.id, authority=e.authority, at=day_before) for e in case.escalations]


def told_again(case: Case, new: int, *, at: datetime, **changes: Any) -> Case:
    """The case with so many more reports, all of which have been told in one more notice."""
    joined = [
        Member(
            report=new_id(),
            track=Track.IMPLEMENTATION,
            at=at,
            region="440305",
            kind=ReporterKind.MEDIA,
        )
        for _ in range(new)
    ]
    case = case.model_copy(update={"members": (*case.members, *joined)})
    escalations = tuple(
        e.model_copy(
            update={
                "told": len(case.reports),
                "told_before": e.told,
                "notices": e.notices + 1,
                "told_at": at,
                **changes,
            }
        )
        for e in case.escalations
    )
    return case.model_copy(update={"escalations": escalations})


def test_what_was_not_to_be_told_yet_and_what_was_withdrawn_is_not_missing():
    case, _ = opened(MAJOR)
    for changes in ({"told_at": None}, {"state": EscalationState.WITHDRAWN}):
        quiet = case.model_copy(
            update={"escalations": tuple(e.model_copy(update=changes) for e in case.escalations)}
        )
        assert plan.lacking([quiet], early(quiet), site=SITE) == []


def test_of_a_case_that_grew_the_opening_and_the_last_notice_are_missing():
    case = told_again(opened(MAJOR)[0], 3, at=NOW + timedelta(minutes=5))
    case = told_again(case, 2, at=NOW + timedelta(minutes=10))
    found = plan.lacking([case], early(case)[:1], site=SITE)
    first, last = (fact for _, fact, _ in found)
    assert (type(first), first.total, first.new, first.notice) == (EscalationOpened, 6, 6, 1)
    assert (type(last), last.total, last.new, last.notice) == (EscalationGrown, 6, 2, 3)
    assert found[1][0].time == NOW + timedelta(minutes=10)


def test_reports_that_joined_since_the_last_notice_are_left_to_the_next():
    case = told_again(opened(MAJOR)[0], 4, at=NOW + timedelta(minutes=5), told=3)
    last = plan.lacking([case], early(case)[:1], site=SITE)[-1][1]
    assert (last.total, last.reports) == (3, case.reports[:3])


def test_each_notice_is_a_delivery_of_its_own_and_the_same_notice_is_not():
    opening = an_escalation()
    facts = [opening, a_growth(opening), a_growth(opening), a_growth(opening, notice=3)]
    ids = [
        plan.to_authority(Event.of(fact, at=NOW), fact, [a_subscription()], now=NOW)[0].id for fact in facts
    ]
    taking_back = a_withdrawal(opening)
    (spared,) = plan.to_the_spared(
        Event.of(taking_back, at=NOW), taking_back, [a_subscription()], {"s-1"}, now=NOW
    )
    assert ids[1] == ids[2]
    assert len({*ids, spared.id}) == 4


def test_who_was_told_hears_of_the_withdrawal_whatever_it_wants_to_hear_and_nobody_else():
    fact = a_withdrawal(an_escalation(), standard="GB 50016-2014", severity=Severity.EDITORIAL)
    subscriptions = [
        a_subscription("told", standards=("GB 18401",), severities=(Severity.MAJOR,)),
        a_subscription("not told"),
        a_subscription("of another body", authority="miit"),
    ]
    found = plan.to_the_spared(
        Event.of(fact, at=NOW), fact, subscriptions, {"told", "of another body"}, now=NOW
    )
    assert [d.subscription for d in found] == ["told"]


def test_a_question_is_taken_back_by_its_withdrawal_and_a_withdrawal_by_nothing():
    opening, subscription = an_escalation(), a_subscription()
    growth, taking_back = a_growth(opening), a_withdrawal(opening)
    event = Event.of(taking_back, at=NOW)
    (spared,) = plan.to_the_spared(event, taking_back, [subscription], {subscription.id}, now=NOW)
    for fact in (opening, growth):
        (asked,) = plan.to_authority(Event.of(fact, at=NOW), fact, [subscription], now=NOW)
        assert plan.withdrawal_of(asked) == spared.id
    assert plan.withdrawal_of(spared) is None


def test_a_message_about_thousands_of_reports_stays_small():
    reports = tuple(new_id() for _ in range(5_000))
    words = {"because": "因" * 1_000, "standard": "标" * 300, "clause": "条" * 100}
    fact = a_growth(an_escalation(**words), reports=reports)
    taking_back = a_withdrawal(an_escalation(**words | {"because": "x"}), reports=reports)
    subscription = a_subscription()
    (grown,) = plan.to_authority(Event.of(fact, at=NOW), fact, [subscription], now=NOW)
    (spared,) = plan.to_the_spared(
        Event.of(taking_back, at=NOW), taking_back, [subscription], {subscription.id}, now=NOW
    )
    for delivery in (grown, spared):
        assert delivery.event["data"]["reports"] == list(reports[-NAMED:])
        assert len(orjson.dumps(delivery.event)) < 20_000


def test_both_sets_of_reporters_hear_of_a_regrouping_each_of_its_own_report_alone():
    readers = [Reader(r, "zh-CN", {}) for r in ("r-1", "r-2", "r-3")]
    facts = [a_regrouping(Relation.MERGED_FROM, "r-1"), a_regrouping(Relation.MERGED_INTO, "r-2", "r-3")]
    found = [
        delivery
        for fact in facts
        for delivery in plan.to_reporters(Event.of(fact, at=NOW), fact, readers, now=NOW)
    ]
    assert [d.report for d in found] == ["r-1", "r-2", "r-3"]
    assert [d.event["data"]["reports"] for d in found] == [["r-1"], ["r-2"], ["r-3"]]
    assert len({d.id for d in found}) == 3


def test_silence_and_a_late_answer_at_the_same_moment_are_two_events():
    case, _ = opened(MAJOR)
    last = max(case.escalations, key=lambda e: (e.opened_at, e.id))
    spoke = last.model_copy(update={"answered_at": NOW, "outcome": Outcome.AMEND})
    words = Text(zh="结案。", en="It ends.")
    ends = (
        Happening(at=NOW, what=CaseState.UNANSWERED, by="channel", text=words),
        Happening(at=NOW, what=CaseState.ANSWERED, by=spoke.authority, text=words),
    )
    case = case.model_copy(
        update={
            "escalations": tuple(spoke if e.id == spoke.id else e for e in case.escalations),
            "history": (*case.history, *ends),
        }
    )
    told_of = plan.ended(case)
    assert [fact.outcome for _, fact in told_of] == [None, Outcome.AMEND]
    assert len({event.id for event, _ in told_of}) == len(told_of)


@pytest.mark.parametrize("fact", [an_escalation(clause=None), a_withdrawal(an_escalation())])
def test_what_crosses_the_wire_is_the_event_itself(fact: Fact):
    event = Event.of(fact, at=NOW)
    delivery = Delivery(
        id="d", at=NOW, channel=Channel.WEBHOOK, case="c", event=event.model_dump(mode="json")
    )
    assert body_of(delivery) == event.to_bytes()
    assert Event.from_bytes(body_of(delivery)).fact() == fact
