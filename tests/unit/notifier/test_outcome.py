from datetime import UTC, datetime, timedelta

from services.notifier.breaker import FAILURES, LONGEST_REST, REST, Breaker
from services.notifier.channels import Failed, Heard
from services.notifier.outcome import after, settled
from shared.delivery import Delivery, DeliveryState
from shared.events import DeliverySettled, EscalationWithdrawn
from shared.subscription import Channel

NOW = datetime(2026, 11, 23, 8, 0, 0, 123_456, tzinfo=UTC)


def a_delivery(case: str = "c-1") -> Delivery:
    event = {"data": {"reports": ["r-1", "r-2"]}}
    return Delivery(id="d-1", at=NOW, channel=Channel.WEBHOOK, case=case, subscription="s-1", event=event)


def test_what_was_heard_is_settled_and_the_router_learns_it():
    told = after(a_delivery(), Heard("HTTP 204"), now=NOW, dice=0.5).delivery
    event = settled(told)
    assert told.state is DeliveryState.DELIVERED
    assert event is not None
    fact = event.fact()
    assert isinstance(fact, DeliverySettled)
    assert fact.told
    assert fact.reports == ("r-1", "r-2")


def test_the_time_is_kept_as_the_store_keeps_it_so_that_the_event_keeps_its_name():
    told = after(a_delivery(), Heard("ok"), now=NOW, dice=0.5).delivery
    assert told.settled_at == NOW.replace(microsecond=123_000)


def test_a_failure_waits_and_tells_nobody():
    waiting = after(a_delivery(), Failed("HTTP 500"), now=NOW, dice=0.5).delivery
    assert waiting.state is DeliveryState.WAITING
    assert waiting.next_attempt_at == NOW.replace(microsecond=123_000) + timedelta(seconds=5)
    assert settled(waiting) is None


def test_a_failure_for_ever_is_given_up_at_once():
    spent = after(a_delivery(), Failed("HTTP 410", for_ever=True), now=NOW, dice=0.5).delivery
    assert spent.state is DeliveryState.GIVEN_UP
    assert settled(spent) is not None


def test_the_tenth_failure_is_the_last_and_every_attempt_is_on_the_record():
    delivery = a_delivery()
    for _ in range(10):
        assert delivery.state is DeliveryState.WAITING
        delivery = after(delivery, Failed("HTTP 500"), now=NOW, dice=0.5).delivery
    assert delivery.state is DeliveryState.GIVEN_UP
    assert len(delivery.attempts) == 10


def test_a_trial_is_about_no_case_and_the_router_hears_nothing():
    assert settled(after(a_delivery(case=""), Heard("ok"), now=NOW, dice=0.5).delivery) is None


def test_a_withdrawal_is_no_receipt_of_what_was_asked():
    taking_back = a_delivery().model_copy(update={"event": {"type": EscalationWithdrawn.type}})
    assert settled(after(taking_back, Heard("ok"), now=NOW, dice=0.5).delivery) is None


def test_a_listener_that_fails_again_and_again_is_left_alone_for_a_while():
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.failed(100.0)
    assert breaker.rest(100.0) == 0
    breaker.failed(100.0)
    assert breaker.rest(100.0) == REST
    assert breaker.rest(100.0 + REST) == 0
    breaker.heard()
    breaker.failed(300.0)
    assert breaker.rest(300.0) == 0


def test_each_rest_without_a_success_is_twice_as_long_up_to_a_limit():
    breaker, now, rests = Breaker(failures=FAILURES - 1), 0.0, []
    for _ in range(1_500):
        breaker.failed(now)
        breaker.failed(now + 1)  # was under way when the rest began
        rests.append(breaker.rest(now))
        now += breaker.rest(now)
    assert rests[:4] == [REST, 2 * REST, 4 * REST, 8 * REST]
    assert rests[-1] == LONGEST_REST
