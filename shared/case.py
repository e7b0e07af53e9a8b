r"""Case: one problem in one standard; its escalations to authorities, and its history.

An escalation's life:

    asked --acknowledge--> acknowledged --answer--> answered
      |  \                       |                     ^
      |   `--not ours--> returned|                     |
      |---clock ran out--------->+--> raised ----------'   (a late answer is still an answer)
      |                                 \--> closed        (another answer ended the case)
      `---> withdrawn                                      (it was wrongly asked, or the case was merged)
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.taxonomy import Outcome, Problem, ReporterKind, Severity, Track
from shared.text import Text


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True)


class Role(StrEnum):
    """Why an authority is asked: it wrote the standard, it supervises the place, or it is to look first."""

    SETTER = "setter"
    SUPERIOR = "superior"


class EscalationState(StrEnum):
    """Where one question to one authority stands."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    RETURNED = "returned"
    RAISED = "raised"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class CaseState(StrEnum):
    """Where a case stands, as its reporters see it."""

    ASKED = "asked"
    TRANSMITTED = "transmitted"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    MERGED = "merged"


CHANNEL = "channel"
"""Who did it, where it was no authority."""
ENDED = frozenset({CaseState.ANSWERED, CaseState.UNANSWERED, CaseState.MERGED})
"""States in which nobody is waited for, and which no further report joins."""
WAITING = frozenset({EscalationState.ASKED, EscalationState.ACKNOWLEDGED})
"""States in which a clock runs."""
ANSWERABLE = WAITING | {EscalationState.RAISED}
"""States in which an authority may still speak."""
LEFT = frozenset({EscalationState.RETURNED, EscalationState.WITHDRAWN})
"""States of a body that is not concerned after all."""


class Confidence(_Word):
    """How sure the channel is of each part of a classification: 0 (a guess) to 1 (said in so many words)."""

    track: float = 1.0
    problem: float = 1.0
    severity: float = 1.0


class Classification(_Word):
    """What we made of a report, and why; `because` is never empty.

    `rules` are the ids of the rules that spoke. `screen` says why a person should look at it; empty where
    nobody needs to.
    """

    track: Track
    problem: Problem
    severity: Severity
    because: tuple[Text, ...]
    confidence: Confidence = Confidence()
    rules: tuple[str, ...] = ()
    screen: tuple[Text, ...] = ()


class Volume(_Word):
    """How many speak of one problem: distinct units, regions and kinds of reporter, and not posts."""

    reports: int = 1
    units: int = 1
    regions: int = 1
    kinds: int = 1


class Member(_Word):
    """One report's part in a case: the legal track under which it belongs there, and what is counted of it.

    `unit` is a keyed mark of who reports, the same for the same unit and otherwise meaningless; None where
    the reporter is anonymous. `supporter` when it joined by name, without a text of its own. `tracks` counts
    the legal tracks on which the report was to be placed, each in a case.
    """

    report: str
    track: Track
    at: datetime
    region: str
    kind: ReporterKind
    unit: str | None = None
    supporter: bool = False
    tracks: int = 1


def placed(members: Iterable[Member]) -> frozenset[str]:
    """Return the reports that are in a case on each of their tracks."""
    found, wanted = defaultdict[str, set[Track]](set), {}
    for member in members:
        found[member.report].add(member.track)
        wanted[member.report] = member.tracks
    return frozenset(report for report, tracks in found.items() if len(tracks) >= wanted[report])


def volume(members: Iterable[Member], since: datetime | None = None) -> Volume:
    """Count those that reported from `since` on, or all.

    All the anonymous of one region and kind count as one unit: nothing shows that they are several.
    """
    counted = [member for member in members if since is None or member.at >= since]
    return Volume(
        reports=len({member.report for member in counted}),
        units=len({member.unit or f"{member.region} {member.kind}" for member in counted}),
        regions=len({member.region for member in counted}),
        kinds=len({member.kind for member in counted}),
    )


class Relation(StrEnum):
    """How one case is linked to another."""

    MERGED_INTO = "merged_into"
    MERGED_FROM = "merged_from"
    SPLIT_INTO = "split_into"
    SPLIT_FROM = "split_from"
    RECURS = "recurs"
    RELATED = "related"


class Link(_Word):
    """Another case, and what it is to this one; `ruling` names the decision of a person, where it was one.

    The first `told` of the case's reports are told of it.
    """

    relation: Relation
    case: str
    number: str
    at: datetime
    ruling: str | None = None
    told: int = 0


class Screening(_Word):
    """A person is to look at the case: an authority's id, since when, and why."""

    authority: str
    since: datetime
    why: tuple[Text, ...]


class Withdrawal(_Word):
    """A body that was asked need not answer after all: since when, and why."""

    at: datetime
    because: Text


class Escalation(_Word):
    """One case put to one authority, with a role, a clock and a state.

    `reply_by` is the end of the clock that runs now; `step` counts how often silence has raised it. Of what
    the authority has been told: `told` reports of the case in `notices` messages, the last at `told_at`,
    `told_before` of them in those before it; the next is due at `notice_at`, None while there is nothing new
    to tell.
    """

    id: str
    authority: str
    role: Role
    step: int = 0
    state: EscalationState = EscalationState.ASKED
    severity: Severity
    because: Text
    opened_at: datetime
    reply_by: datetime
    clock: Text
    delivered_at: datetime | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: Outcome | None = None
    text: str | None = None
    told: int = 0
    told_before: int = 0
    notices: int = 0
    told_at: datetime | None = None
    notice_at: datetime | None = None
    withdrawal: Withdrawal | None = None


class Happening(_Word):
    """One line of a case's history: what happened, by whom (an authority's id, or the channel), when."""

    at: datetime
    what: str
    by: str
    text: Text


class Case(_Word):
    """One problem in one standard, however many reports speak of it.

    `standard` is canonical where it could be read, else as typed; `key` is what all its editions share, None
    where it could not be read. `contradicts` are the other standards that it is said to contradict. `version`
    grows by one with every write. `informed` are the ids of authorities that are told for information, by
    digest, and not asked. `summary` is a sentence for the public register, written by a person.
    """

    id: str
    number: str
    version: int = 0
    state: CaseState = CaseState.ASKED
    standard: str | None
    key: str | None = None
    clause: str | None
    region: str
    members: tuple[Member, ...]
    informed: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    classification: Classification
    screening: Screening | None = None
    summary: str | None = None
    links: tuple[Link, ...] = ()
    escalations: tuple[Escalation, ...]
    history: tuple[Happening, ...]
    opened_at: datetime

    @property
    def reports(self) -> tuple[str, ...]:
        """The ids of its reports, in the order in which they joined."""
        return tuple(dict.fromkeys(member.report for member in self.members))

    @property
    def merged_into(self) -> Link | None:
        """The case that this one became part of, or None."""
        return next((link for link in self.links if link.relation is Relation.MERGED_INTO), None)

    def escalation(self, wanted: str) -> Escalation | None:
        """Return the escalation of that id, or None."""
        return next((e for e in self.escalations if e.id == wanted), None)

    def next_due(self) -> datetime | None:
        """Return when the first clock ends or notice is due, or None when nothing is waited for."""
        clocks = [e.reply_by for e in self.escalations if e.state in WAITING]
        notices = [e.notice_at for e in self.escalations if e.notice_at]
        return min((*clocks, *notices), default=None)
