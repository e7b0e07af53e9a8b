"""Events: facts in the past tense, all on this page; `shared.topology` says who listens to what.

They are versioned by adding fields with defaults, and cross the wire in the envelope of `shared.event`.
"""

from datetime import datetime
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.case import Case, Escalation, Relation, Role
from shared.fact import Fact
from shared.taxonomy import Outcome, Severity, Track
from shared.text import Text

NAMED = 100  # reports that one message to an authority names, so that it stays small
TOLD_TOGETHER = 500  # reports whose reporters are told by one event


def _link(escalation: Escalation, site: str) -> str:
    return f"{site.rstrip('/')}/authority/escalations/{escalation.id}"


class ReportReceived(Fact):
    """A report is safely stored."""

    type: ClassVar[str] = "report.received"
    source: ClassVar[str] = "intake"
    named_by: ClassVar[tuple[str, ...]] = ("report",)
    report: str
    at: datetime


class AnswerReceived(Fact):
    """An authority has said something of an escalation."""

    type: ClassVar[str] = "answer.received"
    source: ClassVar[str] = "intake"
    named_by: ClassVar[tuple[str, ...]] = ("answer",)
    answer: str
    escalation: str
    case: str


class RulingReceived(Fact):
    """A person has ruled on a case: corrected it, merged it, or split it."""

    type: ClassVar[str] = "ruling.received"
    source: ClassVar[str] = "intake"
    named_by: ClassVar[tuple[str, ...]] = ("ruling",)
    ruling: str
    case: str


class SubscriptionChanged(Fact):
    """An authority wants to hear in another way; the notifier prepares its queue."""

    type: ClassVar[str] = "subscription.changed"
    source: ClassVar[str] = "intake"
    named_by: ClassVar[tuple[str, ...]] = ("subscription", "change")
    subscription: str
    change: str


class DeliveryRequested(Fact):
    """An authority asked for a trial message to a subscription, or for a delivery to be sent again."""

    type: ClassVar[str] = "delivery.requested"
    source: ClassVar[str] = "intake"
    named_by: ClassVar[tuple[str, ...]] = ("request",)
    request: str
    authority: str
    subscription: str | None = None
    delivery: str | None = None


class EscalationOpened(Fact):
    """A case was put to an authority. The contract's message to agencies.

    `reports` are the newest, NAMED at most; the case has `total`, of which `new` were not told before.
    """

    type: ClassVar[str] = "escalation.opened"
    source: ClassVar[str] = "router"
    named_by: ClassVar[tuple[str, ...]] = ("escalation",)
    escalation: str
    case: str
    authority: str
    role: Role
    severity: Severity
    because: str
    standard: str | None
    clause: str | None
    problem: str
    region: str
    reports: tuple[str, ...]
    reply_by: datetime
    link: str
    track: Track = Track.IMPLEMENTATION
    number: str = ""
    total: int = 1
    new: int = 1
    notice: int = 1

    @classmethod
    def of(cls, case: Case, escalation: Escalation, *, site: str) -> Self:
        """Return what is said of an escalation; `site` is the channel's public address.

        What the escalation counts as told includes this message.
        """
        reports = case.reports
        return cls(
            escalation=escalation.id,
            case=case.id,
            authority=escalation.authority,
            role=escalation.role,
            severity=escalation.severity,
            because=escalation.because.both,
            standard=case.standard,
            clause=case.clause,
            problem=case.classification.problem,
            region=case.region,
            reports=reports[-NAMED:],
            reply_by=escalation.reply_by,
            link=_link(escalation, site),
            track=case.classification.track,
            number=case.number,
            total=len(reports),
            new=len(reports),
            notice=max(1, escalation.notices),
        )


class EscalationGrown(EscalationOpened):
    """More reports joined a case that an authority has been asked about, or it became more serious.

    `new` reports joined since the notice before; 0 where only its severity rose.
    """

    type: ClassVar[str] = "escalation.grown"
    named_by: ClassVar[tuple[str, ...]] = ("escalation", "notice")


