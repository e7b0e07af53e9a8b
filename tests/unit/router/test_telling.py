"""What an operator counts: things that happened, and not messages about them."""

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from services.router.case import hear
from services.router.change import Change, Stored
from services.router.telling import tell
from shared.case import CaseState, EscalationState
from shared.events import TOLD_TOGETHER
from shared.taxonomy import Outcome
from tests.builders import NOW, a_case, a_report, an_answer, the_policy
from tests.in_memory import Channel

MAJOR = a_report("第5.1条无法执行，没有检测方法。", clause="5.1")


class Ends:
    """How many cases have ended since the test began."""

    def __init__(self) -> None:
        self.before = {outcome: self.counted(outcome) for outcome in (*Outcome, "unanswered")}

    def counted(self, outcome: str) -> float:
        return REGISTRY.get_sample_value("feedback_cases_ended_total", {"outcome": outcome}) or 0

    @property
    def now(self) -> dict[str, float]:
        return {name: more for name, was in self.before.items() if (more := self.counted(name) - was)}


@pytest.fixture
def channel() -> Channel:
    return Channel()


def test_a_case_ends_once_in_however_many_messages_that_is_told():
    one = a_case(MAJOR)
    members = [one.members[0].model_copy(update={"report": f"r-{n}"}) for n in range(2 * TOLD_TOGETHER + 1)]
    change = Change.to(Stored(one.model_copy(update={"members": tuple(members)})))
    change.take(*hear(change.case, an_answer(one, "sac"), the_policy(), NOW))
    ends = Ends()
    tell(change, NOW, {})
    assert len(change.facts) == 3
    assert ends.now == {"amend": 1}


def test_whoever_joins_an_ended_case_does_not_end_it_again(channel: Channel):
    case = channel.report(MAJOR)
    channel.answer(an_answer(case, "sac"))
    ends = Ends()
    channel.report(MAJOR.model_copy(update={"joins": case.number}))
    assert ends.now == {}


def test_a_second_answer_does_not_end_a_case_again(channel: Channel):
    case = channel.report(MAJOR)
    ends = Ends()
    channel.answer(an_answer(case, "440300", outcome=Outcome.INTERPRETED))
    channel.answer(an_answer(case, "sac", at=NOW + timedelta(hours=2)))
    assert ends.now == {"interpreted": 1}


def test_a_case_that_nobody_answered_is_counted_so_and_a_late_answer_as_an_answer(channel: Channel):
    case = channel.report(MAJOR)
    ends = Ends()
    while any(e.state is EscalationState.ASKED for e in channel.again(case).escalations):
        channel.now = max(e.reply_by for e in channel.again(case).escalations)
        channel.wait()
    assert channel.again(case).state is CaseState.UNANSWERED
    assert ends.now == {"unanswered": 1}
    channel.answer(an_answer(case, "sac", at=channel.now))
    assert ends.now == {"unanswered": 1, "amend": 1}


def test_a_late_answer_of_a_body_that_was_silent_is_no_climb(channel: Channel):
    case = channel.report(MAJOR)
    before = climbs()
    channel.now = max(e.reply_by for e in case.escalations)
    channel.wait()
    climbed = climbs()
    assert climbed > before
    channel.answer(an_answer(case, "sac", at=channel.now))
    assert channel.again(case).state is CaseState.ANSWERED
    assert climbs() == climbed


def climbs() -> float:
    return REGISTRY.get_sample_value("feedback_climbs_total", {"severity": "major"}) or 0
