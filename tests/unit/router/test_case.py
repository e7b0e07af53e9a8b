"""A case's life: who is asked, what their answers do, and what silence does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.router.case import UNREACHABLE, Step, climb, hear, open_case, overdue
from shared.answer import Answer, Said
from shared.case import WAITING, Case, CaseState, EscalationState, Role
from shared.events import CaseAnswered, EscalationOpened
from shared.fact import Fact
from shared.report import Report
from shared.taxonomy import Outcome
from tests.builders import NOW, a_case, a_report, an_accepted, an_answer, asked, opened, the_policy

LATER = NOW + timedelta(days=60)
MAJOR = a_report("第5.1条无法执行，没有检测方法。")


def heard(case: Case, answer: Answer) -> Step:
    return hear(case, answer, the_policy(), NOW + timedelta(hours=1))


def silent(case: Case, authority: str) -> Step:
    return climb(case, asked(case, authority).id, the_policy(), LATER)


def all_silent(case: Case) -> tuple[Case, list[Fact]]:
    """Let every clock run out, again and again, until none runs."""
    facts: list[Fact] = []
    while due := overdue(case, LATER + timedelta(days=4_000)):
        case, more = climb(case, due[0], the_policy(), LATER)
        facts += more
    return case, facts


def state(case: Case, authority: str) -> EscalationState:
    return asked(case, authority).state


def test_a_larger_problem_is_put_to_the_setter_and_to_the_superior_at_once():
    case, facts = opened(MAJOR)
    assert {(e.authority, e.role) for e in case.escalations} == {
        ("sac", Role.SETTER),
        ("440300", Role.SUPERIOR),
    }
    assert {f.escalation for f in facts if isinstance(f, EscalationOpened)} == {
        e.id for e in case.escalations
    }


@pytest.mark.parametrize("problem", ["ambiguous", "editorial"])
def test_an_ordinary_or_editorial_problem_is_put_to_the_setter_alone(problem: str):
    assert [e.authority for e in a_case(a_report(problem=problem)).escalations] == ["sac"]


def test_a_body_that_is_both_setter_and_superior_is_asked_once_with_both_reasons():
    case = a_case(a_report(standard="DB4403/T 100-2020", danger=True))
    (only,) = case.escalations
    assert (only.authority, only.role) == ("440300", Role.SETTER)
    assert "One level up" in only.because.en
    assert "people are in danger" in only.because.en


@pytest.mark.parametrize("standard", ["看不懂的编号", None])
def test_a_standard_that_cannot_be_read_is_screened_by_a_person_where_the_reporter_is(standard: str | None):
    case = a_case(a_report(standard=standard, problem="gap"))
    assert [e.authority for e in case.escalations] == ["440305"]
    assert case.standard == standard


def test_the_case_shows_the_standard_as_it_is_printed_and_the_clause_that_was_cited():
    case = a_case(a_report(standard="gbt19001－2016", clause="8.4"))
    assert (case.standard, case.clause) == ("GB/T 19001—2016", "8.4")


def test_the_event_is_what_the_contract_says_an_agency_receives():
    case, (fact, *_) = opened(MAJOR)
    assert isinstance(fact, EscalationOpened)
    setter = asked(case, "sac")
    assert fact.link == f"https://feedback.example/authority/escalations/{setter.id}"
    assert (fact.reports, fact.reply_by, fact.problem) == (case.reports, setter.reply_by, "infeasible")
    assert "无法执行" in fact.because
    assert "cannot be carried out" in fact.because


def test_opening_a_case_twice_names_the_same_things():
    report = MAJOR
    one, other = a_case(report), a_case(report)
    assert one.id != other.id  # two reports
    again = a_case(report, now=NOW + timedelta(seconds=5)).model_copy(update={"id": one.id})
    assert again.number[:4] == one.number[:4] == "2026"


def test_acknowledgement_stops_the_reply_clock_and_starts_the_lapse_clock():
    case = a_case(MAJOR)
    after, facts = heard(case, an_answer(case, "sac", Said.ACKNOWLEDGED))
    assert (after.state, state(after, "sac")) == (CaseState.ACKNOWLEDGED, EscalationState.ACKNOWLEDGED)
    assert asked(after, "sac").reply_by > asked(case, "sac").reply_by
    assert facts == ()


def test_an_acknowledgement_without_an_answer_lapses_and_the_case_climbs():
    case = a_case(MAJOR)
    case, _ = heard(case, an_answer(case, "sac", Said.ACKNOWLEDGED))
    case, (fact,) = silent(case, "sac")
    assert isinstance(fact, EscalationOpened)
    assert (fact.authority, fact.role) == ("samr", Role.SUPERIOR)
    assert "took the matter, but did not answer" in fact.because


def test_an_answer_ends_the_case_and_every_reporter_is_told():
    case = a_case(MAJOR)
    answer = an_answer(case, "sac", outcome=Outcome.REVISE)
    case, (fact,) = heard(case, answer)
    assert isinstance(fact, CaseAnswered)
    assert (fact.outcome, fact.ending, fact.reports) == (Outcome.REVISE, answer.id, case.reports)
    assert case.state is CaseState.ANSWERED
    assert case.next_due() is None


def test_when_the_setter_has_answered_the_superior_need_not():
    case = a_case(MAJOR)
    case, _ = heard(case, an_answer(case, "sac"))
    assert state(case, "440300") is EscalationState.CLOSED


def test_when_a_superior_has_answered_the_setter_is_still_asked():
    case = a_case(MAJOR)
    case, _ = heard(case, an_answer(case, "440300", outcome=Outcome.ENFORCEMENT))
    assert (case.state, state(case, "sac")) == (CaseState.ANSWERED, EscalationState.ASKED)


def test_silence_is_raised_to_the_next_rung_and_the_silent_body_may_still_answer():
    case, (fact,) = silent(a_case(MAJOR), "sac")
    assert isinstance(fact, EscalationOpened)
    assert fact.authority == "samr"
    assert (state(case, "sac"), asked(case, "samr").step) == (EscalationState.RAISED, 1)
    case, (late,) = heard(case, an_answer(case, "sac"))
    assert isinstance(late, CaseAnswered)
    assert state(case, "samr") is EscalationState.CLOSED


def test_a_body_that_has_the_case_in_hand_already_is_not_asked_again():
    case, facts = silent(a_case(MAJOR), "440300")  # sac, one level up, was asked as the setter
    assert facts == ()
    assert [e.authority for e in case.escalations] == ["sac", "440300"]
    assert case.state is not CaseState.UNANSWERED


def test_silence_on_the_top_rung_is_told_to_the_reporter():
    case, facts = all_silent(a_case(MAJOR))
    (ending,) = [fact for fact in facts if isinstance(fact, CaseAnswered)]
    assert (ending.outcome, ending.reports) == (None, case.reports)
    assert case.state is CaseState.UNANSWERED
    assert "no authority has answered" in ending.because.en


def test_a_late_answer_to_an_unanswered_case_is_still_an_answer():
    case, _ = all_silent(a_case(MAJOR))
    case, (fact,) = heard(case, an_answer(case, "440300"))
    assert isinstance(fact, CaseAnswered)
    assert case.state is CaseState.ANSWERED


def test_a_setter_that_stays_silent_after_a_superior_answered_does_not_unanswer_the_case():
    case = a_case(MAJOR)
    case, _ = heard(case, an_answer(case, "440300"))
    case, facts = all_silent(case)
    assert case.state is CaseState.ANSWERED
    assert not [fact for fact in facts if isinstance(fact, CaseAnswered)]


def test_a_message_that_could_not_be_brought_counts_as_silence():
    case = a_case(MAJOR)
    case, (fact,) = climb(case, asked(case, "sac").id, the_policy(), NOW, UNREACHABLE)
    assert isinstance(fact, EscalationOpened)
    assert "could not be brought" in fact.because


def test_the_body_named_as_the_right_one_is_asked_in_the_same_role():
    case = a_case(MAJOR)
    case, (fact,) = heard(case, an_answer(case, "sac", Said.RETURNED, text="应由工信部处理。", to="miit"))
    assert isinstance(fact, EscalationOpened)
    assert (fact.authority, fact.role) == ("miit", Role.SETTER)
    assert "应由工信部处理" in fact.because
    assert state(case, "sac") is EscalationState.RETURNED


@pytest.mark.parametrize("named", [None, "no-such-body", "sac"])
def test_a_return_that_names_nobody_goes_to_the_common_superior(named: str | None):
    case = a_case(MAJOR)
    _, (fact,) = heard(case, an_answer(case, "sac", Said.RETURNED, to=named))
    assert isinstance(fact, EscalationOpened)
    assert fact.authority == "samr"


def test_two_bodies_that_name_each_other_are_settled_by_their_common_superior():
    case = a_case(a_report("第5.1条无法执行，没有检测方法。", standard="YY/T 0287-2017"))
    case, (there,) = heard(case, an_answer(case, "nmpa", Said.RETURNED, to="miit"))
    case, (up,) = heard(case, an_answer(case, "miit", Said.RETURNED, to="nmpa"))
    assert isinstance(there, EscalationOpened)
    assert isinstance(up, EscalationOpened)
    common = the_policy().directory.common_superior("nmpa", "miit")
    assert common is not None
    assert (there.authority, up.authority) == ("miit", common.id)


def test_a_case_that_nobody_takes_ends_unanswered_and_the_reporters_are_told():
    case = a_case(a_report(standard="GB/T 19001-2016"))
    facts: list[Fact] = []
    while waiting := [e for e in case.escalations if e.state in WAITING]:
        case, more = heard(case, an_answer(case, waiting[0].authority, Said.RETURNED))
        facts += more
    assert case.state is CaseState.UNANSWERED
    assert isinstance(facts[-1], CaseAnswered)


@pytest.mark.parametrize("said", list(Said))
def test_the_same_answer_again_changes_nothing(said: Said):
    case = a_case(MAJOR)
    answer = an_answer(case, "sac", said)
    once, _ = heard(case, answer)
    assert heard(once, answer) == (once, ())


def test_an_answer_to_what_was_closed_changes_nothing():
    case = a_case(MAJOR)
    closed, _ = heard(case, an_answer(case, "sac"))
    assert heard(closed, an_answer(case, "440300")) == (closed, ())


def test_an_answer_to_an_unknown_escalation_changes_nothing():
    case = a_case(MAJOR)
    answer = an_answer(case, "sac").model_copy(update={"escalation": "unknown"})
    assert heard(case, answer) == (case, ())


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*Said, None]), st.integers(0, 5), st.sampled_from([None, "miit", "sac", "440000"])
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=50)
@given(steps=STEPS, danger=st.booleans())
def test_whatever_happens_every_case_ends_and_nobody_is_asked_twice(
    steps: list[tuple[Said | None, int, str | None]], *, danger: bool
):
    case = a_case(a_report(standard="YY/T 0287-2017", danger=danger))
    for said, place, to in steps:
        escalation = case.escalations[place % len(case.escalations)]
        if said:
            case, _ = heard(case, an_answer(case, escalation.authority, said, to=to))
        else:
            case, _ = climb(case, escalation.id, the_policy(), NOW)
    case, _ = all_silent(case)
    bodies = [e.authority for e in case.escalations]
    assert len(bodies) == len(set(bodies))
    assert case.state in {CaseState.ANSWERED, CaseState.UNANSWERED}


def test_every_line_of_the_history_says_something_in_both_languages():
    report: Report = MAJOR
    case, _ = all_silent(a_case(report))
    case, _ = heard(case, an_answer(case, "sac"))
    assert all(line.text.zh and line.text.en and "{" not in line.text.both for line in case.history)


@pytest.mark.parametrize(("plain", "written"), [(False, "GB/T 20234.1—2023"), (True, "GB/T 20234.1-2023")])
def test_a_case_names_its_standard_with_the_dash_of_the_settings_and_its_clause_apart(
    plain: bool, written: str
):
    accepted = an_accepted(a_report(standard="GB/T20234.1－2023 第5.1条"))
    policy = replace(the_policy(), plain_hyphen=plain)
    case, _ = open_case(accepted, policy.classifier.classify(accepted.report)[0], policy, NOW)
    assert (case.standard, case.clause) == (written, "5.1")
