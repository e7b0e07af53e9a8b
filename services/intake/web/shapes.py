"""What the API answers with, for those who read its description; a test compares it with the real answers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.case import CaseState, EscalationState, Role
from shared.delivery import Attempt, DeliveryState
from shared.subscription import Channel
from shared.taxonomy import Outcome, Problem, ReporterKind, Severity, Track


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Receipt(_Shape):
    """A report is safe. The receipt is shown this once."""

    id: str
    receipt: str = Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")
    status: Literal["received"]


class Happened(_Shape):
    """One line of a report's history."""

    at: datetime
    what: str
    by: str
    text: str


class Status(_Shape):
    """What became of a report; `case` is its public number once there is one."""

    status: Literal["received"] | CaseState
    standard: str | None
    case: str | None
    history: list[Happened]


class NamedWord(BaseModel):
    """A word of a fixed vocabulary, with its names."""

    value: str
    zh: str = Field(alias="zh-CN")
    en: str


class Taxonomy(_Shape):
    """Every fixed vocabulary."""

    reporter_kinds: list[NamedWord]
    problems: list[NamedWord]
    tracks: list[NamedWord]
    severities: list[NamedWord]
    outcomes: list[NamedWord]


class StandardShown(_Shape):
    """A standard that is known, from the catalogue or from past reports; what is not known is null."""

    standard: str
    title: str | None
    level: NamedWord
    mandatory: bool | None
    status: NamedWord | None
    setter: NamedWord | None
    committee: str | None
    replaced_by: str | None
    last_review: str | None


class StandardList(_Shape):
    """The standards that start as was asked, those in force first."""

    standards: list[StandardShown]


class FieldProblem(_Shape):
    """What is wrong with one field, and what to do about it; the path is dotted."""

    field: str
    message: str


class ProblemDocument(_Shape):
    """An error (RFC 9457, application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem]


class CaseLine(_Shape):
    """A case, as the list of escalations names it."""

    id: str
    number: str
    state: CaseState
    standard: str | None
    clause: str | None
    region: str
    problem: Problem
    reports: int


class _EscalationFields(_Shape):
    id: str
    authority: str
    name: str
    role: Role
    step: int
    state: EscalationState
    pending: EscalationState | None
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

    case: CaseLine


class EscalationPage(_Shape):
    """One page of escalations; `next` is the cursor of the page after it, null at the end."""

    escalations: list[EscalationLine]
    next: str | None


class Judgement(_Shape):
    """What was made of the reports, and why."""

    track: Track
    problem: Problem
    severity: Severity
    because: list[str]


class EscalationBrief(_Shape):
    """Another authority that was asked of the same case."""

    id: str
    authority: str
    role: Role
    state: EscalationState
    reply_by: datetime


class CaseSeen(_Shape):
    """A case, as an authority sees it."""

    id: str
    number: str
    state: CaseState
    standard: str | None
    clause: str | None
    region: str
    opened_at: datetime
    classification: Judgement
    escalations: list[EscalationBrief]


class ReporterSeen(_Shape):
    """Who reported: the kind, and the rest only where the reporter agreed."""

    kind: ReporterKind
    organisation: str | None = None
    uscc: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class ReportSeen(_Shape):
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


class NamedHappening(Happened):
    """One line of a case's history; `by` is an id, `name` its name."""

    name: str


class EscalationDetail(_EscalationFields):
    """One escalation, with its case, its reports and the case's history."""

    own: bool
    case: CaseSeen
    reports: list[ReportSeen]
    history: list[NamedHappening]


class Spoken(_Shape):
    """What an authority said is safe; `state` is what the escalation will be in a moment."""

    id: str
    state: EscalationState
    answer: str


class SubscriptionShown(_Shape):
    """A subscription; `secrets` counts the live ones."""

    id: str
    at: datetime
    authority: str
    channel: Channel
    address: str
    severities: list[Severity]
    standards: list[str]
    digest: bool
    secrets: int


class SubscriptionMade(SubscriptionShown):
    """A subscription with what is shown this once: a webhook's secret, or a queue's credentials."""

    model_config = ConfigDict(extra="allow")

    secret: str | None = None
    username: str | None = None
    password: str | None = None


class SubscriptionList(_Shape):
    """All subscriptions of the authority."""

    subscriptions: list[SubscriptionShown]


class DeliveryShown(_Shape):
    """One message and every attempt at it."""

    id: str
    at: datetime
    channel: Channel
    case: str
    escalation: str | None
    authority: str | None
    subscription: str | None
    state: DeliveryState
    attempts: list[Attempt]
    next_attempt_at: datetime | None
    settled_at: datetime | None
    event: dict[str, Any]


class DeliveryPage(_Shape):
    """One page of deliveries, newest first."""

    deliveries: list[DeliveryShown]
    next: str | None


class Requested(_Shape):
    """The notifier was asked; how it went is seen in the deliveries."""

    id: str
    state: Literal["requested"]
