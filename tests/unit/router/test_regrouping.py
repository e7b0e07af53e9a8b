"""Two cases become one, or one becomes two, because a person says so: through the desk."""

import pytest

from services.notifier import plan
from shared.case import WAITING, Case, CaseState, Relation
from shared.events import CaseAnswered, CaseRegrouped, EscalationWithdrawn
from shared.fact import Fact
from shared.report import Report
from shared.ruling import Ruled, Ruling
from shared.taxonomy import Severity
from tests.builders import a_correction, a_report, a_ruling, an_answer, asked, the_policy
from tests.in_memory import Channel

LIMIT = "甲醛限量20 mg/kg低于试验方法能测到的下限，实验室之间结果相差很大。"
SAMPLE = "取样部位没有规定，同一件衣服各实验室测得的pH值不同。"


def about(text: str, clause: str = "5.1", **fields: str) -> Report:
    return a_report(text, standard="GB/T 18401-2010", clause=clause, **fields)


@pytest.fixture
def channel() -> Channel:
    return Channel()


@pytest.fixture
def two(channel: Channel) -> tuple[Case, Case]:
    """Two cases that the channel took for two problems, both told to those who are asked."""
    limit, sample = channel.report(about(LIMIT)), channel.report(about(SAMPLE, "6.2"))
    assert limit.id != sample.id
    channel.wait()
    return channel.again(limit), channel.again(sample)


def merger(gone: Case, into: Case) -> Ruling:
    return a_ruling(gone, Ruled.MERGED, into=into.id)


def told(facts: list[Fact]) -> dict[Relation, tuple[str, ...]]:
    return {fact.relation: fact.reports for fact in facts if isinstance(fact, CaseRegrouped)}


def links(case: Case) -> list[tuple[Relation, str]]:
    return [(link.relation, link.number) for link in case.links]


def test_of_two_merged_cases_one_goes_on_with_the_reports_of_both(channel: Channel, two: tuple[Case, Case]):
    gone, into = two
    channel.rule(merger(gone, into))
    after, ended = channel.again(into), channel.again(gone)
    assert after.reports == (*into.reports, *gone.reports)
    assert (after.state, ended.state, ended.reports) == (CaseState.ASKED, CaseState.MERGED, gone.reports)
    assert links(after) == [(Relation.MERGED_FROM, gone.number)]
    assert links(ended) == [(Relation.MERGED_INTO, into.number)]
    assert ended.next_due() is None


def test_both_sets_of_reporters_are_told_of_a_merger(channel: Channel, two: tuple[Case, Case]):
    gone, into = two
    facts = channel.rule(merger(gone, into))
    assert told(facts) == {Relation.MERGED_FROM: into.reports, Relation.MERGED_INTO: gone.reports}
    (why,) = {fact.because.zh for fact in facts if isinstance(fact, CaseRegrouped)}
    assert all(words in why for words in (gone.number, into.number, "核对原文后认定", "南山区"))


def test_whoever_was_asked_about_the_case_that_is_gone_is_spared_and_told_so(
    channel: Channel, two: tuple[Case, Case]
):
    gone, into = two
    facts = channel.rule(merger(gone, into))
    spared = [(f.escalation, f.because.en) for f in facts if isinstance(f, EscalationWithdrawn)]
    assert spared == [(asked(gone, "sac").id, f"it has become part of case {into.number}.")]


def test_the_next_report_of_either_wording_finds_the_merged_case(channel: Channel, two: tuple[Case, Case]):
    gone, into = two
    channel.rule(merger(gone, into))
    for text, clause in ((LIMIT, "5.1"), (SAMPLE, "6.2")):
        assert channel.report(about(text, clause)).id == into.id


def test_me_too_to_the_number_of_a_merged_case_joins_what_it_became(channel: Channel, two: tuple[Case, Case]):
    gone, into = two
    channel.rule(merger(gone, into))
    assert channel.report(about("我也遇到了这个问题，没有另写描述。", joins=gone.number)).id == into.id
    assert channel.again(into).members[-1].supporter


