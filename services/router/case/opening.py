"""A report becomes a case, put to the body that wrote the standard and, if it is large, to the one above."""

from datetime import datetime

from services.router.case.asking import ask, joined
from services.router.case.record import Step, noted
from services.router.classify import readable
from services.router.directory import Assignment, Directory
from services.router.policy import Policy
from shared.case import Case, Classification, Role
from shared.events import Fact
from shared.ids import case_number, derived_id
from shared.report import AcceptedReport
from shared.standard import StandardRef
from shared.taxonomy import NAMES, Severity
from shared.text import Text
from shared.workdays import CHINA

LARGER = frozenset({Severity.CRITICAL, Severity.MAJOR})
"""较大问题: goes at once to both axes (notice [2012]19, section seven)."""

OPENED = Text(
    zh="收到报告，编号 {number}，按“{severity}”办理。",
    en="The report was received as case {number} and is handled as: {severity}.",
)


def case_of(report: str) -> str:
    """Return the id of a report's case: one case a report."""
    return derived_id("case", report)


def open_case(accepted: AcceptedReport, made: Classification, policy: Policy, now: datetime) -> Step:
    """Open the case of a report. Raises UnknownRegion when the directory has no such place."""
    report = accepted.report
    ref = readable(report.standard)
    number = case_number(case_of(accepted.id), now.astimezone(CHINA).year)
    case = Case(
        id=case_of(accepted.id),
        number=number,
        standard=str(ref) if ref else report.standard,
        clause=report.clause or (ref.clause if ref else None),
        region=report.region,
        reports=(accepted.id,),
        classification=made,
        escalations=(),
        history=(),
        opened_at=now,
    )
    case = noted(case, "opened", OPENED.with_(number=number, severity=NAMES[made.severity]), now)
    facts: tuple[Fact, ...] = ()
    deadline = policy.clocks.reply_by(now, made.track, made.severity)
    for role, assigned in addressees(ref, report.region, made.severity, policy.directory):
        because = joined(assigned.because, *made.because)
        case, asked = ask(case, assigned.authority, role, because, deadline, policy, now)
        facts += asked
    return case, facts


def addressees(
    standard: StandardRef | None, region: str, severity: Severity, directory: Directory
) -> tuple[tuple[Role, Assignment], ...]:
    """Say who must hear: the setter, and of a larger problem the superior too; one body is asked once."""
    setter = directory.setter(standard, region)
    if severity not in LARGER:
        return ((Role.SETTER, setter),)
    superior = directory.superior(region)
    if superior.authority.id == setter.authority.id:
        both = Assignment(setter.authority, joined(setter.because, superior.because), setter.also)
        return ((Role.SETTER, both),)
    return (Role.SETTER, setter), (Role.SUPERIOR, superior)
