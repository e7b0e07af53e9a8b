"""When authorities hear: at once or gathered, each notice naming how many are new."""

from datetime import datetime, timedelta

import pytest

from services.router.case import hear, join, noticed
from shared.answer import Said
from shared.case import Case
from shared.events import EscalationGrown, EscalationOpened
from shared.fact import Fact
from shared.report import AcceptedReport, Report
from tests.builders import NOW, a_report, an_accepted, an_answer, asked, opened, the_policy

GATHERED = NOW + timedelta(seconds=30)
LATER = timedelta(minutes=5)
MAJOR = a_report("第5.1条无法执行，没有检测方法。")


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def joined(
    case: Case, now: datetime, accepted: AcceptedReport | None = None
) -> tuple[Case, tuple[Fact, ...]]:
    one = accepted or an_accepted()
    return join(case, one, the_policy().classifier.classify(one.report)[0], the_policy(), now)


def told(facts: tuple[Fact, ...]) -> list[tuple[str, int, int]]:
    """To whom, how many are new, of how many."""
    return [(f.authority, f.new, f.total) for f in facts if isinstance(f, EscalationOpened)]


@pytest.mark.parametrize("report", [MAJOR, a_report(danger=True)])
def test_of_a_larger_problem_both_axes_hear_at_once(report: Report):
    case, facts = opened(report)
    assert sorted(told(facts)) == [("440300", 1, 1), ("sac", 1, 1)]
    assert {e.notice_at for e in case.escalations} == {None}


@pytest.mark.parametrize("problem", ["ambiguous", "editorial"])
def test_of_an_ordinary_problem_the_setter_hears_after_half_a_minute_and_not_before(problem: str):
    case, facts = opened(a_report(problem=problem))
    assert facts == ()
    assert case.next_due() == GATHERED
    assert noticed(case, the_policy(), after(29)) == (case, ())
    case, facts = noticed(case, the_policy(), GATHERED)
    assert told(facts) == [("sac", 1, 1)]


def test_what_joins_before_the_first_notice_is_in_it():
    case, _ = opened()
    for seconds in (5, 10, 15):
        case, facts = joined(case, after(seconds))
        assert facts == ()
    case, facts = noticed(case, the_policy(), GATHERED)
    assert told(facts) == [("sac", 4, 4)]
    assert [type(fact) for fact in facts] == [EscalationOpened]


def test_what_joins_after_it_gathers_for_five_minutes_and_is_told_with_how_many_are_new():
    case, _ = noticed(opened()[0], the_policy(), GATHERED)
    for seconds in (31, 60, 300):
        case, facts = joined(case, after(seconds))
        assert facts == ()
    assert case.next_due() == GATHERED + LATER
    case, facts = noticed(case, the_policy(), GATHERED + LATER)
    assert told(facts) == [("sac", 3, 4)]
    assert "3, 4 in all" in case.history[-1].text.en
    assert noticed(case, the_policy(), GATHERED + 3 * LATER) == (case, ())


def test_a_report_that_joins_long_after_the_last_notice_is_told_at_once():
    case, _ = noticed(opened()[0], the_policy(), GATHERED)
    case, facts = joined(case, GATHERED + 2 * LATER)
    assert told(facts) == [("sac", 1, 2)]


def test_notices_are_numbered_so_that_each_is_an_event_of_its_own():
    case, first = noticed(opened()[0], the_policy(), GATHERED)
    names = [fact.names() for fact in first]
    for times in range(1, 4):
        case, facts = joined(case, GATHERED + times * LATER)
        names += [fact.names() for fact in facts if isinstance(fact, EscalationGrown)]
    assert len(set(names)) == 4


def test_two_hundred_reports_in_an_hour_are_twelve_notices():
    case, facts = opened()
    notices = len(facts)
    for number in range(200):
        now = after(number * 18)
        case, due = noticed(case, the_policy(), now)
        case, new = joined(case, now)
        notices += len(due) + len(new)
    assert notices == 12
    assert asked(case, "sac").told <= len(case.reports)


def test_a_case_that_becomes_larger_tells_at_once_those_who_were_told_before():
    case, _ = noticed(opened()[0], the_policy(), GATHERED)
    case, facts = joined(case, after(60), an_accepted(a_report(danger=True)))
    assert sorted(told(facts)) == [("440300", 2, 2), ("sac", 1, 2)]
    assert [f.severity.value for f in facts if isinstance(f, EscalationOpened)] == ["critical", "critical"]


def test_a_case_that_becomes_larger_before_anybody_was_told_is_told_at_once():
    case, _ = opened()
    case, facts = joined(case, after(3), an_accepted(a_report(danger=True)))
    assert sorted(told(facts)) == [("440300", 2, 2), ("sac", 2, 2)]


def test_whoever_took_the_matter_still_hears_what_joins():
    case, _ = noticed(opened()[0], the_policy(), GATHERED)
    case, _ = hear(case, an_answer(case, "sac", Said.ACKNOWLEDGED), the_policy(), GATHERED)
    _, facts = joined(case, GATHERED + LATER)
    assert told(facts) == [("sac", 1, 2)]


def test_whoever_returned_it_hears_no_more_of_it():
    case, _ = noticed(opened()[0], the_policy(), GATHERED)
    case, _ = hear(case, an_answer(case, "sac", Said.RETURNED, to="nmpa"), the_policy(), GATHERED)
    case, _ = joined(case, GATHERED + LATER)
    _, facts = noticed(case, the_policy(), GATHERED + 2 * LATER)
    assert {authority for authority, _, _ in told(facts)} <= {"nmpa"}
    assert asked(case, "sac").notice_at is None
