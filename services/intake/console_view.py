"""The console's pages as values: what a template shows of escalations, subscriptions and deliveries."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from services.intake import deadline
from services.intake.authority_desk import EscalationSeen
from services.intake.case_page import links_of, more_tracks, notes_of
from services.intake.escalation_list import Item
from services.intake.reading import ReportSeen
from services.intake.speech import ENDS, STATE_NAMES, may_say
from services.intake.words.authority import AUTHORITY
from shared.answer import Said
from shared.case import Case, Escalation, EscalationState, Link
from shared.delivery import Delivery
from shared.subscription import Subscription
from shared.taxonomy import NAMES, Outcome, Severity
from shared.text import Text

NameOf = Callable[[str], Text]
PlaceOf = Callable[[str], str]


class Line(NamedTuple):
    """One escalation, as the list and the head of its page show it."""

    id: str
    number: str
    standard: str | None
    clause: str | None
    problem: Text
    place: str
    severity: Severity
    severity_name: Text
    state: Text
    deadline: Text
    overdue: bool
    reports: int
    asked: Text


class Detail(NamedTuple):
    """One escalation's page."""

    line: Line
    case: Case
    escalation: Escalation
    own: bool
    pending: Text | None
    may: frozenset[Said]
    track: Text
    tracks: Text | None
    links: Sequence[tuple[Text, Link]]
    notes: Mapping[str, Sequence[Text]]
    role: Text
    reasons: Sequence[Text]
    others: Sequence[tuple[Text, Text]]
    reports: Sequence[ReportSeen]
    answer: Text | None


def line_of(item: Item, now: datetime, name_of: NameOf, place_of: PlaceOf) -> Line:
    """Return an escalation as one line of the list."""
    escalation = item.escalation
    return Line(
        id=escalation.id,
        number=item.number,
        standard=item.standard,
        clause=item.clause,
        problem=NAMES[item.problem],
        place=place_of(item.region),
        severity=escalation.severity,
        severity_name=NAMES[escalation.severity],
        state=STATE_NAMES[item.pending or escalation.state],
        deadline=deadline.in_words(escalation, now),
        overdue=deadline.is_overdue(escalation, now),
        reports=item.reports,
        asked=name_of(escalation.authority),
    )


def detail_of(seen: EscalationSeen, now: datetime, name_of: NameOf, place_of: PlaceOf) -> Detail:
    """Return one escalation with everything that its page shows."""
    escalation, case = seen.escalation, seen.case
    others = [(name_of(e.authority), STATE_NAMES[e.state]) for e in case.escalations if e.id != escalation.id]
    return Detail(
        line=line_of(_item(seen), now, name_of, place_of),
        case=case,
        escalation=escalation,
        own=seen.own,
        pending=STATE_NAMES[seen.pending] if seen.pending else None,
        may=_may(seen),
        track=NAMES[case.classification.track],
        tracks=more_tracks(case),
        links=links_of(case),
        notes=notes_of(case),
        role=AUTHORITY[f"role.{escalation.role}"],
        reasons=_reasons(escalation, case),
        others=others,
        reports=seen.reports,
        answer=NAMES[escalation.outcome] if escalation.outcome else None,
    )


def outcomes() -> list[tuple[str, Text]]:
    """Return every outcome and its name."""
    return [(outcome.value, NAMES[outcome]) for outcome in Outcome]


def states() -> list[tuple[str, Text]]:
    """Return what the list may be asked for."""
    named = [(state.value, STATE_NAMES[state]) for state in EscalationState]
    return [("open", AUTHORITY["list.open"]), ("", AUTHORITY["list.all"]), *named]


def severities() -> list[tuple[str, Text]]:
    """Return every severity and its name."""
    return [(severity.value, NAMES[severity]) for severity in Severity]


def wishes(subscription: Subscription) -> list[Text]:
    """Return what a subscription wants to hear of, in words."""
    standards = [Text(zh=standard, en=standard) for standard in subscription.standards]
    named = [NAMES[severity] for severity in subscription.severities]
    digest = [AUTHORITY["digest.wish"]] if subscription.digest else []
    return [*([*named, *standards] or [AUTHORITY["every"]]), *digest]


def delivery_words(delivery: Delivery) -> Mapping[str, Text]:
    """Return a delivery's channel and state in words."""
    return {
        "channel": AUTHORITY[f"channel.{delivery.channel}"],
        "state": AUTHORITY[f"delivery.{delivery.state}"],
    }


def _reasons(escalation: Escalation, case: Case) -> Sequence[Text]:
    """Return why this authority was asked, and what of the classification's reasons that does not say."""
    because = escalation.because
    return (because, *(reason for reason in case.classification.because if reason.zh not in because.zh))


def _may(seen: EscalationSeen) -> frozenset[Said]:
    """Return what can be said now: nothing of another's, or after a last word that is on its way."""
    if not seen.own or seen.pending in {EscalationState.ANSWERED, EscalationState.RETURNED}:
        return frozenset()
    return may_say(seen.escalation) & ENDS if seen.pending else may_say(seen.escalation)


def _item(seen: EscalationSeen) -> Item:
    case = seen.case
    return Item(
        escalation=seen.escalation,
        case=case.id,
        number=case.number,
        case_state=case.state,
        standard=case.standard,
        clause=case.clause,
        region=case.region,
        problem=case.classification.problem,
        reports=len(case.reports),
        pending=seen.pending,
    )
