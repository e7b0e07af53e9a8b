r"""Case: one problem in one standard; its escalations to authorities, and its history.

An escalation's life:

    asked --acknowledge--> acknowledged --answer--> answered
      |  \                       |                     ^
      |   `--not ours--> returned|                     |
      `--clock ran out---------->+--> raised ----------'   (a late answer is still an answer)
                                        \--> closed        (another answer ended the case)
"""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.taxonomy import Outcome, Problem, Severity, Track
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


class CaseState(StrEnum):
    """Where a case stands, as its reporters see it."""

    ASKED = "asked"
    TRANSMITTED = "transmitted"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


WAITING = frozenset({EscalationState.ASKED, EscalationState.ACKNOWLEDGED})
"""States in which a clock runs."""
ANSWERABLE = WAITING | {EscalationState.RAISED}
"""States in which an authority may still speak."""


class Classification(_Word):
    """What we made of a report, and why; `because` is never empty."""

    track: Track
    problem: Problem
    severity: Severity
    because: tuple[Text, ...]


class Escalation(_Word):
    """One case put to one authority, with a role, a clock and a state.

    `reply_by` is the end of the clock that runs now; `step` counts how often silence has raised it.
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


class Happening(_Word):
    """One line of a case's history: what happened, by whom (an authority's id, or the channel), when."""

    at: datetime
    what: str
    by: str
    text: Text


class Case(_Word):
    """One problem in one standard, however many reports speak of it.

    `standard` is canonical where it could be read, else as typed. `version` grows by one with every write.
    `informed` are the ids of authorities that are told for information, by digest, and not asked.
    """

    id: str
    number: str
    version: int = 0
    state: CaseState = CaseState.ASKED
    standard: str | None
    clause: str | None
    region: str
    reports: tuple[str, ...]
    informed: tuple[str, ...] = ()
    classification: Classification
    escalations: tuple[Escalation, ...]
    history: tuple[Happening, ...]
    opened_at: datetime

    def escalation(self, wanted: str) -> Escalation | None:
        """Return the escalation of that id, or None."""
        return next((e for e in self.escalations if e.id == wanted), None)

    def next_due(self) -> datetime | None:
        """Return when the first running clock ends, or None when none runs."""
        return min((e.reply_by for e in self.escalations if e.state in WAITING), default=None)
