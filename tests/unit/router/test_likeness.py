"""Two reports speak of the same problem where standard, clause, kind and text agree."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.router.likeness import Likeness, Same, kept_keys, places, shelf, wanted_keys, wanted_places
from services.router.likeness.clauses import Lie, lie, normal_clause
from shared.policy import PolicyError
from shared.taxonomy import Problem
from tests.builders import a_report

POLICY = Path(__file__).resolve().parents[3] / "deploy" / "policy" / "same.yaml"
LIMIT = "第5.1条的限值与GB 31701-2015的表1不一致，企业无法同时满足。"
REWORDED = "您好，5.1 的限值和 GB 31701 的表1相互矛盾，厂家没办法同时做到，请核实。"
ENGLISH = (
    "The limit in 5.1 contradicts Table 1 of GB 31701-2015; a company cannot meet both at the same time."
)
OTHER = "第5.1条没有写明试样在水中浸泡多少小时，两家实验室的结果相差一倍。"


@cache
def same() -> Same:
    return Same.load(POLICY)


def a_likeness(text: str = LIMIT, problem: Problem = Problem.CONTRADICTION, **fields: object) -> Likeness:
    whole = {"standard": "GB 18401-2010", "clause": "5.1"} | fields
    return Likeness.of("r", a_report(text, **whole), problem)


def test_the_same_problem_in_other_words_is_the_same() -> None:
    assert same().agree(a_likeness(), a_likeness(REWORDED)).same


def test_the_same_problem_told_half_in_the_other_language_is_the_same() -> None:
    half = "第5.1条的限值与GB 31701-2015的表1不一致. A company cannot meet both."
    assert same().agree(a_likeness(), a_likeness(half)).same


@pytest.mark.parametrize("text", [LIMIT, REWORDED, ENGLISH, OTHER])
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"clause": "5.1.2"},
        {"clause": "6"},
        {"clause": None},
        {"clause": "表1"},
        {"standard": "GB 18401-2025"},
        {"standard": "GB 31701-2015"},
        {"problem": Problem.OTHER},
        {"problem": Problem.TECHNICAL},
    ],
)
def test_what_is_the_same_or_related_is_found_as_if_everything_were_read(
    text: str, fields: dict[str, Any]
) -> None:
    one, other = a_likeness(), a_likeness(text, **fields)
    agreement = same().agree(one, other)
    assert same().as_same(one, other) == (agreement.score if agreement.same else None)
    assert same().as_related(one, other) == (agreement.score if agreement.related else None)


def test_terms_of_both_languages_bring_a_translation_near() -> None:
    translated, other = (same().agree(a_likeness(), a_likeness(text)).score for text in (ENGLISH, OTHER))
    assert translated > 0.4 > other


def test_another_problem_of_the_same_clause_is_another() -> None:
    assert not same().agree(a_likeness(), a_likeness(OTHER)).same


def test_texts_alike_but_for_the_things_they_name_are_different_problems() -> None:
    one = "2003年版代码“410204”原名称为“古楼区”，更正为“鼓楼区”，依据见行政区划简册。"
    other = "2003年版代码“650107”原名称为“南山区”，更正为“南山矿区”，依据见行政区划简册。"
    assert not same().agree(a_likeness(one, clause=None), a_likeness(other, clause=None)).same


def test_the_same_words_about_another_change_are_another_problem() -> None:
    one = a_likeness(
        "这里有拼写错误，请更正原文。",
        current_text="the maximum of both",
        proposed_text="the minimum of both",
    )
    other = a_likeness(
        "这里有拼写错误，请更正。", current_text="a node may in", proposed_text="a node shall in"
    )
    assert not same().agree(one, other).same


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("第5.1.2条", "5.1.2"),
        ("第五条", "5"),
        ("5.1.2.", "5.1.2"),
        ("附录A", "a"),
        ("Appendix A.5", "a.5"),
        ("表 D.15", "table d.15"),
        ("Table D.15 line 8", "table d.15"),
        ("5.1 表1", "5.1"),
        ("9.2.1.3 示例1", "9.2.1.3"),
        ("0x0608", "0x0608"),
        ("全文", None),
        ("GLOBAL", None),
        (None, None),
    ],
)
def test_clauses_have_one_spelling(typed: str | None, read: str | None) -> None:
    assert normal_clause(typed) == read


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("5.1", "5.1", Lie.EQUAL),
        ("5", "5.1.2", Lie.WITHIN),
        ("5.1", "5.10", Lie.APART),
        ("5.1", None, Lie.OPEN),
        ("5.1", "table 1", Lie.OPEN),
        ("table 1", "table 2", Lie.APART),
        ("姓名", "标点", Lie.OPEN),
    ],
)
def test_clauses_lie_to_each_other(one: str, other: str | None, how: Lie) -> None:
    assert lie(one, other) is how is lie(other, one)


def test_a_sister_clause_is_related_and_not_the_same() -> None:
    found = same().agree(a_likeness(), a_likeness(clause="5.2"))
    assert (found.same, found.related) == (False, True)
    assert "5.2" in found.because.zh


def test_two_editions_are_related_and_an_undated_one_agrees_with_both() -> None:
    dated, later, undated = (a_likeness(standard=f"GB 18401{year}") for year in ("-2003", "-2010", ""))
    assert same().agree(dated, later)[1:3] == (False, True)
    assert same().agree(dated, undated).same
    assert same().agree(undated, later).same


def test_another_kind_is_related_and_an_unknown_kind_agrees() -> None:
    assert same().agree(a_likeness(), a_likeness(problem=Problem.SAFETY))[1:3] == (False, True)
    assert same().agree(a_likeness(), a_likeness(problem=Problem.OTHER)).same


def test_another_standard_is_never_offered() -> None:
    one, other = a_likeness(), a_likeness(standard="GB 5296.1-2012")
    assert not same().agree(one, other).same
    assert not set(one.bands) & set(other.bands)
    assert shelf(one) != shelf(other)


def test_the_nature_of_a_standard_does_not_part_its_reports() -> None:
    assert same().agree(a_likeness(standard="AQ/T 4124-2014"), a_likeness(standard="AQ 4124")).same


def test_an_unreadable_standard_is_compared_as_it_was_typed() -> None:
    one, other = a_likeness(standard="某某 企业内部 规范"), a_likeness(standard="某某企业内部规范")
    assert (one.standard, one.typed) == (None, "某某企业内部规范")
    assert same().agree(one, other).same


def test_gaps_without_a_standard_stand_together_by_province() -> None:
    here, near, far = (
        Likeness.of("r", a_report(LIMIT, standard=None, problem="gap", region=place), Problem.GAP)
        for place in ("440305", "440106", "310115")
    )
    assert shelf(here) == shelf(near) != shelf(far)


CLAUSES = st.one_of(
    st.none(),
    st.lists(st.integers(1, 3), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts))),
    st.sampled_from(["附录A", "A.1", "表1", "表2", "姓名"]),
)
TEXTS = st.one_of(
    st.sampled_from([LIMIT, REWORDED, ENGLISH, OTHER]), st.text(min_size=10, max_size=60).filter(str.strip)
)


@given(CLAUSES, CLAUSES)
@settings(max_examples=30, deadline=None)
def test_whatever_could_be_joined_is_found_by_its_place(one: str | None, other: str | None) -> None:
    asked, stored = a_likeness(clause=one), a_likeness(clause=other)
    found = bool(set(wanted_places(asked)) & set(places(stored)))
    assert found or lie(asked.clause, stored.clause) is Lie.APART


@given(CLAUSES, CLAUSES, TEXTS, TEXTS)
@settings(max_examples=30, deadline=None)
def test_agreement_is_bounded_and_does_not_depend_on_the_order(
    clause: str | None, clause_: str | None, text: str, text_: str
) -> None:
    one, other = _likeness_of(clause, text), _likeness_of(clause_, text_)
    there, back = same().agree(one, other), same().agree(other, one)
    assert there[:3] == back[:3]
    assert 0 <= there.score <= 1


@given(CLAUSES, TEXTS)
@settings(max_examples=20, deadline=None)
def test_a_report_is_the_same_as_itself(clause: str | None, text: str) -> None:
    one = _likeness_of(clause, text)
    assert same().agree(one, one).same


def _likeness_of(clause: str | None, text: str) -> Likeness:
    report = a_report(LIMIT, standard="GB 18401", clause=clause).model_copy(update={"description": text})
    return Likeness.of("r", report, Problem.TECHNICAL)


def test_of_several_cases_the_likest_is_joined_and_of_equals_the_smallest() -> None:
    cases = [("c", a_likeness(REWORDED)), ("b", a_likeness()), ("a", a_likeness(OTHER)), ("d", a_likeness())]
    assert same().best(a_likeness(), cases) == "b"
    assert same().best(a_likeness(), cases[2:3]) is None


def test_a_case_document_keeps_a_likeness_whole() -> None:
    assert Likeness.model_validate_json(a_likeness().model_dump_json()) == a_likeness()


def test_a_word_that_stands_for_two_things_is_refused_with_its_line(tmp_path: Path) -> None:
    wrong = tmp_path / "same.yaml"
    wrong.write_text(POLICY.read_text(encoding="utf-8").replace("en: [pressure]", "en: [temperatures]"))
    with pytest.raises(PolicyError, match="temperatur stands twice") as told:
        Same.load(wrong)
    assert told.value.line


@pytest.mark.parametrize(
    ("clause", "other", "by_words"),
    [
        ("5.1", "7.2", False),
        ("5.1", None, True),
        ("5.1", "表 2", True),
        (None, "5.1", True),
        (None, None, True),
    ],
)
def test_words_lead_to_what_stands_at_no_numbered_clause_and_from_there_everywhere(
    clause: str | None, other: str | None, by_words: bool
) -> None:
    asks, stands = a_likeness(clause=clause), a_likeness(clause=other)
    found = ({*wanted_keys(asks)} - {*wanted_places(asks)}) & {*kept_keys([stands])}
    assert bool(found) is by_words
