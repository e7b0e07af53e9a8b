"""The learnt opinion: it speaks only of what is like its data, says how sure it is, and can be made again."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from services.router.classify import Classifier
from services.router.opinion import Opinion, Table
from services.router.settings import RouterSettings
from shared.policy import PolicyError
from shared.taxonomy import Problem
from tests.builders import a_report

MODEL = RouterSettings().model
POLICY = RouterSettings().policy
DATA = MODEL.parents[3] / "shared" / "data" / "reports_rfc_errata.jsonl.gz"
FOR_TRAINING = ("sklearn", "matplotlib")

MISPRINT = "The word is misspelled: there is a letter too many, and the sentence lacks a comma."
WRONG_RESULT = (
    "The length field must be counted in octets, not in bits: an implementation that follows the pseudocode "
    "reads beyond the end of the packet and computes a different checksum, so that the server rejects it."
)
NEITHER_RULE_NOR_TERM = "In the second paragraph this name stands where the other was surely meant by them."

OPEN = (
    "We have read it several times and asked our colleagues, who would like to see more of the background.",
    "The last row appears twice, and the first one is missing in our copy of the document, which we bought.",
)


@cache
def the_opinion() -> Opinion:
    return Opinion.load(MODEL)


def test_a_misprint_is_editorial() -> None:
    guess = the_opinion().of(MISPRINT, "Implementations should recieve the message")
    assert guess is not None
    assert guess.problem is Problem.EDITORIAL
    assert guess.confidence > 0.8


def test_a_wrong_result_is_technical() -> None:
    guess = the_opinion().of(WRONG_RESULT)
    assert guess is not None
    assert guess.problem is Problem.TECHNICAL
    assert guess.confidence > 0.8


def test_the_reason_names_the_data_their_date_and_how_sure_it_is_in_both_languages() -> None:
    opinion = the_opinion()
    guess = opinion.of(MISPRINT)
    assert guess is not None
    for side in (guess.because.zh, guess.because.en):
        assert "RFC" in side
        assert opinion.table.as_of.isoformat() in side
        assert f"{round(guess.confidence * 100)}%" in side


@pytest.mark.parametrize(
    "text",
    [
        "第5.1条的限值与表1所列的数值看起来是同一个意思，但我们的检验人员每次读到这里都要停下来。",
        "GB 18401-2010 第5.1条 pH值 4.0~8.5 与 GB/T 7573-2009 的 6.2 条、表 2 对照后我们不知道该用哪一个",
        "typo",
        "",
        "zqxjk vwpfq xzzkj qqwvb jjxkz pqvzw kkxqz wvvqj zzxpk",
    ],
)
def test_it_is_silent_on_what_is_unlike_its_data(text: str) -> None:
    assert the_opinion().of(text) is None


def test_chinese_words_about_an_english_text_leave_it_silent() -> None:
    assert the_opinion().of("这一段读起来不太通顺，请看原文。", WRONG_RESULT * 3) is None


def test_it_is_never_less_than_half_sure_nor_certain() -> None:
    texts = (MISPRINT, WRONG_RESULT, NEITHER_RULE_NOR_TERM, MISPRINT + WRONG_RESULT)
    sure = [guess.confidence for text in texts if (guess := the_opinion().of(text))]
    assert len(sure) == len(texts)
    assert all(0.5 <= one < 1 for one in sure)


def test_an_endless_word_is_read_no_further_than_a_word() -> None:
    assert the_opinion().of("a" * 8_000) is None


def test_the_classifier_asks_it_where_no_rule_and_no_term_speaks() -> None:
    report = a_report(NEITHER_RULE_NOR_TERM, language="en")
    assert Classifier.load(POLICY).classify(report)[0].problem is Problem.OTHER
    made = Classifier.load(POLICY, MODEL).classify(report)[0]
    guess = the_opinion().of(NEITHER_RULE_NOR_TERM)
    assert guess is not None
    assert (made.problem, made.confidence.problem) == (guess.problem, guess.confidence)
    assert guess.because in made.because


def test_a_person_screens_what_it_is_hardly_sure_of() -> None:
    classify = Classifier.load(POLICY, MODEL).classify
    screened = {}
    for text in (NEITHER_RULE_NOR_TERM, *OPEN):
        made = classify(a_report(text, language="en"))[0]
        assert any("RFC errata" in reason.en for reason in made.because)
        screened[made.confidence.problem] = bool(made.screen)
    assert screened == {sure: sure < 0.65 for sure in screened}
    assert set(screened.values()) == {True, False}


def test_the_classifier_does_not_ask_it_where_a_term_speaks() -> None:
    made = Classifier.load(POLICY, MODEL).classify(a_report("There is a typo in the table of contents."))[0]
    assert made.problem is Problem.EDITORIAL
    assert not any("RFC" in reason.en for reason in made.because)


def test_the_model_is_smaller_than_a_megabyte() -> None:
    assert MODEL.stat().st_size < 1_000_000


def test_the_card_stands_beside_the_model_and_names_its_date() -> None:
    assert the_opinion().table.as_of.isoformat() in MODEL.with_name("CARD.md").read_text(encoding="utf-8")


def a_damaged(path: Path, **fields: object) -> Path:
    whole = {"as_of": "2026-01-01", "slope": 1, "shift": 0, "said": {"ab": 1}, "cited": {"ab": 1}} | fields
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"said": {"ab": 4_000}}, "said.ab"),
        ({"slope": -1}, "slope"),
        ({"cited": {}}, "cited"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_damaged_model_is_told_with_the_place(
    tmp_path: Path, fields: dict[str, object], reason: str
) -> None:
    with pytest.raises(PolicyError, match=f"opinion.json: is damaged: {reason}"):
        Opinion.load(a_damaged(tmp_path / "opinion.json", **fields))


def test_a_model_that_ends_too_early_is_told(tmp_path: Path) -> None:
    path = tmp_path / "opinion.json"
    path.write_bytes(MODEL.read_bytes()[:1_000])
    with pytest.raises(PolicyError, match=r"is damaged: Invalid JSON"):
        Opinion.load(path)


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        Opinion.load(tmp_path / "opinion.json")


def test_one_that_knows_nothing_of_a_text_scores_nothing() -> None:
    table = Table.model_validate_json(
        '{"as_of":"2026-01-01","slope":1,"shift":0,"said":{"ab":1},"cited":{"ab":1}}'
    )
    assert Opinion(table).score("zz", "") == 0


@pytest.mark.full
@pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not here")
@pytest.mark.skipif(not all(map(find_spec, FOR_TRAINING)), reason="the measure extra is not installed")
def test_training_again_makes_the_same_bytes(tmp_path: Path) -> None:
    from deploy.model.train import PICTURE, train  # noqa: PLC0415 -- it needs the measure extra

    train(tmp_path / "opinion.json", tmp_path / PICTURE.name)
    for shipped in (MODEL, MODEL.with_name("CARD.md"), PICTURE):
        assert (tmp_path / shipped.name).read_bytes() == shipped.read_bytes()
