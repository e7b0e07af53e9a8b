"""What comes of an attempt: the delivery's next state, and what the router should hear."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.notifier.channels import Failed, Heard
from services.notifier.schedule import next_attempt
from shared.delivery import Attempt, Delivery, DeliveryState
from shared.event import Event
from shared.events import DeliverySettled, EscalationWithdrawn


class Change(NamedTuple):
    """What an attempt changes; often the same for many deliveries."""

    attempt: Attempt
    state: DeliveryState
    next_attempt_at: datetime | None
    settled_at: datetime | None


class Result(NamedTuple):
    """A delivery after an attempt, what that changed, and how many attempts it had before."""

    delivery: Delivery
    change: Change
    before: int


def after(delivery: Delivery, said: Heard | Failed, *, now: datetime, dice: float) -> Result:
    """Add the attempt, and decide: told, to be tried again, or given up."""
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as the store keeps it
    attempt, before = (
        Attempt(at=now, heard=isinstance(said, Heard), detail=said.detail),
        len(delivery.attempts),
    )
    again = None
    state = DeliveryState.DELIVERED
    if isinstance(said, Failed):
        wanted = next_attempt(before + 1, now, retry_after=said.retry_after, dice=dice)
        again = None if said.for_ever else wanted
        state = DeliveryState.WAITING if again else DeliveryState.GIVEN_UP
    change = Change(attempt, state, again, None if again else now)
    values = {**change._asdict(), "attempts": (*delivery.attempts, attempt)}
    del values["attempt"]
    return Result(delivery.model_copy(update=values), change, before)


def settled(delivery: Delivery) -> Event | None:
    """Return the fact that a delivery was told or given up.

    None while it waits, for a trial, and for a withdrawal, which is no receipt of what was asked.
    """
    if delivery.settled_at is None or not delivery.case or _takes_back(delivery):
        return None
    fact = DeliverySettled(
        delivery=delivery.id,
        case=delivery.case,
        escalation=delivery.escalation,
        authority=delivery.authority or "",
        told=delivery.state is DeliveryState.DELIVERED,
        at=delivery.settled_at,
        reports=reports_of(delivery),
    )
    return Event.of(fact, at=delivery.settled_at)


def receipts(deliveries: Iterable[Delivery]) -> list[Event]:
    """Return the facts that those of the deliveries were told that were."""
    told = (delivery for delivery in deliveries if delivery.state is DeliveryState.DELIVERED)
    return [event for delivery in told if (event := settled(delivery))]


def reports_of(delivery: Delivery) -> tuple[str, ...]:
    """Return the reports that a delivery is about: the thread through all logs."""
    if delivery.report:
        return (delivery.report,)
    return tuple(map(str, delivery.event.get("data", {}).get("reports", ())))


def _takes_back(delivery: Delivery) -> bool:
    return bool(delivery.event.get("type") == EscalationWithdrawn.type)
