"""How many real designations are read, against the levels that were promised."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from shared.standard import StandardRef, UnreadableCitation

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

JUNK = frozenset(
    {"IEEE IEEE", "NESC Handbook", "AIEE Nos", "A Framework", "ITU-R M", "IEC White Paper Stable grid:2018"}
)
"""What the lists hold that is no designation; ASHRAE's `Interpretations for Standard …` name no publisher."""


def column(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not here: a clone has no test data")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_junk(designator: str) -> bool:
    return designator in JUNK or designator.startswith("Interpretations for ")


def failure(designator: str) -> str | None:
    """Why a designation is not read, or does not come back from its own printing."""
    try:
        ref = StandardRef.parse(designator)
    except UnreadableCitation:
        return f"{designator}: unread"
    for printed in (str(ref), ref.plain()):
        if StandardRef.parse(printed) != ref:
            return f"{designator}: {printed} is read as something else"
    return None


def failures(designators: list[str]) -> list[str]:
    return [reason for designator in designators if (reason := failure(designator))]


def test_real_chinese_designations_are_read_and_come_back():
    designators = [row["designator"] for row in column("designators_cn.csv")]
    missed = failures(designators)
    assert len(missed) <= 0.005 * len(designators), missed


def test_every_hard_spelling_is_read():
    assert not failures([row["designator"] for row in column("designators_hard.csv")])


def test_the_international_ones_that_are_no_junk_are_read():
    designators = [row["designator"] for row in column("designators_international.csv")]
    real = [designator for designator in designators if not is_junk(designator)]
    missed = failures(real)
    assert len(missed) <= 0.02 * len(real), missed


def test_no_family_of_publishers_is_left_behind():
    rows = [row for row in column("designators_international.csv") if not is_junk(row["designator"])]
    total = Counter(row["family"] for row in rows)
    missed = Counter(row["family"] for row in rows if failure(row["designator"]))
    assert {family: missed[family] for family in total if missed[family] > 0.05 * total[family]} == {}


def test_every_industry_code_is_an_industry_standard():
    for row in column("industry_codes.csv"):
        ref = StandardRef.parse(f"{row['code']}/T 1001-2019")
        assert (ref.level, ref.code, ref.mandatory) == ("industry", row["code"], False)


def test_every_local_code_that_ever_was_is_a_local_standard():
    for row in column("db_prefecture_codes.csv"):
        ref = StandardRef.parse(f"DB{row['db_code']}/T 12-2019")
        assert (ref.level, ref.region) == ("local", row["db_code"])


def test_every_family_of_the_special_prefixes_is_known():
    written = {
        "GB 5xxxx / GB/T 5xxxx (50001-59999)": "GB/T 50001-2017",
        "GB 55xxx": "GB 55001-2021",
        "GB 2760/2761/2762/2763/4789/5009/7718/14880/28050 ...": "GB 2760-2024",
        "GB 3095/3096/3838/8978/13271/16297/18597 ...": "GB 3095-2012",
        "GB 9706.x": "GB 9706.1-2020",
        "TSG": "TSG 21-2016",
        "HAF": "HAF 102-2016",
        "HAD": "HAD 102/17-2006",
        "ZB": "ZB J04 005-87",
        "YBB": "YBB 00212002-2015",
        "GSB": "GSB 16-1524-2002",
        "DB{2}": "DB11/T 945-2012",
        "DB{4}": "DB3201/T 1001-2020",
        "DBJ": "DBJ/T 15-208-2020",
        "DBS": "DBS44/006-2016",
        "DB{2}/T 3xxxxx (six digits, e.g. DB42/T 300001-2026)": "DB42/T 300001-2026",
        "T/xxx": "T/CSTM 00017-2017",
        "Q/xxx": "Q/CSG 11002-2012",
    }
    for row in column("special_prefixes.csv"):
        prefix = row["prefix"]
        designator = written.get(prefix, f"{prefix} 101-2001")
        assert failure(designator) is None
        assert StandardRef.parse(designator).code.startswith(prefix[:1])
