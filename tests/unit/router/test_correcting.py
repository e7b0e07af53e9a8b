"""A person corrects what the channel made of a report: who was wrongly asked is spared, others are asked."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.router.case import climb, confirm, correct, hear, noticed, overdue
from shared.answer import Said
from shared.case import ENDED, WAITING, Case, CaseState, EscalationState, Screening
from shared.events import EscalationGrown, EscalationOpened, EscalationWithdrawn
from shared.fact import Fact
from shared.report import AcceptedReport, Report
from shared.ruling import OPERATOR, Ruled, Ruling
from shared.taxonomy import Problem, Severity, Track
from shared.text import Text
from tests.builders import (
    NOW,
    a_correction,
    a_report,
    a_ruling,
    an_accepted,
    an_answer,
    asked,
    opened,
    the_policy,
)

LATER = NOW + timedelta(hours=1)
YEARS = timedelta(days=4_000)
MAJOR = a_report("第5.1条无法执行，没有检测方法。")
DEVICE = "YY/T 0287-2017"


def begun(report: Report | None = None) -> tuple[Case, AcceptedReport]:
    """A case whose first notices were given."""
    case, _ = opened(report)
    case, _ = noticed(case, the_policy(), NOW + timedelta(minutes=1))
    (id_,) = case.reports
    return case, an_accepted(report, id_=id_)


def corrected(
    case: Case, founder: AcceptedReport, ruling: Ruling, now: datetime = LATER
) -> tuple[Case, list[Fact]]:
    case, facts = correct(case, ruling, founder, the_policy(), now)
    return case, list(facts)


def withdrawn(facts: list[Fact]) -> list[str]:
    return [fact.authority for fact in facts if isinstance(fact, EscalationWithdrawn)]


def newly_asked(facts: list[Fact]) -> list[str]:
    return [fact.authority for fact in facts if type(fact) is EscalationOpened]


def waiting(case: Case) -> set[str]:
    return {e.authority for e in case.escalations if e.state in WAITING}


def all_silent(case: Case) -> Case:
    while due := overdue(case, NOW + YEARS):
        case, _ = climb(case, due[0], the_policy(), LATER)
    return case


def test_another_standard_asks_its_setter_and_spares_the_one_that_was_wrongly_asked():
    case, founder = begun(MAJOR)
    case, facts = corrected(case, founder, a_correction(case, standard=DEVICE))
    assert case.standard == "YY/T 0287—2017"
    assert waiting(case) == {"nmpa", "440300"}
    assert (withdrawn(facts), newly_asked(facts)) == (["sac"], ["nmpa"])
    assert asked(case, "sac").state is EscalationState.WITHDRAWN


def test_whoever_had_not_been_told_is_spared_without_a_word():
    case, _ = opened()
    founder = an_accepted(id_=case.reports[0])
    case, facts = corrected(case, founder, a_correction(case, standard=DEVICE), NOW)
    assert asked(case, "sac").state is EscalationState.WITHDRAWN
    assert facts == []


def test_a_body_that_was_spared_is_asked_again_under_a_name_of_its_own():
    case, founder = begun()
    case, _ = corrected(case, founder, a_correction(case, standard=DEVICE))
    case, facts = corrected(case, founder, a_correction(case, standard="GB/T 19001-2016"), LATER)
    first, second = (e for e in case.escalations if e.authority == "sac")
    assert (first.state, second.state) == (EscalationState.WITHDRAWN, EscalationState.ASKED)
    assert first.id != second.id
    assert waiting(case) == {"sac"}
    assert withdrawn(facts) == []


def test_who_is_asked_about_what_somebody_did_is_the_administration_of_the_place():
    case, founder = begun()
    case, facts = corrected(case, founder, a_correction(case, track=Track.BREACH))
    assert waiting(case) == {"440305"}
    assert withdrawn(facts) == ["sac"]
    assert "sac" in case.informed
    assert case.classification.track is Track.BREACH


def test_a_corrected_region_asks_the_authority_above_it():
    case, founder = begun(MAJOR)
    case, facts = corrected(case, founder, a_correction(case, region="440507"))
    assert (case.region, waiting(case)) == ("440507", {"sac", "440500"})
    assert withdrawn(facts) == ["440300"]


def test_what_a_person_made_larger_goes_to_both_axes_at_once_and_sooner():
    case, founder = begun()
    after, facts = corrected(case, founder, a_correction(case, severity=Severity.CRITICAL))
    assert waiting(after) == {"sac", "440300"}
    assert withdrawn(facts) == []
    assert asked(after, "sac").reply_by < asked(case, "sac").reply_by
    (grown,) = [fact for fact in facts if isinstance(fact, EscalationGrown)]
    assert (grown.authority, grown.new, grown.severity) == ("sac", 0, Severity.CRITICAL)


def test_what_a_person_made_milder_has_more_time_and_no_superior():
    case, founder = begun(MAJOR)
    after, facts = corrected(case, founder, a_correction(case, problem=Problem.EDITORIAL))
    assert after.classification.severity is Severity.EDITORIAL
    assert waiting(after) == {"sac"}
    assert withdrawn(facts) == ["440300"]
    assert asked(after, "sac").reply_by > asked(case, "sac").reply_by


def test_whoever_has_taken_what_became_milder_has_the_time_of_those_who_took_it():
    case, founder = begun(MAJOR)
    case, _ = hear(case, an_answer(case, "sac", Said.ACKNOWLEDGED), the_policy(), NOW)
    after, _ = corrected(case, founder, a_correction(case, severity=Severity.ORDINARY))
    lapses = the_policy().clocks.lapses(LATER, Track.IMPLEMENTATION, Severity.ORDINARY)
    assert asked(after, "sac").state is EscalationState.ACKNOWLEDGED
    assert asked(after, "sac").reply_by == lapses.at


def test_a_corrected_kind_is_judged_again_and_what_a_person_set_is_sure():
    case, founder = begun()
    case, _ = corrected(case, founder, a_correction(case, problem=Problem.INFEASIBLE))
    made = case.classification
    assert (made.problem, made.severity) == (Problem.INFEASIBLE, Severity.MAJOR)
    assert (made.confidence.problem, made.screen) == (1.0, ())


def test_the_history_and_the_reasons_say_who_corrected_what_and_why():
    case, founder = begun()
    ruling = a_correction(case, problem=Problem.TECHNICAL, by="440300")
    case, _ = corrected(case, founder, ruling)
    (line,) = [line for line in case.history if line.what == "corrected"]
    assert (line.by, line.at) == ("440300", ruling.at)
    for words in (line.text.both, case.classification.because[0].both):
        assert "核对原文后认定。" in words
        assert "深圳市" in words
        assert "from “" in words


def test_a_person_looks_at_it_no_more_once_it_was_corrected_or_confirmed():
    case, founder = begun()
    waits = case.model_copy(
        update={"screening": Screening(authority="440305", since=NOW, why=(Text(zh="不确定", en="unsure"),))}
    )
    assert corrected(waits, founder, a_correction(case, clause="8.4"))[0].screening is None
    confirmed, facts = confirm(waits, a_ruling(case, Ruled.CONFIRMED, by=OPERATOR), the_policy())
    assert (confirmed.screening, facts) == (None, ())
    assert "operator of the channel" in confirmed.history[-1].text.en


def test_a_summary_alone_changes_nobody_and_nothing_else():
    case, founder = begun()
    after, facts = corrected(case, founder, a_correction(case, summary="第8.4条有两种理解。"))
    assert (after.summary, after.escalations, facts) == ("第8.4条有两种理解。", case.escalations, [])
    assert after.classification.severity is case.classification.severity


def test_an_answered_case_stays_answered_and_asks_nobody():
    case, founder = begun()
    case, _ = hear(case, an_answer(case, "sac"), the_policy(), NOW)
    after, facts = corrected(case, founder, a_correction(case, standard=DEVICE))
    assert (after.state, after.standard, facts) == (CaseState.ANSWERED, "YY/T 0287—2017", [])
    assert after.escalations == case.escalations


def test_a_case_that_nobody_answered_comes_alive_when_the_right_body_is_found():
    case, founder = begun()
    case = all_silent(case)
    assert case.state is CaseState.UNANSWERED
    case, facts = corrected(case, founder, a_correction(case, standard=DEVICE))
    assert case.state is CaseState.ASKED
    assert waiting(case) == {"nmpa"}
    assert {"sac", "samr"} >= set(withdrawn(facts))


def test_whoever_stands_in_for_a_silent_setter_goes_on_when_the_case_becomes_milder():
    case, founder = begun(MAJOR)
    case, _ = climb(case, asked(case, "sac").id, the_policy(), LATER)
    case, facts = corrected(case, founder, a_correction(case, severity=Severity.ORDINARY))
    assert waiting(case) == {"samr"}
    assert withdrawn(facts) == ["440300"]


def test_whoever_the_setter_named_in_its_place_goes_on_when_the_case_becomes_graver_or_milder():
    case, founder = begun()
    case, _ = hear(case, an_answer(case, "sac", Said.RETURNED, to="nmpa"), the_policy(), NOW)
    case, _ = corrected(case, founder, a_correction(case, severity=Severity.MAJOR))
    assert waiting(case) == {"nmpa", "440300"}
    case, _ = corrected(case, founder, a_correction(case, severity=Severity.ORDINARY))
    assert waiting(case) == {"nmpa"}


CORRECTIONS = (
    {"standard": DEVICE},
    {"standard": "DB4403/T 100-2020"},
    {"standard": "GB/T 19001-2016"},
    {"region": "110105"},
    {"region": "440305"},
    {"track": Track.COMPLAINT},
    {"track": Track.IMPLEMENTATION},
    {"severity": Severity.MAJOR},
    {"severity": Severity.ORDINARY},
    {"severity": Severity.EDITORIAL},
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([Said.RETURNED, Said.ACKNOWLEDGED, None, *CORRECTIONS, *CORRECTIONS]),
        st.integers(0, 5),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=40)
@given(STEPS, st.booleans())
def test_whatever_is_corrected_a_case_that_has_not_ended_is_waited_for(
    steps: list[tuple[Said | dict[str, Any] | None, int]], danger: bool
):
    case, founder = begun(a_report(danger=danger))
    for said, place in steps:
        escalation = case.escalations[place % len(case.escalations)]
        if isinstance(said, dict):
            case, _ = corrected(case, founder, a_correction(case, **said))
        elif said:
            case, _ = hear(case, an_answer(case, escalation.authority, said), the_policy(), NOW)
        else:
            case, _ = climb(case, escalation.id, the_policy(), NOW)
        assert case.state in ENDED or waiting(case)
    assert all_silent(case).state in ENDED
