"""A report becomes a case, put to the body that wrote the standard and, if it is large, to the one above."""

from datetime import datetime

from services.router.case.addressees import addressees, matter_of
from services.router.case.asking import ask
from services.router.case.record import Step, noted
from services.router.classify import readable
from services.router.directory import Assignment
from services.router.policy import Policy
from shared.case import Case, Classification
from shared.events import Fact
from shared.ids import case_number, derived_id
from shared.report import AcceptedReport
from shared.taxonomy import NAMES
from shared.text import Text, joined, listed
from shared.workdays import CHINA

OPENED = Text(
    zh="收到报告，编号 {number}，按“{severity}”办理。",
    en="The report was received as case {number} and is handled as: {severity}.",
)


INFORMED = Text(
    zh="列入以下机构的每日汇总，仅供知悉：{bodies}。",
    en="Listed, for information alone, in the daily digest of: {bodies}.",
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
        standard=policy.written(ref) if ref else report.standard,
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
    asked_, informed = addressees(matter_of(report, ref, made.problem, made.severity), policy.directory)
    for role, assigned in asked_:
        because = joined(assigned.because, *made.because)
        case, asked = ask(case, assigned.authority, role, because, deadline, policy, now)
        facts += asked
    return _told(case, informed, now), facts


def _told(case: Case, informed: tuple[Assignment, ...], now: datetime) -> Case:
    if not informed:
        return case
    text = INFORMED.with_(bodies=listed(assigned.authority.name for assigned in informed))
    ids = tuple(assigned.authority.id for assigned in informed)
    return noted(case.model_copy(update={"informed": ids}), "informed", text, now)
