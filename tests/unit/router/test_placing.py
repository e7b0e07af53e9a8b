"""Where a report belongs: to the case of the same problem, to the one it names, or to one of its own."""

from collections.abc import Iterable

import pytest

from services.router.arriving import arrival
from services.router.case import open_case
from services.router.case.opening import case_of
from services.router.placing import MOST_REPORTS, Arrival, Near, Placement, Placing, Shelves
from shared.case import WAITING, Case, CaseState, EscalationState, Relation
from shared.events import CaseAnswered
from shared.report import AcceptedReport, Report
from shared.taxonomy import Severity, Track
from tests.builders import NOW, a_correction, a_report, an_accepted, an_answer, asked, the_policy
from tests.in_memory import Channel

TEXT = "甲醛限量20 mg/kg低于试验方法能测到的下限，实验室之间结果相差很大。"
EITHER = "第5.1条与表2不一致，无法同时满足。另外举报某企业不执行强制性标准，要求查处。"
ME_TOO = "我也遇到了这个问题，没有另写描述。"


def about(
    text: str = TEXT, standard: str = "GB/T 18401-2010", clause: str = "5.1", **fields: object
) -> Report:
    return a_report(text, standard=standard, clause=clause, **fields)


def an_arrival(accepted: AcceptedReport) -> Arrival:
    return arrival(accepted, the_policy())


def near_of(accepted: AcceptedReport, state: CaseState = CaseState.ASKED, size: int = 1) -> Near:
    one = an_arrival(accepted)
    track = one.made[0].track
    return Near(f"case of {accepted.id}", f"number of {accepted.id}", state, track, size, (one.likeness,))


def placed(
    accepted: Iterable[AcceptedReport],
    near: Iterable[Near] = (),
    done: dict[str, set[Track]] | None = None,
    named: dict[str, str] | None = None,
) -> list[Placement]:
    placing = Placing(the_policy().same, near, Shelves(), done or {}, named or {})
    return placing.place([an_arrival(one) for one in accepted])


@pytest.fixture
def channel() -> Channel:
    return Channel()


def tracks(cases: Iterable[Case]) -> dict[Track, Case]:
    return {case.classification.track: case for case in cases}


def test_the_second_of_a_batch_joins_the_case_that_the_first_opens():
    one, other = an_accepted(about(), id_="a"), an_accepted(about(TEXT + "请核实。"), id_="b")
    first, second = placed([other, one])
    assert (first.arrival.accepted.id, first.opens) == ("a", True)
    assert (second.case, second.opens) == (first.case, False)
    assert [placement.slot.rpartition("#")[2] for placement in (first, second)] == ["1", "2"]


def test_what_has_a_case_already_is_placed_no_more():
    one = an_accepted(about())
    assert placed([one], done={one.id: {an_arrival(one).made[0].track}}) == []


@pytest.mark.parametrize("state", [CaseState.ANSWERED, CaseState.UNANSWERED])
def test_an_ended_case_is_not_joined_and_linked_as_what_recurs(state: CaseState):
    ended = near_of(an_accepted(about()), state)
    (placement,) = placed([an_accepted(about())], [ended])
    assert (placement.opens, placement.recurs, placement.related) == (True, ended, None)


def test_an_open_case_is_joined_rather_than_an_ended_one():
    ended, still_open = near_of(an_accepted(about()), CaseState.ANSWERED), near_of(an_accepted(about()))
    (placement,) = placed([an_accepted(about())], [ended, still_open])
    assert (placement.case, placement.opens) == (still_open.id, False)


def test_another_edition_is_related_and_not_joined():
    older = near_of(an_accepted(about(standard="GB/T 18401-2003")))
    (placement,) = placed([an_accepted(about())], [older])
    assert (placement.opens, placement.recurs, placement.related) == (True, None, older)


def test_a_merged_case_is_neither_joined_nor_linked():
    (placement,) = placed([an_accepted(about())], [near_of(an_accepted(about()), CaseState.MERGED)])
    assert (placement.opens, placement.recurs, placement.related) == (True, None, None)


def test_a_full_case_is_followed_by_another_one():
    (placement,) = placed([an_accepted(about())], [near_of(an_accepted(about()), size=MOST_REPORTS)])
    assert placement.opens


def test_who_names_a_case_joins_it_whatever_else_is_near():
    number = open_case(one := an_accepted(), an_arrival(one).made[0], the_policy(), NOW)[0].number
    me_too = an_accepted(about(joins=number))
    (placement,) = placed([me_too], [near_of(an_accepted(about()))], named={number: "the one named"})
    assert (placement.case, placement.opens) == ("the one named", False)