class EscalationWithdrawn(Fact):
    """An authority need not answer after all: it was wrongly asked, or the case became part of another."""

    type: ClassVar[str] = "escalation.withdrawn"
    source: ClassVar[str] = "router"
    named_by: ClassVar[tuple[str, ...]] = ("escalation",)
    escalation: str
    case: str
    number: str
    authority: str
    severity: Severity
    standard: str | None
    because: Text
    reports: tuple[str, ...]
    link: str

    @classmethod
    def of(cls, case: Case, escalation: Escalation, because: Text, *, site: str) -> Self:
        """Return what is said to a body that is spared; `site` is the channel's public address."""
        return cls(
            escalation=escalation.id,
            case=case.id,
            number=case.number,
            authority=escalation.authority,
            severity=escalation.severity,
            standard=case.standard,
            because=because,
            reports=case.reports[-NAMED:],
            link=_link(escalation, site),
        )


class ToReporters(Fact):
    """What the reporters of a case are told; of many reports, `part` is one of several messages."""

    reports: tuple[str, ...]
    part: int = 1

    def in_parts(self) -> "tuple[Self, ...]":
        """Return the same in messages that each name so many reports that it stays small."""
        cut = (
            self.reports[start : start + TOLD_TOGETHER]
            for start in range(0, len(self.reports), TOLD_TOGETHER)
        )
        return tuple(
            self.model_copy(update={"reports": some, "part": number})
            for number, some in enumerate(cut, start=1)
        )


class CaseRegrouped(ToReporters):
    """Two cases became one, or one became two; `reports`, all in `case` now, are told so.

    `number` is their case's and `other` that of the case that it was merged with or split from.
    """

    type: ClassVar[str] = "case.regrouped"
    source: ClassVar[str] = "router"
    named_by: ClassVar[tuple[str, ...]] = ("case", "relation", "ruling", "part")
    case: str
    number: str
    other: str
    relation: Relation
    ruling: str
    standard: str | None
    because: Text


class CaseAnswered(ToReporters):
    """A case came to an end, or nobody answered (`outcome` is then None); every reporter is told.

    `escalation` is the one that was answered, or fell silent last; empty in messages of an earlier release.
    """

    type: ClassVar[str] = "case.answered"
    source: ClassVar[str] = "router"
    named_by: ClassVar[tuple[str, ...]] = ("case", "ending", "part")
    case: str
    number: str
    standard: str | None
    authority: str
    outcome: Outcome | None
    text: str | None
    because: Text
    ending: str
    escalation: str = ""


class DeliverySettled(Fact):
    """A message was told, or given up on; `authority` is whom it was for, empty from earlier releases."""

    type: ClassVar[str] = "delivery.settled"
    source: ClassVar[str] = "notifier"
    named_by: ClassVar[tuple[str, ...]] = ("delivery", "told", "at")
    delivery: str
    case: str
    escalation: str | None
    authority: str = ""
    told: bool
    at: datetime
    reports: tuple[str, ...] = ()


class DigestCase(BaseModel):
    """One case of a digest; `setter` is the id of the body that was asked."""

    model_config = ConfigDict(frozen=True)

    number: str
    standard: str | None
    clause: str | None
    problem: str
    severity: Severity
    setter: str
    setter_name: Text
    link: str


class DigestMade(Fact):
    """What an authority is told for information, once a working day: cases that others were asked about.

    The contract's second message to authorities. `digest` names it; `more` cases did not find room.
    """

    model_config = ConfigDict(
        frozen=True, serialize_by_alias=True, validate_by_name=True, validate_by_alias=True
    )

    type: ClassVar[str] = "digest.made"
    source: ClassVar[str] = "notifier"
    named_by: ClassVar[tuple[str, ...]] = ("digest",)
    digest: str
    authority: str
    since: datetime = Field(alias="from")
    until: datetime
    cases: tuple[DigestCase, ...]
    more: int = 0


FACTS: dict[str, type[Fact]] = {
    fact.type: fact
    for fact in (
        ReportReceived,
        AnswerReceived,
        RulingReceived,
        SubscriptionChanged,
        DeliveryRequested,
        EscalationOpened,
        EscalationGrown,
        EscalationWithdrawn,
        CaseAnswered,
        CaseRegrouped,
        DeliverySettled,
        DigestMade,
    )
}
