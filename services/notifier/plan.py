"""Who is to be told what: from facts to deliveries, named so that the same fact twice makes the same ones."""

from collections.abc import Iterable
from datetime import datetime

from services.notifier.listener import Reader
from shared.case import Case
from shared.delivery import Delivery
from shared.events import CaseAnswered, DeliveryRequested, EscalationOpened, Event
from shared.ids import derived_id
from shared.subscription import Channel, Subscription


def to_authority(
    event: Event, fact: EscalationOpened, subscriptions: Iterable[Subscription], *, now: datetime
) -> list[Delivery]:
    """Return a delivery for each subscription of the authority that wants to hear of it."""
    return [
        Delivery(
            id=delivery_id(fact.escalation, subscription.id),
            at=now,
            channel=subscription.channel,
            case=fact.case,
            escalation=fact.escalation,
            authority=fact.authority,
            subscription=subscription.id,
            event=event.model_dump(mode="json"),
        )
        for subscription in subscriptions
        if subscription.authority == fact.authority
        and subscription.wants(severity=fact.severity, standard=fact.standard)
    ]


def to_reporters(
    event: Event, fact: CaseAnswered, readers: Iterable[Reader], *, now: datetime
) -> list[Delivery]:
    """Return a delivery for each report of the case whose reporter can be reached."""
    return [
        Delivery(
            id=delivery_id(fact.case, fact.ending, reader.report),
            at=now,
            channel=Channel.EMAIL,
            case=fact.case,
            report=reader.report,
            event=event.model_dump(mode="json"),
        )
        for reader in readers
        if reader.report in fact.reports
    ]


def trial(event: Event, fact: DeliveryRequested, subscription: Subscription, *, now: datetime) -> Delivery:
    """Return the trial message that an authority asked for; it is about no case."""
    return Delivery(
        id=delivery_id(fact.request, subscription.id),
        at=now,
        channel=subscription.channel,
        case="",
        authority=subscription.authority,
        subscription=subscription.id,
        event=event.model_dump(mode="json"),
    )


def again(fact: DeliveryRequested, said: Delivery, *, now: datetime) -> Delivery:
    """Return a new delivery of what was said before: the same event, with a name and attempts of its own."""
    return Delivery(
        id=delivery_id(fact.request, said.id),
        at=now,
        channel=said.channel,
        case=said.case,
        escalation=said.escalation,
        authority=said.authority,
        subscription=said.subscription,
        event=said.event,
    )


def lacking(
    cases: Iterable[Case], subscriptions: Iterable[Subscription], *, site: str
) -> list[tuple[Event, EscalationOpened, list[Subscription]]]:
    """Return the escalations of these cases as events, with the subscriptions that were there in time."""
    living = list(subscriptions)
    found = []
    for case in cases:
        for escalation in case.escalations:
            in_time = [
                s for s in living if s.authority == escalation.authority and s.at <= escalation.opened_at
            ]
            if in_time:
                fact = EscalationOpened.of(case, escalation, site=site)
                found.append((Event.of(fact, at=escalation.opened_at), fact, in_time))
    return found


def delivery_id(*parts: str) -> str:
    """Return the name of a delivery: what is said, and to whom."""
    return derived_id("delivery", *parts)
