from datetime import timedelta
from typing import Any

import pytest

from services.intake.declined import NotYours, TooLate
from services.intake.oversight import scope_of
from services.intake.speech import Utterance, may_say, pending, speak
from shared.answer import Answer, Said
from shared.case import Escalation, EscalationState
from shared.taxonomy import Outcome
from tests.builders import NOW, a_case, asked

ANSWERED = Utterance(said=Said.ANSWERED, outcome=Outcome.HOLD, text="留待复审。")
ACKNOWLEDGED = Utterance(said=Said.ACKNOWLEDGED)
RETURNED = Utterance(said=Said.RETURNED, text="不属于本机构。")


def an_escalation(state: EscalationState = EscalationState.ASKED, **fields: Any) -> Escalation:
    return asked(a_case(), "sac").model_copy(update={"state": state, **fields})


def say(escalation: Escalation, words: Utterance, *before: Answer, by: str = "sac") -> Answer:
    return speak("case", escalation, words, by=by, before=before, at=NOW)


def test_the_very_same_words_are_the_very_same_answer():
    escalation = an_escalation()
    first = say(escalation, ANSWERED)
    assert say(escalation, ANSWERED, first) is first
    assert say(escalation, ANSWERED).id == first.id


def test_other_words_after_the_last_are_too_late():
    first = say(an_escalation(), ANSWERED)
    with pytest.raises(TooLate, match="answered already"):
        say(an_escalation(), ANSWERED.model_copy(update={"text": "不同的话"}), first)
    with pytest.raises(TooLate, match="returned this"):
        say(an_escalation(), ANSWERED, say(an_escalation(), RETURNED))


def test_an_answer_follows_an_acknowledgement():
    assert say(an_escalation(), ANSWERED, say(an_escalation(), ACKNOWLEDGED)).said is Said.ANSWERED


def test_another_than_the_asked_may_not_speak():
    with pytest.raises(NotYours):
        say(an_escalation(), ANSWERED, by="samr")


@pytest.mark.parametrize("state", EscalationState)
def test_only_what_is_still_open_can_be_spoken_of(state: EscalationState):
    still = {EscalationState.ASKED, EscalationState.ACKNOWLEDGED, EscalationState.RAISED}
    assert (Said.ANSWERED in may_say(an_escalation(state))) is (state in still)


def test_what_was_taken_is_not_taken_again():
    with pytest.raises(TooLate):
        say(an_escalation(EscalationState.ACKNOWLEDGED, acknowledged_at=NOW), ACKNOWLEDGED)


def test_what_was_said_is_pending_until_the_router_has_heard_it():
    said = [say(an_escalation(), ACKNOWLEDGED), say(an_escalation(), ANSWERED)]
    assert pending(an_escalation(), said[:1]) is EscalationState.ACKNOWLEDGED
    assert pending(an_escalation(), said) is EscalationState.ANSWERED
    taken = an_escalation(EscalationState.ACKNOWLEDGED, acknowledged_at=NOW)
    assert pending(taken, said[:1]) is None
    assert pending(an_escalation(EscalationState.ANSWERED), said) is None
    late = an_escalation(EscalationState.RAISED, reply_by=NOW - timedelta(days=1))
    assert pending(late, said[:1]) is EscalationState.RAISED


@pytest.mark.parametrize(
    ("viewer", "sees", "not_"),
    [
        ("sac", ("samr", "440305", "miit", "t-cas"), ()),
        ("samr", ("sac", "110000"), ()),
        ("440000", ("440000", "440300", "440305"), ("450000", "430000", "sac", "miit")),
        ("440300", ("440300", "440305"), ("440000", "440400", "440100")),
        ("440305", ("440305",), ("440300", "440306")),
        ("110000", ("110101",), ("120000",)),
        ("miit", ("miit",), ("miit2", "mii", "nhc", "440000")),
        ("t-cec", ("t-cec",), ("t-cecs",)),
    ],
)
def test_an_authority_sees_itself_and_those_below(viewer: str, sees: tuple[str, ...], not_: tuple[str, ...]):
    scope = scope_of(viewer)
    assert [other for other in sees if not scope.holds(other)] == []
    assert [other for other in not_ if scope.holds(other)] == []
