"""How many real designations are read, and citations found, against the levels that were promised."""

from collections import Counter

import pytest

from shared.standard import StandardRef, UnreadableCitation
from tests import measure_standards as measured
from tests.unit.standard import key_reports_en, key_reports_zh, written
from tests.unit.standard.complaints import COMPLAINTS
from tests.unit.standard.letters import LETTERS
from tests.unit.standard.sentences import SENTENCES

ENOUGH = 0.98


def rows(name: str) -> list[dict[str, str]]:
    if not (measured.DATA / name).exists():
        pytest.skip(f"{measured.DATA / name} is not here: a clone has no test data")
    return measured.rows(name)


def texts(name: str, key: dict[str, tuple[str, ...]]) -> measured.Key:
    if not (measured.DATA / name).exists():
        pytest.skip(f"{measured.DATA / name} is not here: a clone has no test data")
    return measured.texts(name, key)


def test_real_chinese_designations_are_read_and_come_back():
    designators = [row["designator"] for row in rows("designators_cn.csv")]
    missed = measured.failures(designators)
    assert len(missed) <= 0.005 * len(designators), missed


def test_every_hard_spelling_is_read():
    assert not measured.failures(row["designator"] for row in rows("designators_hard.csv"))


def test_the_international_ones_that_are_no_junk_are_read():
    designators = [row["designator"] for row in rows("designators_international.csv")]
    real = [designator for designator in designators if measured.why_junk(designator) is None]
    missed = measured.failures(real)
    assert len(missed) <= 0.02 * len(real), missed


def test_no_family_of_publishers_is_left_behind():
    real = [row for row in rows("designators_international.csv") if not measured.why_junk(row["designator"])]
    total = Counter(row["family"] for row in real)
    missed = Counter(row["family"] for row in real if measured.failure(row["designator"]))
    assert {family: missed[family] for family in total if missed[family] > 0.05 * total[family]} == {}


def test_what_is_listed_as_unread_is_unread():
    for designator in measured.UNREAD:
        with pytest.raises(UnreadableCitation):
            StandardRef.parse(designator)


@pytest.mark.parametrize("key", [SENTENCES, LETTERS, COMPLAINTS], ids=["sentences", "letters", "complaints"])
def test_the_citations_of_our_own_texts_are_found_and_nothing_else(key: measured.Key):
    found = measured.found(key)
    assert found.recall >= ENOUGH, found.missed
    assert found.precision >= ENOUGH, found.invented


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("reports_zh.jsonl", key_reports_zh.KEY),
        ("reports_en_other.jsonl", key_reports_en.KEY),
    ],
)
def test_the_citations_of_real_reports_are_found_and_nothing_else(name: str, key: dict[str, tuple[str, ...]]):
    found = measured.found(texts(name, key))
    assert found.recall >= ENOUGH, found.missed
    assert found.precision >= ENOUGH, found.invented


def test_every_industry_code_is_an_industry_standard():
    for row in rows("industry_codes.csv"):
        ref = StandardRef.parse(f"{row['code']}/T 1001-2019")
        assert (ref.level, ref.code, ref.mandatory) == ("industry", row["code"], False)


def test_every_local_code_that_ever_was_is_a_local_standard():
    for row in rows("db_prefecture_codes.csv"):
        ref = StandardRef.parse(f"DB{row['db_code']}/T 12-2019")
        assert (ref.level, ref.region) == ("local", row["db_code"])


def test_every_family_of_the_special_prefixes_is_known():
    for row in rows("special_prefixes.csv"):
        designator = written.of_prefix(row["prefix"])
        assert measured.failure(designator) is None
        assert StandardRef.parse(designator).code.startswith(row["prefix"][:1])


def test_every_code_of_our_own_tables_is_read_and_comes_back():
    assert not measured.failures(written.own())
