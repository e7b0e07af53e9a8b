"""Transmission: which of those asked have the message, and what follows from that for a case. Pure.

A receipt lies beside its case, which is not written anew for it: whoever reads a case adds the receipts that
came since, and the router's next write of the case takes them in.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.case import CHANNEL, ENDED, LEFT, Case, CaseState, Escalation, EscalationState, Happening
from shared.text import Text

REACHED = Text(zh="消息已送达{body}。", en="The message has reached the {body}.")
ALL_REACHED = Text(
    zh="应当知悉的机构均已收到，等待答复。", en="All who must know have received it; their answer is awaited."
)


class Receipt(BaseModel):
    """An escalation's message has reached its authority: `id` is the escalation's, `body` the name."""

    model_config = ConfigDict(frozen=True)

    id: str
    case: str
    at: datetime
    body: Text


def transmitted(escalations: tuple[Escalation, ...]) -> bool:
    """Say whether each role that was asked has a receipt from a body that did not send it back.

    Of those asked at the beginning, none may still be waited for; who is asked later comes on top.
    """
    standing = [e for e in escalations if e.state not in LEFT]
    waited_for = any(e.state is EscalationState.ASKED and not e.step and not e.delivered_at for e in standing)
    roles = {e.role for e in escalations if e.state is not EscalationState.WITHDRAWN}
    return not waited_for and bool(roles) and roles == {e.role for e in standing if e.delivered_at}


def state_of(before: CaseState, escalations: tuple[Escalation, ...]) -> CaseState:
    """Return the state that follows from the escalations, unless the case has ended."""
    if before in ENDED:
        return before
    if any(e.state is EscalationState.ACKNOWLEDGED for e in escalations):
        return CaseState.ACKNOWLEDGED
    return CaseState.TRANSMITTED if transmitted(escalations) else CaseState.ASKED


def delivered(escalations: tuple[Escalation, ...], receipts: Mapping[str, Receipt]) -> tuple[Escalation, ...]:
    """Return the escalations with those receipts, by their ids, that they have not yet."""
    return tuple(
        e.model_copy(update={"delivered_at": receipts[e.id].at})
        if e.id in receipts and not e.delivered_at
        else e
        for e in escalations
    )


def with_receipts(case: Case, receipts: Mapping[str, Receipt]) -> Case:
    """Return the case with the receipts that lay beside it, by the ids of its escalations.

    It is transmitted when every addressee has one.
    """
    lacking = [receipts[e.id] for e in case.escalations if e.id in receipts and not e.delivered_at]
    for receipt in sorted(lacking, key=_by_time):
        case = _with_receipt(case, receipt)
    return case


def _by_time(receipt: Receipt) -> tuple[datetime, str]:
    return receipt.at, receipt.id


def _with_receipt(case: Case, receipt: Receipt) -> Case:
    escalations = delivered(case.escalations, {receipt.id: receipt})
    lines = [_line("delivered", REACHED.with_(body=receipt.body), receipt.at)]
    if transmitted(escalations) and not transmitted(case.escalations):
        lines.append(_line("transmitted", ALL_REACHED, receipt.at))
    state = state_of(case.state, escalations)
    return case.model_copy(
        update={"escalations": escalations, "state": state, "history": (*case.history, *lines)}
    )


def _line(what: str, text: Text, at: datetime) -> Happening:
    return Happening(at=at, what=what, by=CHANNEL, text=text)
