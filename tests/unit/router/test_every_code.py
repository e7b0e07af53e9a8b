"""Every code that ever was leads to a body that exists today, or to a person who screens, with a reason."""

import csv
from functools import cache
from pathlib import Path

import pytest

from services.router.directory import Assignment, Directory
from shared.standard import StandardRef
from shared.standard.families import INDUSTRY_CODES
from shared.standard.joined import BODIES
from shared.standard.provinces import CORPS
from tests.unit.standard import written

ROOT = Path(__file__).parents[3]
FACTS, POLICY = ROOT / "deploy" / "directory", ROOT / "deploy" / "policy"
DATA = ROOT.parent / "shared" / "data"
HERE = "654003"
"""奎屯市: a county of 伊犁, far from any body that a designation could mean by chance."""

SCREENED = {"GJB": "军用", "DB66": "目录中没有"}
"""Codes that a person at the reporter's place screens, and a word of the reason."""

MOVED = {"4410": "460100", "4411": "460200", "4421": "460000", "4422": "460000"} | dict.fromkeys(
    ("5102", "5112", "5121", "5122", "5123", "5135"), "500000"
)
"""Places whose province became another: Hainan left Guangdong in 1988, Chongqing Sichuan in 1997."""


@cache
def the_directory() -> Directory:
    return Directory.load(FACTS, POLICY)


def table(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        pytest.skip(f"{path} is not here: a clone has no test data")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def led_to(designation: str) -> Assignment:
    """Whom a designation leads to: a body that exists today, with the reason in both languages."""
    assigned = the_directory().setter(StandardRef.parse(designation), HERE)
    body = assigned.authority
    assert body.id in the_directory().ids(), designation
    assert the_directory().authority(body.id) == body, designation
    assert body.name.zh in assigned.because.zh, designation
    assert body.name.en in assigned.because.en, designation
    assert the_directory().ladder(body.id)[-1] == "samr", designation
    return assigned


def is_screened(assigned: Assignment) -> bool:
    return assigned.authority == the_directory().administration(HERE)


def test_every_code_of_our_own_tables_leads_to_a_body_or_is_screened_with_a_reason():
    for designation in written.own():
        assigned = led_to(designation)
        code = StandardRef.parse(designation).code
        assert is_screened(assigned) == (code in SCREENED), designation
        assert SCREENED.get(code, "") in assigned.because.zh


def test_every_industry_code_has_its_ministry():
    ministries = {row["code"]: row["authority"] for row in table(FACTS / "ministries.csv")}
    for code in {*ministries, *INDUSTRY_CODES.split()}:
        assert led_to(f"{code}/T 1001-2019").authority.id == ministries[code], code


def test_every_place_past_or_present_answers_for_its_local_standards():
    directory = the_directory()
    for region in directory.regions:
        if region.level == "county":
            continue
        digits = region.code[:2] if region.level == "province" else region.code[:4]
        if int(digits[:2]) > int(CORPS):  # Taiwan, Hong Kong and Macao have no DB code
            continue
        assert led_to(f"DB{digits}/T 12-2019").authority == directory.administration(region.code), region


def test_every_retired_place_leads_to_the_body_of_its_successor():
    directory = the_directory()
    for row in table(FACTS / "retired.csv"):
        if not row["code"].endswith("00"):
            continue
        body = led_to(f"DB{row['code'][:4]}/T 12-2019").authority
        assert body == directory.administration(row["code"]), row


def test_the_corps_which_no_table_of_places_knows_is_screened_with_a_reason():
    assigned = led_to(f"DB{CORPS}/T 12-2019")
    assert is_screened(assigned)
    assert SCREENED["DB66"] in assigned.because.zh


@pytest.mark.parametrize("code", sorted(BODIES))
def test_every_foreign_or_international_code_leads_to_the_national_body(code: str):
    assert led_to(f"{code} 101:2001").authority.id == "sac"


def test_every_industry_code_of_the_reference_table_leads_to_the_ministry_it_names():
    for row in table(DATA / "industry_codes.csv"):
        for nature in ("", "/T", "/Z"):
            assigned = led_to(f"{row['code']}{nature} 1001-2019")
            assert assigned.authority.name.zh in row["department"], row


def test_every_special_prefix_of_the_reference_table_leads_to_a_body_or_is_screened_with_a_reason():
    for row in table(DATA / "special_prefixes.csv"):
        assigned = led_to(written.of_prefix(row["prefix"]))
        by_place = row["prefix"] == "Q/xxx" or row["prefix"] in SCREENED
        assert is_screened(assigned) == by_place, row


def test_every_local_code_that_ever_was_leads_to_the_body_of_that_place_today():
    for row in table(DATA / "db_prefecture_codes.csv"):
        code, body = row["db_code"], led_to(f"DB{row['db_code']}/T 12-2019").authority
        assert body.level in {"province", "prefecture", "county"}, row
        if not row["valid_to"]:
            assert body.id == f"{code}00", row
        elif code in MOVED:
            assert body.id == MOVED[code], row
        else:
            assert body.id[:2] == row["province_code"], row