def test_a_merged_case_is_as_grave_as_its_reports_together_make_it(channel: Channel):
    limit = channel.report(about(LIMIT), unit="unit-0")
    sample = channel.report(about(SAMPLE, "6.2"), unit="unit-1")
    for number in range(2, 5):
        channel.report(about(SAMPLE, "6.2"), unit=f"unit-{number}")
    assert channel.again(sample).classification.severity is Severity.ORDINARY
    channel.rule(merger(sample, limit))
    assert channel.again(limit).classification.severity is Severity.MAJOR


def test_reporters_of_a_case_that_is_merged_into_an_answered_one_are_told_the_answer(
    channel: Channel, two: tuple[Case, Case]
):
    gone, into = two
    answer = an_answer(into, "sac")
    channel.answer(answer)
    (fact,) = [fact for fact in channel.rule(merger(gone, into)) if isinstance(fact, CaseAnswered)]
    assert (fact.reports, fact.text, fact.case) == (gone.reports, answer.text, into.id)


def test_reports_taken_out_of_a_case_are_a_case_of_their_own(channel: Channel):
    old = channel.report(about(LIMIT))
    other = channel.report(about(LIMIT))
    channel.wait()
    moved = other.reports[1:]
    facts = channel.rule(a_ruling(old, Ruled.SPLIT, reports=moved))
    (new,) = [one.case for one in channel.cases.kept.values() if one.case.id != old.id]
    kept = channel.again(old)
    assert (kept.reports, new.reports) == (old.reports, moved)
    assert links(kept) == [(Relation.SPLIT_INTO, new.number)]
    assert links(new) == [(Relation.SPLIT_FROM, old.number)]
    assert told(facts) == {Relation.SPLIT_FROM: moved, Relation.SPLIT_INTO: old.reports}
    assert {e.state for e in new.escalations} <= WAITING
    channel.wait()
    assert asked(channel.again(new), "sac").told == 1


@pytest.fixture
def wrongly_joined(channel: Channel) -> tuple[Case, str]:
    """A case into which a merger brought a report of another problem, whose id is the second."""
    limit, sample = channel.report(about(LIMIT)), channel.report(about(SAMPLE, "6.2"))
    channel.wait()
    channel.rule(merger(sample, limit))
    return channel.again(limit), sample.reports[0]


def test_after_a_split_the_next_report_of_either_wording_finds_its_case(
    channel: Channel, wrongly_joined: tuple[Case, str]
):
    old, moved = wrongly_joined
    channel.rule(a_ruling(old, Ruled.SPLIT, reports=(moved,)))
    assert channel.report(about(LIMIT)).id == old.id
    assert moved in channel.report(about(SAMPLE, "6.2")).reports


def test_when_the_first_report_is_taken_out_the_case_is_found_by_what_is_left(
    channel: Channel, wrongly_joined: tuple[Case, str]
):
    old, left = wrongly_joined
    supporter = channel.report(about("我也遇到了这个问题，没有另写描述。", joins=old.number)).reports[-1]
    channel.rule(a_ruling(old, Ruled.SPLIT, reports=(old.reports[0],)))
    assert channel.again(old).reports == (left, supporter)
    assert channel.report(about(SAMPLE, "6.2")).id == old.id
    assert channel.report(about(LIMIT)).id != old.id


def test_who_was_told_of_what_was_taken_out_is_not_told_that_nothing_is_new(
    channel: Channel, wrongly_joined: tuple[Case, str]
):
    old, moved = wrongly_joined
    assert asked(old, "sac").notice_at
    channel.rule(a_ruling(old, Ruled.SPLIT, reports=(moved,)))
    escalation = asked(channel.again(old), "sac")
    assert (escalation.told, escalation.notice_at) == (1, None)


def test_of_what_is_left_that_was_not_told_the_number_is_told(channel: Channel):
    old = channel.report(about(LIMIT))
    channel.wait()
    for _ in range(3):
        channel.report(about(LIMIT))
    first, second, *_ = channel.again(old).reports
    channel.rule(a_ruling(old, Ruled.SPLIT, reports=(first, second)))
    channel.wait()
    assert asked(channel.again(old), "sac").told == 2
    assert "2, 2 in all" in channel.again(old).history[-1].text.en


RULINGS = ("merge", "split", "correct", "confirm")


