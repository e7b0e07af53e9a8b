"""Terms written with choices, and pairs: what two words say together and neither alone."""

from pathlib import Path

import pytest

from services.router.classify.lexicon import Lexicon
from services.router.classify.terms import normal, spellings
from shared.policy import PolicyError
from shared.taxonomy import Problem

LEXICON = """
negation:
  before: {zh: [不, 不会, 防止, 没有]}
  between: {zh: [被]}
  undone: {}
  after: {}
quotation: {emphasis: 4, most: 0.9, leads: {zh: [规定]}, reads: {}}
choice: {weight: 9, other: 1, danger: 2, doubt: 1.5, stays: {}}
neutral: {zh: [手册]}
lists: {harm: {pairs: [{first: {zh: [手]}, then: {zh: [夹]}, within: 6}]}}
kinds:
  - problem: safety
    terms:
      - {weight: 1.5, pairs: [{first: {zh: [手]}, then: {zh: [夹]}, within: 6}]}
      - {weight: 3, zh: [夹伤]}
      - {weight: 1, zh: [夹伤了, 夹伤]}
  - problem: gap
    terms: [{weight: 2, pairs: [{first: {zh: [没有, 找不到]}, then: {zh: [依据]}, within: 6}]}]
  - problem: translation
    terms: [{weight: 2, pairs: [{first: {en: [iso]}, then: {zh: [中文]}, within: 9, either_order: true}]}]
  - problem: infeasible
    terms: [{weight: 3, zh: [测不(了|出)]}]
"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return loaded(tmp_path_factory.mktemp("policy"), LEXICON)


def loaded(folder: Path, text: str) -> Lexicon:
    file = folder / "lexicon.yaml"
    file.write_text(text, encoding="utf-8")
    return Lexicon.load(file)


@pytest.mark.parametrize(
    ("text", "problem", "term"),
    [
        ("手在这里总是夹到", Problem.SAFETY, "手…夹"),
        ("至今没有什么依据", Problem.GAP, "没有…依据"),
        ("没有依据", Problem.GAP, "没有依据"),
        ("ISO写的和中文不一样", Problem.TRANSLATION, "iso…中文"),
        ("中文和ISO不一样", Problem.TRANSLATION, "中文…iso"),
        ("这个测不出", Problem.INFEASIBLE, "测不出"),
    ],
)
def test_a_pair_is_said_and_named(lexicon: Lexicon, text: str, problem: Problem, term: str):
    assert list(lexicon.read(normal(text)).points[problem]) == [term]


@pytest.mark.parametrize(
    "text",
    [
        "夹的时候手在外面",
        "手上没什么事情也没有东西夹",
        "伸手。夹住",
        "手不会被夹到",
        "防止手夹到",
        "手册夹在书里",
        "规定“手可能被夹到”的那条",
        "isot中文",
        "中文与中文",
    ],
)
def test_what_is_too_far_apart_denied_quoted_or_another_word_is_no_pair(lexicon: Lexicon, text: str):
    assert lexicon.read(normal(text)).points == {}


def test_a_pair_counts_once_and_stands_in_lists_too(lexicon: Lexicon):
    reading = lexicon.read(normal("手被夹了，手又被夹了"))
    assert reading.weight(Problem.SAFETY) == 1.5
    assert reading.said == {"harm": ("手…夹",)}


def test_a_pair_adds_nothing_to_a_term_that_says_it_already(lexicon: Lexicon):
    assert lexicon.read(normal("手被夹伤")).points == {Problem.SAFETY: {"夹伤": 3}}


def test_a_longer_term_is_no_lighter_than_what_it_holds(lexicon: Lexicon):
    assert lexicon.read(normal("他夹伤了")).points == {Problem.SAFETY: {"夹伤了": 3}}


def test_choices_stand_for_all_their_spellings():
    assert spellings("没(有|)(仪器|设备)") == ("没有仪器", "没有设备", "没仪器", "没设备")


@pytest.mark.parametrize(
    "term", ["测不(了", "测|量", "(a|(b|c))", "(了|)", "测(了)", "(一|二|三|四|五|六|七|八)" * 3]
)
def test_a_choice_that_does_not_check_stops_the_service_with_its_line(tmp_path: Path, term: str):
    with pytest.raises(PolicyError) as wrong:
        loaded(tmp_path, LEXICON.replace("测不(了|出)", f'"{term}"'))
    assert wrong.value.line == len(LEXICON.splitlines())
