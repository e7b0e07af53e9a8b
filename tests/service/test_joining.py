"""Reports join cases on a real store: batches, two routers at once, rulings, and a ruling that was lost."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from services.router.case import give_up, take_in
from services.router.change import Change, Overtaken
from shared.case import Case, CaseState, Relation
from shared.fact import Fact
from shared.mongo import COLLECTIONS, Database
from shared.report import AcceptedReport
from shared.ruling import Ruled, Ruling
from shared.taxonomy import Severity
from tests.builders import NOW, a_correction, a_report, a_ruling, an_accepted, an_answer, asked, the_policy
from tests.routing import Heard, Router, a_router, answered, ruled, stored

LIMIT = "甲醛限量20 mg/kg低于试验方法能测到的下限，实验室之间结果相差很大。"
SAMPLE = "取样部位没有规定，同一件衣服各实验室测得的pH值不同。"
WORDINGS = ("{text}", "{text}请核实。", "我们在使用中发现：{text}", "您好，{text}谢谢！")
PROBLEMS = ((LIMIT, "5.1"), (SAMPLE, "6.2"), ("色牢度等级表中的脚注序号印错了，与正文对不上。", "表 3"))


def a_telling(number: int, *, problem: int = 0, unit: str | None = None) -> AcceptedReport:
    """One of the problems of one standard, in some wording."""
    text, clause = PROBLEMS[problem % len(PROBLEMS)]
    words = WORDINGS[number % len(WORDINGS)].format(text=text)
    report = a_report(words, standard="GB/T 18401-2010", clause=clause)
    return an_accepted(report, at=NOW + timedelta(milliseconds=number), unit=unit)


def sizes(cases: list[Case]) -> list[int]:
    return sorted(len(case.reports) for case in cases)


async def two_cases(router: Router) -> tuple[Case, Case]:
    """Two cases that nobody has been told of yet."""
    one, other = a_telling(0), a_telling(1, problem=1)
    await router.hear(*await stored(router.database, one, other))
    return await router.case_of(one), await router.case_of(other)


async def now_of(router: Router, case: Case) -> Case:
    return (await router.cases.load([case.id]))[case.id].case


async def rule(router: Router, ruling: Ruling) -> None:
    await router.hear(await ruled(router.database, ruling))


def merger(gone: Case, into: Case) -> Ruling:
    return a_ruling(gone, Ruled.MERGED, into=into.id)


async def test_a_batch_about_one_problem_is_one_case_with_one_notice(router: Router):
    reports = [a_telling(number) for number in range(100)]
    await router.hear(*await stored(router.database, *reports))
    (case,) = await router.all()
    assert case.reports == tuple(one.id for one in reports)
    router.now = NOW + timedelta(seconds=40)
    await router.desk.see_to_what_is_due()
    await router.relay.drain()
    (told,) = router.heard.of("escalation.opened")
    assert (told["authority"], told["new"], told["total"]) == ("sac", 100, 100)


async def test_a_batch_about_several_problems_is_as_many_cases(router: Router):
    reports = [a_telling(number, problem=number) for number in range(30)]
    await router.hear(*await stored(router.database, *reports))
    assert sizes(await router.all()) == [10, 10, 10]


async def test_one_report_after_the_other_makes_the_cases_of_the_batch(router: Router):
    for number in range(6):
        await router.hear(*await stored(router.database, a_telling(number, problem=number)))
    assert sizes(await router.all()) == [2, 2, 2]


async def test_a_place_that_a_dead_router_took_and_did_not_note_is_found_out(router: Router):
    await router.hear(*await stored(router.database, a_telling(0)))
    await router.hear(*await stored(router.database, a_telling(1)))
    # As a router leaves it that dies between the write of the case and the note of its place.
    await router.database[COLLECTIONS.shelves].update_many({}, {"$set": {"taken": 1}})
    await router.hear(*await stored(router.database, a_telling(2)))
    assert sizes(await router.all()) == [3]


async def test_units_are_counted_out_of_the_store(router: Router):
    reports = [a_telling(number, unit=f"unit-{number % 5}") for number in range(10)]
    await router.hear(*await stored(router.database, *reports[:9:2]))
    (case,) = await router.all()
    assert case.classification.severity is Severity.MAJOR
    assert {e.authority for e in case.escalations} == {"sac", "440300"}


async def test_two_routers_at_once_on_one_shelf_make_the_cases_of_one(database: Database):
    heard = Heard()
    routers = [await a_router(database, heard) for _ in range(2)]
    reports = [a_telling(number, problem=number) for number in range(40)]
    facts = await stored(database, *reports)
    turns = (facts[::2], facts[1::2])
    await asyncio.gather(*(all_of(one, turn) for one, turn in zip(routers, turns, strict=True)))
    cases = await routers[0].all()
    assert sizes(cases) == [13, 13, 14]
    assert sorted(id_ for case in cases for id_ in case.reports) == sorted(one.id for one in reports)


async def all_of(router: Router, facts: Sequence[Fact]) -> None:
    """As the consumer has it: in small batches, each offered again until it is done."""
    for start in range(0, len(facts), 5):
        for _ in range(20):
            try:
                await router.hear(*facts[start : start + 5])
            except Overtaken:
                continue
            break
        else:
            pytest.fail("overtaken twenty times")


async def test_a_merger_is_carried_out_and_the_next_report_of_either_finds_what_goes_on(router: Router):
    gone, into = await two_cases(router)
    await rule(router, merger(gone, into))
    after, ended = await now_of(router, into), await now_of(router, gone)
    assert (after.reports, ended.state) == ((*into.reports, *gone.reports), CaseState.MERGED)
    late = [a_telling(7), a_telling(8, problem=1)]
    await router.hear(*await stored(router.database, *late))
    assert (await now_of(router, into)).reports[2:] == tuple(one.id for one in late)
    regrouped = router.heard.of("case.regrouped")
    assert {(fact["relation"], *fact["reports"]) for fact in regrouped} == {
        ("merged_from", *into.reports),
        ("merged_into", *gone.reports),
    }


async def test_a_split_is_carried_out_and_both_cases_are_found(router: Router):
    reports = [a_telling(number) for number in range(3)]
    await router.hear(*await stored(router.database, *reports))
    (old,) = await router.all()
    await rule(router, a_ruling(old, Ruled.SPLIT, reports=(reports[2].id,)))
    new = await router.case_of(reports[2])
    assert [(link.relation, link.case) for link in new.links] == [(Relation.SPLIT_FROM, old.id)]
    assert (await now_of(router, old)).reports == (reports[0].id, reports[1].id)
    assert len(router.heard.of("case.regrouped")) == 2


async def test_a_correction_moves_the_case_to_its_new_standard_where_reports_find_it(router: Router):
    case, _ = await two_cases(router)
    router.now = NOW + timedelta(minutes=1)
    await router.desk.see_to_what_is_due()
    await rule(router, a_correction(case, standard="YY/T 0287-2017"))
    assert [fact["authority"] for fact in router.heard.of("escalation.withdrawn")] == ["sac"]
    text, clause = PROBLEMS[0]
    again = an_accepted(a_report(text, standard="YY/T 0287-2017", clause=clause), at=NOW)
    await router.hear(*await stored(router.database, again))
    assert (await router.case_of(again)).id == case.id
    other = a_telling(9)
    await router.hear(*await stored(router.database, other))
    assert (await router.case_of(other)).id != case.id


@pytest.mark.parametrize("times", [2, 3])
async def test_a_ruling_that_is_heard_again_changes_nothing(router: Router, times: int):
    gone, into = await two_cases(router)
    fact = await ruled(router.database, merger(gone, into))
    await router.hear(*[fact] * times)
    before = await router.all()
    await router.hear(fact)
    assert await router.all() == before


async def test_a_merger_of_which_one_half_was_saved_is_completed(router: Router):
    gone, into = await two_cases(router)
    ruling = merger(gone, into)
    fact = await ruled(router.database, ruling)
    stored_now = (await router.cases.load([into.id]))[into.id]
    half = Change.to(stored_now)
    half.take(*take_in(into, gone, ruling, the_policy(), NOW))
    half.heard = (*half.heard, ruling.id)
    await router.cases.save([half], NOW)
    await router.hear(fact)
    whole, _ = give_up(gone, into, ruling, the_policy(), NOW)
    assert (await now_of(router, gone)).state is whole.state is CaseState.MERGED
    assert len((await now_of(router, into)).links) == 1
    late = a_telling(7)
    await router.hear(*await stored(router.database, late))
    assert (await router.case_of(late)).id == into.id


async def test_the_sweep_finds_a_ruling_whose_event_was_lost(router: Router):
    gone, into = await two_cases(router)
    await ruled(router.database, merger(gone, into))
    router.now = NOW + timedelta(hours=1)
    await router.sweeps()
    assert (await now_of(router, gone)).state is CaseState.MERGED
    assert await router.inbox.swept(COLLECTIONS.rulings) == NOW


async def test_who_joins_an_answered_case_by_its_number_is_told_the_answer(router: Router):
    case, _ = await two_cases(router)
    await router.hear(await answered(router.database, an_answer(case, "sac")))
    me_too = an_accepted(a_report("我也遇到了这个问题，没有另写描述。", joins=case.number))
    await router.hear(*await stored(router.database, me_too))
    told = router.heard.of("case.answered")
    assert [fact["reports"] for fact in told] == [list(case.reports), [me_too.id]]
    assert asked(await now_of(router, case), "sac").answered_at
