"""A report joins a case: what counts, and what becomes of a case of which many speak, or one gravely."""

from datetime import datetime, timedelta

import pytest

from services.router.case import Step, hear, join
from shared.answer import Said
from shared.case import Case, EscalationState, Role
from shared.events import EscalationGrown, EscalationOpened
from shared.fact import Fact
from shared.report import AcceptedReport, Report
from shared.taxonomy import Severity, Track
from tests.builders import NOW, a_case, a_report, an_accepted, an_answer, asked, the_policy

SOON = NOW + timedelta(minutes=2)
MANDATORY = "GB 18401-2010"
ELSEWHERE = ("440305", "110105", "320102", "510107")
KINDS = ("enterprise", "media", "consumer", "research")
GRAVE = a_report("第5.1条的试验已经造成人员受伤。", danger=True)


def joined(case: Case, accepted: AcceptedReport, now: datetime = SOON) -> Step:
    made = the_policy().classifier.classify(accepted.report)[0]
    return join(case, accepted, made, the_policy(), now)


def after(case: Case, *accepted: AcceptedReport, now: datetime = SOON) -> tuple[Case, list[Fact]]:
    facts: list[Fact] = []
    for one in accepted:
        case, more = joined(case, one, now)
        facts += more
    return case, facts


def from_units(count: int, report: Report | None = None) -> list[AcceptedReport]:
    return [an_accepted(report, unit=f"unit-{number}", at=SOON) for number in range(count)]


def opened_for(report: Report | None = None) -> Case:
    """A case whose setter was told when it was opened and half a minute had passed."""
    case = a_case(report, now=NOW)
    heard = {"told": 1, "notices": 1, "told_at": NOW, "notice_at": None}
    told = tuple(e.model_copy(update=heard) for e in case.escalations)
    return case.model_copy(update={"escalations": told})


def severity(case: Case) -> Severity:
    return case.classification.severity


@pytest.mark.parametrize(("units", "expected"), [(3, Severity.ORDINARY), (4, Severity.MAJOR)])
def test_five_units_make_it_a_larger_problem_and_the_anonymous_first_reporter_is_one(
    units: int, expected: Severity
):
    case, _ = after(opened_for(), *from_units(units))
    assert severity(case) is expected


def test_one_source_that_posts_a_hundred_times_counts_once():
    posts = [an_accepted(unit="the same", at=SOON) for _ in range(100)]
    case, _ = after(opened_for(), *posts)
    assert severity(case) is Severity.ORDINARY
    assert len(case.reports) == 101


def test_the_anonymous_of_one_place_and_kind_count_as_one():
    case, _ = after(opened_for(), *(an_accepted() for _ in range(20)))
    assert severity(case) is Severity.ORDINARY


def test_three_regions_make_it_a_larger_problem():
    case, _ = after(opened_for(), *(an_accepted(a_report(region=place)) for place in ELSEWHERE[1:2]))
    assert severity(case) is Severity.ORDINARY
    case, _ = after(case, an_accepted(a_report(region=ELSEWHERE[2])))
    assert severity(case) is Severity.MAJOR


def test_four_kinds_of_reporter_make_it_a_larger_problem():
    case, _ = after(opened_for(), *(an_accepted(a_report(kind=kind)) for kind in KINDS[:3]))
    assert severity(case) is Severity.ORDINARY
    case, _ = after(case, an_accepted(a_report(kind=KINDS[3])))
    assert severity(case) is Severity.MAJOR


def test_of_a_mandatory_standard_three_units_are_enough():
    case, _ = after(opened_for(a_report(standard=MANDATORY)), *from_units(1))
    assert severity(case) is Severity.ORDINARY
    case, _ = after(case, an_accepted(unit="a third", at=SOON))
    assert severity(case) is Severity.MAJOR


@pytest.mark.parametrize(
    ("units", "expected"), [(8, Severity.EDITORIAL), (9, Severity.ORDINARY), (30, Severity.ORDINARY)]
)
@pytest.mark.parametrize("standard", ["GB/T 19001-2016", MANDATORY])
def test_ten_units_make_an_editorial_problem_an_ordinary_one_and_never_a_larger(
    standard: str, units: int, expected: Severity
):
    misprint = a_report(problem="editorial", standard=standard)
    case, _ = after(opened_for(misprint), *from_units(units, misprint))
    assert severity(case) is expected