def test_who_named_a_case_is_not_placed_again_when_its_track_was_corrected(channel: Channel):
    case = channel.report(about())
    channel.report(about(ME_TOO, joins=case.number))
    channel.rule(a_correction(case, track=Track.INTERPRETATION))
    before = dict(channel.cases.kept)
    channel.hear_again()
    assert channel.cases.kept == before


def test_a_report_of_two_tracks_is_two_cases_each_with_its_clock_and_its_addressees(channel: Channel):
    channel.report(about(EITHER, standard="GB 18401-2010", problem="contradiction"))
    cases = tracks(channel.all())
    assert set(cases) == {Track.IMPLEMENTATION, Track.BREACH}
    assert {e.authority for e in cases[Track.BREACH].escalations} >= {"440305"}
    assert asked(cases[Track.BREACH], "440305").reply_by < asked(cases[Track.IMPLEMENTATION], "sac").reply_by
    assert {case.reports for case in cases.values()} == {channel.all()[0].reports}
    (report,) = channel.all()[0].reports
    assert {case.id for case in channel.all()} == {case_of(report, track) for track in cases}


def test_each_track_of_the_next_report_joins_the_case_of_that_track(channel: Channel):
    for _ in range(2):
        channel.report(about(EITHER, standard="GB 18401-2010", problem="contradiction"))
    assert [(len(case.reports), len(case.members)) for case in channel.all()] == [(2, 2), (2, 2)]


@pytest.mark.parametrize(
    ("track", "bodies"),
    [
        (Track.BREACH, {"440305"}),
        (Track.COMPLAINT, {"440305"}),
        (Track.OTHER, {"440305"}),
        (Track.PROPOSAL, {"sac"}),
        (Track.INTERPRETATION, {"sac"}),
    ],
)
@pytest.mark.parametrize("severity", [Severity.ORDINARY, Severity.MAJOR])
def test_what_somebody_did_goes_to_the_place_and_what_the_standard_says_to_its_setter(
    track: Track, bodies: set[str], severity: Severity
):
    accepted = an_accepted(about())
    made = an_arrival(accepted).made[0].model_copy(update={"track": track, "severity": severity})
    case, _ = open_case(accepted, made, the_policy(), NOW)
    both_axes = {"sac", "440300"} if severity is Severity.MAJOR else set()
    assert {e.authority for e in case.escalations} == bodies | both_axes


def test_after_an_answer_the_same_problem_is_a_new_case_that_names_the_old(channel: Channel):
    old = channel.report(about())
    channel.answer(an_answer(old, "sac"))
    new = channel.report(about())
    assert new.id != old.id
    assert [(link.relation, link.number) for link in new.links] == [(Relation.RECURS, old.number)]
    assert {e.state for e in new.escalations} <= WAITING


def test_another_edition_is_a_case_of_its_own_that_names_the_first(channel: Channel):
    old = channel.report(about(standard="GB/T 18401-2003"))
    new = channel.report(about())
    assert [(link.relation, link.number) for link in new.links] == [(Relation.RELATED, old.number)]


def test_me_too_joins_by_number_whatever_the_words(channel: Channel):
    case = channel.report(about())
    assert channel.report(about(ME_TOO, clause="9", joins=case.number)).id == case.id


def test_me_too_to_an_answered_case_is_told_the_answer(channel: Channel):
    case = channel.report(about())
    answer = an_answer(case, "sac")
    channel.answer(answer)
    before = len(channel.cases.told)
    late = [channel.report(about(ME_TOO, joins=case.number)).reports[-1] for _ in range(2)]
    facts = channel.cases.told[before:]
    assert [(f.text, f.reports) for f in facts if isinstance(f, CaseAnswered)] == [
        (answer.text, (one,)) for one in late
    ]
    assert len({fact.names() for fact in facts}) == 2


def test_me_too_to_a_case_that_nobody_answered_is_told_that(channel: Channel):
    case = channel.report(about())
    while any(e.state is EscalationState.ASKED for e in channel.again(case).escalations):
        channel.now = max(e.reply_by for e in channel.again(case).escalations)
        channel.wait()
    assert channel.again(case).state is CaseState.UNANSWERED
    before = len(channel.cases.told)
    channel.report(about(ME_TOO, joins=case.number))
    (fact,) = channel.cases.told[before:]
    assert isinstance(fact, CaseAnswered)
    assert fact.outcome is None
    assert "no authority has answered" in fact.because.en


def test_a_number_that_no_case_has_leaves_the_report_to_its_words(channel: Channel):
    case = channel.report(about())
    assert channel.report(about(joins="2026-00000-00000")).id == case.id
