from datetime import UTC, datetime, timedelta
from typing import Any

from services.notifier import plan
from services.notifier.listener import Reader
from shared.events import CaseAnswered, DeliveryRequested, EscalationOpened, Event
from shared.subscription import Channel, Subscription
from shared.taxonomy import Severity
from tests.builders import NOW, opened
from tests.unit.notifier.test_letter import an_ending, an_escalation


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
    case, facts = opened()
    said = [fact for fact in facts if isinstance(fact, EscalationOpened)]
    living = [
        a_subscription(f"s-{fact.authority}", authority=fact.authority, at=NOW - timedelta(days=1))
        for fact in said
    ]
    again = plan.lacking([case], living, site="https://feedback.example")
    assert [fact for _, fact, _ in again] == said
    assert [event.id for event, _, _ in again] == [Event.of(fact, at=NOW).id for fact in said]


def test_a_subscription_made_after_an_escalation_hears_of_later_ones_only():
    case, facts = opened()
    late = [
        a_subscription(authority=fact.authority, at=NOW + timedelta(seconds=1))
        for fact in facts
        if isinstance(fact, EscalationOpened)
    ]
    assert plan.lacking([case], late, site="https://feedback.example") == []


def test_a_delivery_sent_again_has_a_name_of_its_own_and_the_same_event():
    fact = an_escalation()
    said = plan.to_authority(Event.of(fact, at=NOW), fact, [a_subscription()], now=NOW)[0]
    request = DeliveryRequested(request="q-1", authority="sac", delivery=said.id)
    copy = plan.again(request, said, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert copy.id != said.id
    assert copy.event == said.event
    assert copy.attempts == ()