def test_what_was_reported_longer_ago_than_the_policy_looks_back_does_not_count():
    old = [an_accepted(unit=f"unit-{n}", at=NOW - timedelta(days=181)) for n in range(9)]
    case, _ = after(opened_for(), *old)
    assert severity(case) is Severity.ORDINARY


def test_the_number_is_the_reason_and_the_history_says_so_in_both_languages():
    case, _ = after(opened_for(), *from_units(4))
    reason = case.classification.because[0]
    assert "5家单位" in reason.zh
    assert "5 units in 1 regions" in reason.en
    (line,) = [line for line in case.history if line.what == "graver"]
    assert reason.zh in line.text.zh
    assert case.classification.rules[-1] == "many"


def test_a_case_that_becomes_larger_is_put_to_both_axes_at_once_with_the_reason():
    case, facts = after(opened_for(), *from_units(4))
    assert {(e.authority, e.role) for e in case.escalations} == {
        ("sac", Role.SETTER),
        ("440300", Role.SUPERIOR),
    }
    (new,) = [fact for fact in facts if type(fact) is EscalationOpened]
    assert (new.authority, new.total, new.new) == ("440300", 5, 5)
    assert "5家单位" in new.because
    (grown,) = [fact for fact in facts if isinstance(fact, EscalationGrown)]
    assert (grown.authority, grown.severity, grown.new) == ("sac", Severity.MAJOR, 4)
    assert "larger" in {line.what for line in case.history}


def test_one_grave_report_makes_the_case_as_grave_and_says_why():
    case, facts = after(opened_for(), an_accepted(GRAVE))
    assert severity(case) is Severity.CRITICAL
    assert "people are in danger" in case.classification.because[0].en
    assert {fact.authority for fact in facts if isinstance(fact, EscalationOpened)} == {"sac", "440300"}


def test_a_milder_report_changes_nothing_of_how_grave_it_is():
    grave = opened_for(GRAVE)
    case, _ = after(grave, an_accepted(a_report(problem="editorial")))
    assert case.classification == grave.classification


def test_the_clock_becomes_shorter_when_the_case_becomes_graver():
    before = opened_for()
    case, _ = after(before, an_accepted(GRAVE))
    assert asked(case, "sac").reply_by < asked(before, "sac").reply_by
    assert "danger" in asked(case, "sac").clock.en


def test_the_clock_that_runs_is_never_made_longer():
    before = opened_for()
    late = asked(before, "sac").reply_by - timedelta(days=3)
    case, _ = after(before, *from_units(4), now=late)
    assert severity(case) is Severity.MAJOR
    assert asked(case, "sac").reply_by == asked(before, "sac").reply_by


def test_who_has_taken_the_matter_keeps_it_with_the_shorter_of_two_clocks():
    case = opened_for()
    before, _ = hear(case, an_answer(case, "sac", Said.ACKNOWLEDGED), the_policy(), NOW)
    case, _ = after(before, an_accepted(GRAVE))
    assert asked(case, "sac").state is EscalationState.ACKNOWLEDGED
    assert asked(case, "sac").reply_by < asked(before, "sac").reply_by


def test_a_body_above_another_place_that_reports_is_told_for_information_once():
    beijing = a_report(region="110105")
    case, _ = after(opened_for(), an_accepted(beijing), an_accepted(beijing))
    assert case.informed.count("110000") == 1


def test_a_supporter_is_a_member_and_counts_as_a_unit():
    supporters = [
        an_accepted(a_report(joins=a_case().number), unit=f"unit-{number}", at=SOON) for number in range(4)
    ]
    case, _ = after(opened_for(), *supporters)
    assert [member.supporter for member in case.members] == [False, *[True] * 4]
    assert severity(case) is Severity.MAJOR


def test_a_report_joins_on_the_track_of_the_case():
    case = opened_for()
    complaint = case.classification.model_copy(update={"track": Track.COMPLAINT})
    case, _ = after(case.model_copy(update={"classification": complaint}), an_accepted())
    assert case.members[-1].track is Track.COMPLAINT


def test_who_joins_a_case_that_was_answered_is_told_the_answer_and_nobody_is_asked_again():
    case = opened_for()
    case, (answer,) = hear(case, an_answer(case, "sac"), the_policy(), NOW)
    late, other = an_accepted(), an_accepted()
    case, (fact,) = joined(case, late)
    assert fact == answer.model_copy(update={"reports": (late.id,), "ending": fact.names()[1]})
    assert case.next_due() is None
    _, (next_fact,) = joined(case, other)
    assert next_fact.names() != fact.names()
