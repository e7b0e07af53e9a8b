"""What an operator reads and counts of a change that has been saved."""

from collections.abc import Mapping
from datetime import datetime

from services.router.change import Change
from services.router.metrics import (
    CASES_ENDED,
    CASES_OPENED,
    CASES_RAISED,
    CASES_SCREENED,
    CLIMBS,
    REPORTS_JOINED,
    ROUTING_SECONDS,
)
from shared.case import Case, EscalationState
from shared.events import CaseAnswered, EscalationOpened
from shared.report import AcceptedReport
from shared.taxonomy import graver
from shared.telemetry import logger

log = logger("desk")


def tell(change: Change, now: datetime, reports: Mapping[str, AcceptedReport]) -> None:
    """Log and count what a change did; every line names the reports of the case."""
    _arrived(change, now, reports)
    before = change.stored.case if change.stored else None
    if before and (climbed := _raised(change.case) - _raised(before)):
        CLIMBS.labels(change.case.classification.severity).inc(climbed)
        asked = [fact.authority for fact in change.facts if isinstance(fact, EscalationOpened)]
        log.info("case.raised", **_thread(change.case), authorities=asked)
    if before and graver(change.case.classification.severity, before.classification.severity):
        CASES_RAISED.labels(change.case.classification.severity).inc()
        log.info("case.graver", **_thread(change.case), severity=change.case.classification.severity)
    for fact in change.facts:
        if isinstance(fact, CaseAnswered):
            outcome = str(fact.outcome) if fact.outcome else "unanswered"
            CASES_ENDED.labels(outcome).inc()
            log.info("case.ended", **_thread(change.case), outcome=outcome, authority=fact.authority)


def _arrived(change: Change, now: datetime, reports: Mapping[str, AcceptedReport]) -> None:
    case, opened = change.case, change.stored is None
    if opened:
        CASES_OPENED.labels(case.classification.severity).inc()
        if case.screening:
            CASES_SCREENED.inc()
    before = set() if change.stored is None else {*change.stored.case.reports}
    for report in case.reports:
        if report in before:
            continue
        if report in reports:
            ROUTING_SECONDS.observe(max(0.0, (now - reports[report].at).total_seconds()))
        joined = not opened or report != case.reports[0]
        if joined:
            REPORTS_JOINED.inc()
        log.info(
            "report.joined" if joined else "report.routed",
            report=report,
            case=case.id,
            severity=case.classification.severity,
            authorities=[escalation.authority for escalation in case.escalations],
            because=[reason.en for reason in case.classification.because],
        )


def _thread(case: Case) -> dict[str, object]:
    return {"case": case.id, "reports": list(case.reports)}


def _raised(case: Case) -> int:
    return sum(e.state is EscalationState.RAISED for e in case.escalations)
