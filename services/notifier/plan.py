"""Who is to be told what: from facts to deliveries, named so that the same fact twice makes the same ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from services.notifier.listener import Reader
from shared.case import Case, CaseState, Escalation, EscalationState
from shared.delivery import Delivery
from shared.ending import endings
from shared.event import Event
from shared.events import (
    NAMED,
    CaseAnswered,
    CaseRegrouped,
    DeliveryRequested,
    EscalationGrown,
    EscalationOpened,
    EscalationWithdrawn,
)
from shared.ids import derived_id
from shared.regrouping import regroupings
from shared.subscription import Channel, Subscription

WITHDRAWN = "withdrawn"


def to_authority(
    event: Event, fact: EscalationOpened, subscriptions: Iterable[Subscription], *, now: datetime
) -> list[Delivery]:
    """Return a delivery for each subscription of the authority that wants to hear of it, or of its growth."""
    notice = (str(fact.notice),) if isinstance(fact, EscalationGrown) else ()
    told = _naming(event, fact.reports[-NAMED:])
    return [
        _to_one(delivery_id(fact.escalation, *notice, subscription.id), told, fact, subscription, now)
        for subscription in subscriptions
        if subscription.authority == fact.authority
        and subscription.wants(severity=fact.severity, standard=fact.standard)
    ]


def to_the_spared(
    event: Event,
    fact: EscalationWithdrawn,
    subscriptions: Iterable[Subscription],
    told: Collection[str | None],
    *,
    now: datetime,
) -> list[Delivery]:
    """Return a delivery for each subscription, whatever it wants to hear, that was told of the escalation."""
    said = _naming(event, fact.reports[-NAMED:])
    return [
        _to_one(delivery_id(fact.escalation, WITHDRAWN, subscription.id), said, fact, subscription, now)
        for subscription in subscriptions
        if subscription.authority == fact.authority and subscription.id in told
    ]


def who_was_told(deliveries: Iterable[Delivery]) -> defaultdict[str, set[str | None]]:
    """Return the subscriptions that are told of each escalation by these deliveries."""
    who: defaultdict[str, set[str | None]] = defaultdict(set)
    for delivery in deliveries:
        who[delivery.escalation or ""].add(delivery.subscription)
    return who


def withdrawal_of(delivery: Delivery) -> str | None:
    """Return the name of the delivery that would take back what this one asks; None where it asks nothing."""
    if not delivery.escalation or not delivery.subscription:
        return None
    taking_back = delivery_id(delivery.escalation, WITHDRAWN, delivery.subscription)
    return None if delivery.event.get("type") == EscalationWithdrawn.type else taking_back


def _to_one(
    id_: str,
    event: dict[str, Any],
    fact: EscalationOpened | EscalationWithdrawn,
    subscription: Subscription,
    now: datetime,
) -> Delivery:
    return Delivery(
        id=id_,
        at=now,
        channel=subscription.channel,
        case=fact.case,
        escalation=fact.escalation,
        authority=fact.authority,
        subscription=subscription.id,
        event=event,
    )


def to_reporters(
    event: Event, fact: CaseAnswered | CaseRegrouped, readers: Iterable[Reader], *, now: datetime
) -> list[Delivery]:
    """Return a delivery for each report whose reporter can be reached; it names no other report."""
    about = set(fact.reports)
    return [
        Delivery(
            id=delivery_id(*_step(fact), reader.report),
            at=now,
            channel=Channel.EMAIL,
            case=fact.case,
            report=reader.report,
            event=_naming(event, [reader.report]),
        )
        for reader in readers
        if reader.report in about
    ]


def _step(fact: CaseAnswered | CaseRegrouped) -> tuple[str, ...]:
    if isinstance(fact, CaseRegrouped):
        return (fact.case, fact.relation, fact.ruling)
    # Known from the case alone, so that an ending that the broker lost is told under the same name.
    return (fact.case, (fact.escalation or fact.ending) if fact.outcome else CaseState.UNANSWERED)


def _naming(event: Event, reports: Sequence[str]) -> dict[str, Any]:
    """Return the event as it is told: it stays small, however many reports the case has."""
    told = event.model_dump(mode="json")
    return told | {"data": told["data"] | {"reports": list(reports)}}


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


def is_trial(delivery: Delivery) -> bool:
    """Say whether a delivery is a trial, by which somebody finds out whether a listener hears."""
    return bool(delivery.event.get("type") == DeliveryRequested.type)


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


Saying = tuple[Event, EscalationOpened, list[Subscription]]
"""What was said of an escalation, and the subscriptions that were there in time to hear it."""


def lacking(cases: Iterable[Case], subscriptions: Iterable[Subscription], *, site: str) -> list[Saying]:
    """Return what the router has said of the escalations of these cases: the opening, and the last notice.

    Nothing of those that nobody was to be told of yet, or that were withdrawn since.
    """
    listening = defaultdict[str, list[Subscription]](list)
    for subscription in subscriptions:
        listening[subscription.authority].append(subscription)
    said = [
        (Event.of(fact, at=at), fact, [s for s in listening[fact.authority] if s.at <= at])
        for case in cases
        for escalation in case.escalations
        if escalation.authority in listening and escalation.state is not EscalationState.WITHDRAWN
        for at, fact in _said(case, escalation, site)
    ]
    return [(event, fact, in_time) for event, fact, in_time in said if in_time]


def without_receipt(cases: Iterable[Case]) -> list[Escalation]:
    """Return the escalations that were told of and have no receipt."""
    return [e for case in cases for e in case.escalations if e.told_at and not e.delivered_at]


def ended(case: Case) -> list[tuple[Event, CaseAnswered]]:
    """Return what the reporters of a case were told of its ends; who joined afterwards, the last of them."""
    ends, found = endings(case), []
    for end in ends:
        in_time = (m.report for m in case.members if end is ends[-1] or m.at <= end.at)
        if reports := tuple(dict.fromkeys(in_time)):
            # Silence and a late answer of the same body may carry the same time.
            state = CaseState.ANSWERED if end.escalation.outcome else CaseState.UNANSWERED
            fact = end.told(case, reports, f"{end.escalation.id} {state} {end.at.isoformat()}")
            found.append((Event.of(fact, at=end.at), fact))
    return found


def regrouped(case: Case) -> list[tuple[Event, CaseRegrouped]]:
    """Return what the reporters of a case were told of its mergers and splits."""
    return [(Event.of(fact, at=at), fact) for at, fact in regroupings(case)]


def withdrawn(case: Case, *, site: str) -> list[tuple[Event, EscalationWithdrawn]]:
    """Return what was said to those who had been told of a case, and need not answer after all."""
    found = []
    for escalation in case.escalations:
        if (withdrawal := escalation.withdrawal) and escalation.told_at:
            fact = EscalationWithdrawn.of(case, escalation, withdrawal.because, site=site)
            found.append((Event.of(fact, at=withdrawal.at), fact))
    return found


def _said(case: Case, escalation: Escalation, site: str) -> list[tuple[datetime, EscalationOpened]]:
    if escalation.told_at is None:
        return []
    reports = case.reports[: escalation.told]
    told = {"reports": reports[-NAMED:], "total": len(reports), "new": len(reports), "notice": 1}
    first = EscalationOpened.of(case, escalation, site=site).model_copy(update=told)
    if escalation.notices <= 1:
        return [(escalation.opened_at, first)]
    new = max(0, escalation.told - escalation.told_before)
    last = first.model_dump() | {"new": new, "notice": escalation.notices}
    return [
        (escalation.opened_at, first),
        (escalation.told_at, EscalationGrown.model_validate(last)),
    ]


def delivery_id(*parts: str) -> str:
    """Return the name of a delivery: what is said, and to whom."""
    return derived_id("delivery", *parts)
