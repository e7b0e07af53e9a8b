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
from shared.case import Case, CaseState, EscalationState
from shared.ending import ENDINGS, endings
from shared.events import EscalationOpened
from shared.report import AcceptedReport
from shared.taxonomy import graver
from shared.telemetry import logger

log = logger("desk")


def tell(change: Change, now: datetime, reports: Mapping[str, AcceptedReport]) -> None:
    """Log and count what a change did; every line names the reports of the case."""
    _arrived(change, now, reports)
    before = change.stored.case if change.stored else None
    if before and (climbed := _raised(change.case) - _raised(before)):
        CLIMBS.labels(change.case.classification.severity).inc(len(climbed))
        asked = [fact.authority for fact in change.facts if isinstance(fact, EscalationOpened)]
        log.info("case.raised", **_thread(change.case), authorities=asked)
    if before and graver(change.case.classification.severity, before.classification.severity):
        CASES_RAISED.labels(change.case.classification.severity).inc()
        log.info("case.graver", **_thread(change.case), severity=change.case.classification.severity)
    _answered(change.case, before)


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


def _answered(case: Case, before: Case | None) -> None:
    """Log every answer; count the end of a case once, in however many messages it is told."""
    known = {e.id for e in before.escalations if e.answered_at} if before else set()
    for escalation in case.escalations:
        if escalation.answered_at and escalation.id not in known:
            answer = {"outcome": escalation.outcome, "authority": escalation.authority}
            log.info("case.answered", **_thread(case), **answer)
    if case.state in ENDINGS and (before is None or before.state is not case.state):
        outcome = str(endings(case)[-1].escalation.outcome or CaseState.UNANSWERED)
        CASES_ENDED.labels(outcome).inc()
        log.info("case.ended", **_thread(case), outcome=outcome)


def _thread(case: Case) -> dict[str, object]:
    return {"case": case.id, "reports": list(case.reports)}


def _raised(case: Case) -> set[str]:
    return {e.id for e in case.escalations if e.state is EscalationState.RAISED}
