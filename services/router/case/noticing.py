"""Telling authorities: at once or gathered, the first time and when a case has grown."""

from datetime import datetime

from services.router.case.record import Step, noted
from services.router.notices import Notices
from services.router.policy import Policy
from shared.case import WAITING, Case, Escalation
from shared.events import EscalationGrown, EscalationOpened
from shared.text import Text

GROWN = Text(
    zh="又有 {new} 份反馈反映同一问题，共 {total} 份；已告知有关机构。",
    en="Reports of the same problem joined: {new}, {total} in all; the bodies concerned are told.",
)


def noticed(case: Case, policy: Policy, now: datetime) -> Step:
    """Tell each body for whom a notice is due, and set when the others hear."""
    total, facts, grown = len(case.reports), list[EscalationOpened](), 0
    escalations = []
    for escalation in case.escalations:
        planned = _planned(escalation, total, policy.notices)
        if planned.notice_at and planned.notice_at <= now:
            said = _said(planned, total, now)
            fact = EscalationOpened.of(case, said, site=policy.public_url)
            if escalation.told_at:
                new = total - escalation.told
                fact = EscalationGrown.model_validate(fact.model_dump() | {"new": new})
                grown = max(grown, new)
            facts.append(fact)
            planned = said
        escalations.append(planned)
    case = case.model_copy(update={"escalations": tuple(escalations)})
    if grown:
        case = noted(case, "grown", GROWN.with_(new=grown, total=total), now)
    return case, tuple(facts)


def _planned(escalation: Escalation, total: int, notices: Notices) -> Escalation:
    """Set when a body hears next: never where nobody waits for it, or there is nothing new."""
    due = None
    if escalation.state in WAITING:
        if escalation.told_at is None:
            due = notices.first_at(escalation.opened_at, escalation.severity)
        elif total > escalation.told:
            due = notices.again_at(escalation.told_at)
        due = min(filter(None, (due, escalation.notice_at)), default=None)
    return escalation if due == escalation.notice_at else escalation.model_copy(update={"notice_at": due})


def _said(escalation: Escalation, total: int, now: datetime) -> Escalation:
    told = {"told": total, "told_before": escalation.told, "notices": escalation.notices + 1}
    return escalation.model_copy(update={**told, "told_at": now, "notice_at": None})