def a_ruling_on(what: str, gone: Case, into: Case, second: str) -> Ruling:
    return {
        "merge": merger(gone, into),
        "split": a_ruling(gone, Ruled.SPLIT, reports=(second,)),
        "correct": a_correction(gone, standard="YY/T 0287-2017"),
        "confirm": a_ruling(gone, Ruled.CONFIRMED),
    }[what]


@pytest.mark.parametrize("what", RULINGS)
def test_the_same_ruling_heard_again_changes_nothing(channel: Channel, two: tuple[Case, Case], what: str):
    gone, into = two
    second = channel.report(about(LIMIT)).reports[-1]
    ruling = a_ruling_on(what, gone, into, second)
    channel.rule(ruling)
    before = dict(channel.cases.kept)
    assert channel.rule(ruling) == []
    assert channel.cases.kept == before


@pytest.mark.parametrize("what", ["merge", "split"])
def test_what_was_told_can_be_read_from_the_cases_whoever_joins_later(
    channel: Channel, two: tuple[Case, Case], what: str
):
    gone, into = two
    second = channel.report(about(LIMIT)).reports[-1]
    facts = channel.rule(a_ruling_on(what, gone, into, second))
    channel.report(about(SAMPLE, "6.2"))
    site = the_policy().public_url
    read = [
        fact
        for case in channel.all()
        for _, fact in (*plan.regrouped(case), *plan.withdrawn(case, site=site))
    ]
    said = [fact for fact in facts if isinstance(fact, CaseRegrouped | EscalationWithdrawn)]
    assert said
    assert sorted(map(repr, read)) == sorted(map(repr, said))


def test_of_a_split_those_are_told_that_a_further_split_left_there(channel: Channel):
    first, second, third = (channel.report(about(LIMIT)).reports[-1] for _ in range(3))
    (case,) = channel.all()
    for taken_out in (third, second):
        channel.rule(a_ruling(channel.again(case), Ruled.SPLIT, reports=(taken_out,)))
    told_of = [fact.reports for _, fact in plan.regrouped(channel.again(case))]
    assert told_of == [(first,), (first,)]


@pytest.mark.parametrize("what", ["merge", "split"])
@pytest.mark.parametrize("meanwhile", [False, True], ids=["at once", "with a report in between"])
def test_a_crash_between_the_two_saves_ends_as_without_the_crash(
    channel: Channel, two: tuple[Case, Case], what: str, *, meanwhile: bool
):
    gone, into = two
    second = channel.report(about(LIMIT)).reports[-1]
    ruling = a_ruling_on(what, gone, into, second)
    before = channel.cases.kept[gone.id]
    facts = channel.rule(ruling)
    as_it_should_be = dict(channel.cases.kept)
    channel.cases.kept[gone.id] = before  # the second save never was
    late = [channel.report(about(LIMIT))] if meanwhile else []
    more = channel.rule(ruling)
    partition = {
        frozenset(one.case.reports)
        for one in channel.cases.kept.values()
        if one.case.state is not CaseState.MERGED
    }
    everybody = frozenset(id_ for one in partition for id_ in one)
    assert everybody == frozenset(channel.inbox.kept)
    assert sum(len(one) for one in partition) == len(everybody)
    assert {fact.names() for fact in facts} >= {fact.names() for fact in more}
    assert channel.again(gone).state is as_it_should_be[gone.id].case.state
    for one in channel.cases.kept.values():
        assert links(one.case) == links(as_it_should_be[one.case.id].case)
    if not late:
        assert {id_: one.case.reports for id_, one in channel.cases.kept.items()} == {
            id_: one.case.reports for id_, one in as_it_should_be.items()
        }


def test_a_ruling_about_a_case_that_was_merged_is_moot(channel: Channel, two: tuple[Case, Case]):
    gone, into = two
    channel.rule(merger(gone, into))
    for moot in (
        merger(gone, into),
        merger(into, gone),
        a_ruling(gone, Ruled.SPLIT, reports=gone.reports),
        a_correction(gone, clause="7"),
    ):
        assert channel.rule(moot) == []


def test_all_or_none_of_the_reports_are_no_split(channel: Channel, two: tuple[Case, Case]):
    case, other = two
    for reports in ((), case.reports, other.reports):
        assert channel.rule(a_ruling(case, Ruled.SPLIT, reports=reports)) == []
