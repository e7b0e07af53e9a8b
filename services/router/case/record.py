"""The case's own book-keeping: its history, its escalations' states, and the state that follows from them."""

from datetime import datetime

from shared.case import CHANNEL, WAITING, Case, Escalation, Happening, Link, Relation
from shared.fact import Fact
from shared.text import Text
from shared.transmission import state_of

Step = tuple[Case, tuple[Fact, ...]]
"""A case as it stands after a decision, and what the world should hear of it."""


def noted(case: Case, what: str, text: Text, at: datetime, *, by: str = CHANNEL) -> Case:
    """Add one line to the history."""
    line = Happening(at=at, what=what, by=by, text=text)
    return case.model_copy(update={"history": (*case.history, line)})


def linked(
    case: Case,
    relation: Relation,
    other: str,
    number: str,
    at: datetime,
    *,
    ruling: str | None = None,
    told: int = 0,
) -> Case:
    """Add a link to another case, by id and number, of which so many of this one's reports are told."""
    link = Link(relation=relation, case=other, number=number, at=at, ruling=ruling, told=told)
    return case.model_copy(update={"links": (*case.links, link)})


def replaced(case: Case, escalation: Escalation, **changes: object) -> Case:
    """Change one escalation; the case's state follows, unless the case has ended."""
    changed = escalation.model_copy(update=changes)
    escalations = tuple(changed if e.id == escalation.id else e for e in case.escalations)
    return case.model_copy(update={"escalations": escalations, "state": state_of(case.state, escalations)})


def overdue(case: Case, now: datetime) -> tuple[str, ...]:
    """Return the ids of the escalations whose clock has run out."""
    return tuple(e.id for e in case.escalations if e.state in WAITING and e.reply_by <= now)
