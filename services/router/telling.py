"""What an operator reads and counts of a change that has been saved."""

from collections.abc import Mapping
from datetime import datetime

from services.router.change import Change
from services.router.classify import readable
from services.router.metrics import CASES_ENDED, CASES_OPENED, CASES_SCREENED, CLIMBS, ROUTING_SECONDS
from shared.case import Case, EscalationState
from shared.events import CaseAnswered, EscalationOpened
from shared.report import AcceptedReport
from shared.telemetry import logger

log = logger("desk")


def tell(change: Change, now: datetime, reports: Mapping[str, AcceptedReport]) -> None:
    """Log and count what a change did; every line names the reports of the case."""
    if change.stored is None:
        _opened(change, now, reports)
    elif climbed := _raised(change.case) - _raised(change.stored.case):
        CLIMBS.labels(change.case.classification.severity).inc(climbed)
        asked = [fact.authority for fact in change.facts if isinstance(fact, EscalationOpened)]
        log.info("case.raised", **_thread(change.case), authorities=asked)
    for fact in change.facts:
        if isinstance(fact, CaseAnswered):
            outcome = str(fact.outcome) if fact.outcome else "unanswered"
            CASES_ENDED.labels(outcome).inc()
            log.info("case.ended", **_thread(change.case), outcome=outcome, authority=fact.authority)


def _opened(change: Change, now: datetime, reports: Mapping[str, AcceptedReport]) -> None:
    case = change.case
    CASES_OPENED.labels(case.classification.severity).inc()
    if readable(case.standard) is None:
        CASES_SCREENED.inc()
    for report in case.reports:
        if report in reports:
            ROUTING_SECONDS.observe(max(0.0, (now - reports[report].at).total_seconds()))
        log.info(
            "report.routed",
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
