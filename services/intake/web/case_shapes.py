"""What the API shows authorities of escalations, cases and rulings; a test compares it with its answers."""

from datetime import datetime

from services.intake.web.shapes import Happened, Shape
from shared.case import CaseState, EscalationState, Relation, Role
from shared.ruling import Ruled
from shared.taxonomy import Outcome, Problem, ReporterKind, Severity, Track


class _CaseFields(Shape):
    id: str
    number: str
    state: CaseState
    standard: str | None
    clause: str | None
    region: str


class CaseLine(_CaseFields):
    """A case, as the list of escalations names it."""

    problem: Problem
    reports: int


class _EscalationFields(Shape):
    id: str
    authority: str
    name: str
    role: Role
    step: int
    state: EscalationState
    severity: Severity
    because: str
    opened_at: datetime
    reply_by: datetime
    clock: str
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    outcome: Outcome | None
    text: str | None


class EscalationLine(_EscalationFields):
    """One line of the list; `pending` is the state it is about to have."""

    pending: EscalationState | None
    case: CaseLine


class EscalationPage(Shape):
    """One page of escalations; `next` is the cursor of the page after it, null at the end."""

    escalations: list[EscalationLine]
    next: str | None


class Sureness(Shape):
    """How sure the channel is of each part, from 0 to 1."""

    track: float
    problem: float
    severity: float


class Judgement(Shape):
    """What was made of the reports, why, how surely, and by which rules."""

    track: Track
    problem: Problem
    severity: Severity
    because: list[str]
    confidence: Sureness
    rules: list[str]


class LinkShown(Shape):
    """Another case by its number, and what it is to this one."""

    relation: Relation
    case: str
    at: datetime


class EscalationBrief(Shape):
    """Another authority that was asked of the same case."""

    id: str
    authority: str
    role: Role
    state: EscalationState
    reply_by: datetime


class _CaseHeading(_CaseFields):
    summary: str | None
    opened_at: datetime
    tracks: list[Track]
    total: int
    links: list[LinkShown]
    classification: Judgement


class CaseSeen(_CaseHeading):
    """A case, as an authority sees it beside an escalation; `total` counts its reports."""

    escalations: list[EscalationBrief]


class ReporterSeen(Shape):
    """Who reported: the kind, and the rest only where the reporter agreed."""

    kind: ReporterKind
    organisation: str | None = None
    uscc: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class ReportSeen(Shape):
    """A report, as an authority sees it."""

    id: str
    at: datetime
    standard: str | None
    clause: str | None
    problem: Problem | None
    title: str | None
    description: str
    current_text: str | None
    proposed_text: str | None
    region: str
    danger: bool
    reporter: ReporterSeen
    share_identity: bool
    language: str
    joins: str | None
    tracks: list[Track]
    supporter: bool


class NamedHappening(Happened):
    """One line of a case's history; `by` is an id, `name` its name."""

    name: str


class EscalationDetail(_EscalationFields):
    """One escalation, with its case, its reports and the case's history."""

    pending: EscalationState | None
    own: bool
    case: CaseSeen
    reports: list[ReportSeen]
    history: list[NamedHappening]


class ScreeningLine(Shape):
    """A case that waits for a person, since when and why."""

    number: str
    standard: str | None
    clause: str | None
    region: str
    problem: Problem
    severity: Severity
    track: Track
    confidence: Sureness
    authority: str
    since: datetime
    why: list[str]
    reports: int
    link: str


class ScreeningPage(Shape):
    """One page of them, oldest first; `next` is the cursor of the page after it, null at the end."""

    cases: list[ScreeningLine]
    next: str | None


class ScreeningShown(Shape):
    """Whose it is to look at a case, since when, and why."""

    authority: str
    since: datetime
    why: list[str]


class RulingShown(Shape):
    """What a person ruled on a case; neither `pending` nor `carried_out` where the case had changed."""

    id: str
    at: datetime
    by: str
    name: str
    ruled: Ruled
    because: str
    correction: dict[str, str] | None
    into: str | None
    reports: list[str]
    carried_out: bool
    pending: bool


class EscalationShown(_EscalationFields):
    """One escalation of a case."""


class CaseDetail(_CaseHeading):
    """A case, as an authority sees it: the newest of its reports, and what persons have ruled on it."""

    screening: ScreeningShown | None
    may_rule: bool
    contradicts: list[str]
    informed: list[str]
    escalations: list[EscalationShown]
    reports: list[ReportSeen]
    history: list[NamedHappening]
    rulings: list[RulingShown]


class RulingTaken(Shape):
    """A ruling is safe; `case` is the number of the case on which it was made."""

    ruling: str
    case: str


class Spoken(Shape):
    """What an authority said is safe; `state` is what the escalation will be in a moment."""

    id: str
    state: EscalationState
    answer: str
