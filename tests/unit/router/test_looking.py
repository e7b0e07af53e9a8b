"""Looking for what a batch may belong to finds the same by shelf as by report, with fewer looks."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from services.router.change import Stored
from services.router.likeness import Likeness, wanted_keys
from services.router.looking import FEW, near_to
from services.router.placing import Near
from shared.taxonomy import Problem
from tests.builders import a_case, a_report
from tests.fakes.cases import CasesInMemory

MOST = 24  # cases that the store returns for one look
TEXTS = (
    "甲醛限量低于检出限，结果相差很大。",
    "取样部位没有规定，企业无法执行。",
    "色牢度等级印错了，请更正。",
)
CLAUSES = ("5.1", "5.1.2", "5.2", "6", "表1", None)
STANDARDS = ("GB 18401-2010", "GB/T 19001-2016")

told = st.tuples(st.sampled_from(STANDARDS), st.sampled_from(CLAUSES), st.sampled_from(TEXTS))


@dataclass
class Looked(CasesInMemory):
    """Remembers what it was asked, and returns no more for one look than the store does."""

    asked: list[Sequence[str]] = field(default_factory=list)

    async def near(self, keys: Mapping[str, Sequence[str]]) -> list[Near]:
        self.asked.extend(keys.values())
        found = [(await super(Looked, self).near({one: keys[one]}))[:MOST] for one in keys]
        return list({near.id: near for nears in found for near in nears}.values())


def a_likeness(number: int, standard: str, clause: str | None, text: str) -> Likeness:
    report = a_report(text, standard=standard, clause=clause)
    return Likeness.of(f"r{number}", report, Problem.TECHNICAL)


def with_cases(likenesses: Sequence[Likeness]) -> Looked:
    cases, case = Looked(), a_case()
    for number, likeness in enumerate(likenesses):
        one = case.model_copy(update={"id": f"case {number}", "number": f"number {number}"})
        cases.kept[one.id] = Stored(one, likenesses=(likeness,))
    return cases


def found(likenesses: Sequence[Likeness], taken: Mapping[str, int], cases: Looked) -> set[str]:
    return {near.id for near in asyncio.run(near_to(likenesses, taken, cases))}


def found_one_by_one(likenesses: Sequence[Likeness], cases: Looked) -> set[str]:
    return {near.id for near in asyncio.run(cases.near({one.report: wanted_keys(one) for one in likenesses}))}


@settings(deadline=None)
@given(st.lists(told, max_size=12), st.lists(told, max_size=6))
def test_what_is_found_is_what_each_report_by_itself_would_find(
    stored: list[tuple[str, str | None, str]], arrived: list[tuple[str, str | None, str]]
):
    there = [a_likeness(number, *one) for number, one in enumerate(stored)]
    new = [a_likeness(100 + number, *one) for number, one in enumerate(arrived)]
    taken: dict[str, int] = {}
    for likeness in there:
        taken[likeness.shelf] = taken.get(likeness.shelf, 0) + 1
    cases = with_cases(there)
    assert found(new, taken, cases) == found_one_by_one(new, cases)


def test_several_reports_of_a_shelf_where_little_stands_take_one_look():
    likenesses = [a_likeness(number, STANDARDS[0], f"{number}.1", TEXTS[0]) for number in range(9)]
    cases = with_cases(likenesses[:3])
    found(likenesses[3:], {likenesses[0].shelf: 3}, cases)
    assert len(cases.asked) == 1


def test_an_empty_shelf_is_not_looked_at():
    cases = with_cases([])
    assert found([a_likeness(1, STANDARDS[0], "5.1", TEXTS[0])], {}, cases) == set()
    assert cases.asked == []


def test_a_shelf_that_knows_of_too_few_places_is_looked_at_for_each_report():
    crowd = [a_likeness(number, STANDARDS[0], f"7.{number}", TEXTS[0]) for number in range(3 * FEW)]
    new = [a_likeness(100, STANDARDS[0], "7.50", TEXTS[0]), a_likeness(101, STANDARDS[0], "7.51", TEXTS[0])]
    cases = with_cases(crowd)
    assert found(new, {crowd[0].shelf: 1}, cases) == found_one_by_one(new, cases) == {"case 50", "case 51"}
