"""What the page answers: who is asked and why, which row decided, and whom silence reaches by when. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from services.router.case import climb, open_case
from services.router.case.addressees import Matter, addressees, matter_of
from services.router.classify import readable
from services.router.directory import Assignment
from services.router.policy import Policy
from shared.case import WAITING, Case, Classification, Escalation, Role
from shared.report import AcceptedReport, Report, Reporter
from shared.standard import StandardRef
from shared.taxonomy import NAMES, Problem, ReporterKind, Severity, Track
from shared.text import Text

STEPS = 30  # of one ladder; no body is asked twice, so that there are always fewer

AS_ASKED = Text(zh="按“{severity}”设问。", en="Asked as: {severity}.")


class Question(NamedTuple):
    """What an operator asks about; `contradicts` is a second standard, as typed."""

    designation: str
    region: str
    severity: Severity
    contradicts: str = ""


class Asked(NamedTuple):
    """One body that hears at once: with a role where it is asked, without where it is told by digest."""

    role: Role | None
    assigned: Assignment
    reply_by: datetime | None


class Rung(NamedTuple):
    """One step of the ladder: whom silence reaches, when, until when, and instead of whom (a name)."""

    authority: Text
    id: str
    asked_at: datetime
    reply_by: datetime
    because: Text


class Answer(NamedTuple):
    """The whole of it; `ends_at` is when the reporter would be told that nobody answered."""

    standard: StandardRef | None
    asked: tuple[Asked, ...]
    informed: tuple[Asked, ...]
    rungs: tuple[Rung, ...]
    ends_at: datetime
    clock: Text


def answer(question: Question, policy: Policy, now: datetime) -> Answer:
    """Say what would happen to a problem reported now, if everybody stayed silent. Raises UnknownRegion."""
    report, made = report_of(question), _classified(question)
    found = addressees(matter(question), policy.directory)
    case, _ = open_case(AcceptedReport(id="asked", at=now, report=report), made, policy, now)
    first = case.escalations
    reply_by = {escalation.authority: escalation.reply_by for escalation in first}
    case, ends_at = _in_silence(case, policy)
    return Answer(
        standard=matter(question).standard,
        asked=tuple(Asked(role, one, reply_by[one.authority.id]) for role, one in found.asked),
        informed=tuple(Asked(None, one, None) for one in found.informed),
        rungs=tuple(_rung(escalation, policy) for escalation in case.escalations[len(first) :]),
        ends_at=ends_at,
        clock=first[0].clock,
    )


def matter(question: Question) -> Matter:
    """Return what decides about addressees."""
    report = report_of(question)
    problem = _classified(question).problem
    return matter_of(report, readable(report.standard), problem, question.severity)


def report_of(question: Question) -> Report:
    """Return the report that the question stands for."""
    return Report(
        standard=question.designation or None,
        problem=None if question.designation else Problem.GAP,
        description=f"为什么？ Why? 《{question.contradicts}》",
        region=question.region,
        reporter=Reporter(kind=ReporterKind.OTHER),
    )


def _classified(question: Question) -> Classification:
    problem = Problem.CONTRADICTION if question.contradicts else Problem.OTHER
    because = AS_ASKED.with_(severity=NAMES[question.severity])
    return Classification(
        track=Track.IMPLEMENTATION, problem=problem, severity=question.severity, because=(because,)
    )


def _in_silence(case: Case, policy: Policy) -> tuple[Case, datetime]:
    """Let every clock run out, one after the other; return the case, and when the last one did."""
    ended = case.opened_at
    for _ in range(STEPS):
        waiting = sorted(_waiting(case), key=lambda e: e.reply_by)
        if not waiting:
            break
        ended = waiting[0].reply_by
        case, _ = climb(case, waiting[0].id, policy, ended)
    return case, ended


def _waiting(case: Case) -> Iterator[Escalation]:
    return (escalation for escalation in case.escalations if escalation.state in WAITING)


def _rung(escalation: Escalation, policy: Policy) -> Rung:
    name = policy.directory.authority(escalation.authority).name
    return Rung(name, escalation.authority, escalation.opened_at, escalation.reply_by, escalation.because)
