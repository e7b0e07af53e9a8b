"""Speech: what an authority may say of an escalation, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.declined import NotYours, TooLate
from shared.answer import Answer, Said
from shared.case import ANSWERABLE, Escalation, EscalationState
from shared.ids import derived_id
from shared.report import Line, Words
from shared.taxonomy import NAMES, Outcome
from shared.text import Text

TEXT_MIN, TEXT_MAX = 2, 8_000  # characters

Reason = Annotated[Words, Field(min_length=TEXT_MIN, max_length=TEXT_MAX)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class AnswerBody(_Body):
    """An answer as the contract gives it: how it ends, and why in words that the reporters will read."""

    outcome: Outcome
    text: Reason


class ReturnBody(_Body):
    """A return as the contract gives it: why it is not theirs and, where they know, whose it is."""

    authority: Annotated[Line, Field(min_length=1, max_length=64)] | None = None
    text: Reason


class Utterance(BaseModel):
    """What an authority wants to say; the fields are those of an Answer."""

    model_config = ConfigDict(frozen=True)

    said: Said
    outcome: Outcome | None = None
    text: str | None = None
    to: str | None = None


ENDS = frozenset({Said.ANSWERED, Said.RETURNED})
"""What is said once only of an escalation."""


def may_say(escalation: Escalation) -> frozenset[Said]:
    """Return what can be said in this state; a late answer is still an answer."""
    if escalation.state not in ANSWERABLE:
        return frozenset()
    return frozenset(Said) if escalation.acknowledged_at is None else ENDS


def will_be(escalation: Escalation, said: Said) -> EscalationState:
    """Return the state that follows when the router has heard it; taken late, a case stays raised."""
    if said not in may_say(escalation):
        return escalation.state
    if said is Said.ACKNOWLEDGED:
        late = escalation.state is EscalationState.RAISED
        return EscalationState.RAISED if late else EscalationState.ACKNOWLEDGED
    return EscalationState.ANSWERED if said is Said.ANSWERED else EscalationState.RETURNED


STATE_NAMES: dict[EscalationState, Text] = {
    EscalationState.ASKED: Text(zh="待签收", en="Waiting for you to take it"),
    EscalationState.ACKNOWLEDGED: Text(zh="已签收，待答复", en="Acknowledged, waiting for an answer"),
    EscalationState.ANSWERED: Text(zh="已答复", en="Answered"),
    EscalationState.RETURNED: Text(zh="已退回", en="Returned"),
    EscalationState.RAISED: Text(zh="超期，已报上级", en="Overdue, raised to the superior"),
    EscalationState.CLOSED: Text(zh="已由其他机构的答复办结", en="Closed by another body's answer"),
    EscalationState.WITHDRAWN: Text(zh="已撤回，无需办理", en="Withdrawn, nothing is asked of you"),
}


def speak(
    case: str,
    escalation: Escalation,
    words: Utterance,
    *,
    by: str,
    before: Sequence[Answer],
    at: datetime,
) -> Answer:
    """Return the answer to store, or the same one again if it was said before.

    NotYours when another authority was asked; TooLate when it was said before or its time has passed.
    """
    answer = Answer(
        id=_answer_id(escalation.id, by, words),
        at=at,
        escalation=escalation.id,
        case=case,
        authority=by,
        **words.model_dump(),
    )
    if escalation.authority != by:
        raise NotYours(_ANOTHER_WAS_ASKED)
    if same := next((said for said in before if said.id == answer.id), None):
        return same
    if ended := next((said for said in before if said.said in ENDS), None):
        raise TooLate(_ended_before(ended))
    if words.said not in may_say(escalation):
        raise TooLate(_STATE_FORBIDS.with_(state=STATE_NAMES[escalation.state]))
    return answer


def pending(escalation: Escalation, said: Sequence[Answer]) -> EscalationState | None:
    """Return the state that the router will give it for what was said, None when nothing is on its way."""
    waiting = [answer.said for answer in said if answer.said in may_say(escalation)]
    if not waiting:
        return None
    last = next((word for word in waiting if word in ENDS), Said.ACKNOWLEDGED)
    return will_be(escalation, last)


def _answer_id(escalation: str, by: str, words: Utterance) -> str:
    parts = (words.said.value, words.outcome.value if words.outcome else "", words.text or "", words.to or "")
    return derived_id("answer", escalation, by, *parts)


def _ended_before(answer: Answer) -> Text:
    if answer.outcome is None:
        return _RETURNED_BEFORE
    return _ANSWERED_BEFORE.with_(outcome=NAMES[answer.outcome])


_ANOTHER_WAS_ASKED = Text(
    zh="贵机构可以查看这个事项，但它是向下级机构提出的，须由该机构答复。逾期未答复的，会转报贵机构。",
    en="You may read this escalation, but another body was asked, and that body has to speak. If it stays "
    "silent, the case climbs to its superior.",
)
_STATE_FORBIDS = Text(
    zh="这个事项现为“{state}”，不能再这样操作。请刷新页面查看最新情况。",
    en="This escalation is now “{state}”, so this can no longer be said. Load it again to see how it stands.",
)
_ANSWERED_BEFORE = Text(
    zh="贵机构已作答复（{outcome}），答复只能作出一次。",
    en="You have answered already ({outcome}); an escalation is answered once.",
)
_RETURNED_BEFORE = Text(
    zh="贵机构已退回这个事项，将由其他机构办理。",
    en="You have returned this escalation already; another body is being asked.",
)
