"""What the API answers with, for those who read its description; a test compares it with the real answers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.case import CaseState
from shared.delivery import Attempt, DeliveryState
from shared.subscription import Channel
from shared.taxonomy import Problem, Severity, Track


class Shape(BaseModel):
    """What all of them are: exactly their fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Receipt(Shape):
    """A report is safe. The receipt is shown this once."""

    id: str
    receipt: str = Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")
    status: Literal["received"]


class Happened(Shape):
    """One line of a report's history."""

    at: datetime
    what: str
    by: str
    text: str


class StatusLine(Happened):
    """One line of a report's history; `track` says of which case it tells, where there are several."""

    track: Track | None


class StatusCase(Shape):
    """One of the cases that a report belongs to, one for each legal track."""

    number: str
    track: Track
    status: CaseState
    problem: Problem
    severity: Severity
    reports: int
    link: str


class Status(Shape):
    """What became of a report; `case` is the number of its principal case, which stands first in `cases`."""

    status: Literal["received"] | CaseState
    standard: str | None
    case: str | None
    cases: list[StatusCase]
    history: list[StatusLine]


class NamedWord(BaseModel):
    """A word of a fixed vocabulary, with its names."""

    value: str
    zh: str = Field(alias="zh-CN")
    en: str


class Taxonomy(Shape):
    """Every fixed vocabulary."""

    reporter_kinds: list[NamedWord]
    problems: list[NamedWord]
    tracks: list[NamedWord]
    severities: list[NamedWord]
    outcomes: list[NamedWord]


class StandardShown(Shape):
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


class StandardList(Shape):
    """The standards that start as was asked, those in force first."""

    standards: list[StandardShown]


class FieldProblem(Shape):
    """What is wrong with one field, and what to do about it; the path is dotted."""

    field: str
    message: str


class ProblemDocument(Shape):
    """An error (RFC 9457, application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem]


class SubscriptionShown(Shape):
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


class SubscriptionList(Shape):
    """All subscriptions of the authority."""

    subscriptions: list[SubscriptionShown]


class DeliveryShown(Shape):
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


class DeliveryPage(Shape):
    """One page of deliveries, newest first."""

    deliveries: list[DeliveryShown]
    next: str | None


class Requested(Shape):
    """The notifier was asked; how it went is seen in the deliveries."""

    id: str
    state: Literal["requested"]
