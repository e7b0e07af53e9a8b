"""The case's own book-keeping: its history, its escalations' states, and the state that follows from them."""

from datetime import datetime

from shared.case import (
    ENDED,
    WAITING,
    Case,
    CaseState,
    Escalation,
    EscalationState,
    Happening,
    Link,
    Relation,
)
from shared.fact import Fact
from shared.text import Text

Step = tuple[Case, tuple[Fact, ...]]
"""A case as it stands after a decision, and what the world should hear of it."""

CHANNEL = "channel"
"""Who did it, where it was no authority."""

LEFT = frozenset({EscalationState.RETURNED, EscalationState.WITHDRAWN})
"""States of a body that is not concerned after all."""

REACHED = Text(zh="消息已送达{body}。", en="The message has reached the {body}.")
ALL_REACHED = Text(
    zh="应当知悉的机构均已收到，等待答复。", en="All who must know have received it; their answer is awaited."
)


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
    return case.model_copy(update={"escalations": escalations, "state": _state(case.state, escalations)})


def transmitted(escalations: tuple[Escalation, ...]) -> bool:
    """Say whether each role that was asked has a receipt from a body that did not send it back.

    Of those asked at the beginning, none may still be waited for; who is asked later comes on top.
    """
    standing = [e for e in escalations if e.state not in LEFT]
    waited_for = any(e.state is EscalationState.ASKED and not e.step and not e.delivered_at for e in standing)
    roles = {e.role for e in escalations if e.state is not EscalationState.WITHDRAWN}
    return not waited_for and bool(roles) and roles == {e.role for e in standing if e.delivered_at}


def _state(before: CaseState, escalations: tuple[Escalation, ...]) -> CaseState:
    if before in ENDED:
        return before
    if any(e.state is EscalationState.ACKNOWLEDGED for e in escalations):
        return CaseState.ACKNOWLEDGED
    return CaseState.TRANSMITTED if transmitted(escalations) else CaseState.ASKED


def delivered(case: Case, escalation_id: str, at: datetime, body: Text) -> Step:
    """Note that an authority has the message; the case is transmitted when every addressee has."""
    escalation = case.escalation(escalation_id)
    if escalation is None or escalation.delivered_at:
        return case, ()
    before = transmitted(case.escalations)
    case = noted(replaced(case, escalation, delivered_at=at), "delivered", REACHED.with_(body=body), at)
    if transmitted(case.escalations) and not before:
        case = noted(case, "transmitted", ALL_REACHED, at)
    return case, ()


def overdue(case: Case, now: datetime) -> tuple[str, ...]:
    """Return the ids of the escalations whose clock has run out."""
    return tuple(e.id for e in case.escalations if e.state in WAITING and e.reply_by <= now)
