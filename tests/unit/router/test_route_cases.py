"""`routes test`: the shipped table of cases, what it covers, and how a difference is told."""

import csv
import io
import re
from pathlib import Path

import pytest

from services.router.classify import Classifier
from services.router.clocks import Clocks
from services.router.directory import Directory
from services.router.route_cases import COLUMNS, RouteCase, load, run_cases
from shared.policy import PolicyError
from shared.settings import PROJECT
from shared.standard import Level
from shared.taxonomy import Severity
from tests.builders import the_policy

POLICY = PROJECT / "deploy" / "policy"
SHIPPED = POLICY / "routes_cases.csv"
DATA = PROJECT.parent / "shared" / "data"
HEAD = ",".join(COLUMNS) + ",informed,contradicts\n"


@pytest.fixture(scope="module")
def directory() -> Directory:
    return the_policy().directory


@pytest.fixture(scope="module")
def cases(directory: Directory) -> tuple[RouteCase, ...]:
    return load(SHIPPED, directory)


def run(tmp_path: Path, rows: str) -> tuple[int, str]:
    table, out = tmp_path / "cases.csv", io.StringIO()
    table.write_text(HEAD + rows, encoding="utf-8")
    return run_cases(table, the_policy().directory, out), out.getvalue()


def test_every_case_of_the_shipped_table_comes_out_as_expected(directory: Directory):
    out = io.StringIO()
    assert run_cases(SHIPPED, directory, out) == 0, out.getvalue()


def test_every_file_of_the_shipped_policy_checks(directory: Directory):
    Classifier.load(POLICY)
    Clocks.load(POLICY / "clocks.yaml")
    Directory.load(PROJECT / "deploy" / "directory", POLICY)
    load(SHIPPED, directory)
    words = {"lexicon.yaml", "severity.yaml", "tracks.yaml", "same.yaml", "notices.yaml", "clocks.yaml"}
    read = words | {"ladder.yaml", "routes.csv", "routes_cases.csv"}
    assert {path.name for path in POLICY.iterdir()} == read


def test_the_table_covers_every_province_level_and_severity(
    cases: tuple[RouteCase, ...], directory: Directory
):
    assert len(cases) >= 150
    assert {case.matter.region[:2] for case in cases} == {r.code[:2] for r in directory.regions.provinces()}
    levels = {case.matter.standard.level if case.matter.standard else None for case in cases}
    assert levels == {*Level, None}
    assert {case.matter.severity for case in cases} == set(Severity)


def test_the_table_covers_every_family_of_designations(cases: tuple[RouteCase, ...]):
    path = DATA / "special_prefixes.csv"
    if not path.exists():
        pytest.skip("the reference table of prefixes is not part of the project")
    with path.open(encoding="utf-8", newline="") as lines:
        prefixes = [row["prefix"] for row in csv.DictReader(lines)]
    for prefix in prefixes:
        beginning = re.match(r"[A-Za-z/]+", prefix)
        assert beginning
        pattern = beginning[0].replace("xxx", "") + {"DB{2}": r"\d\d\b", "DB{4}": r"\d{4}\b"}.get(prefix, "")
        assert any(re.match(pattern, case.typed) for case in cases), prefix


def test_every_code_of_industry_standards_has_a_case(cases: tuple[RouteCase, ...]):
    with (PROJECT / "deploy" / "directory" / "ministries.csv").open(encoding="utf-8", newline="") as lines:
        codes = {row["code"] for row in csv.DictReader(lines)}
    assert codes <= {case.matter.standard.code for case in cases if case.matter.standard}


def test_every_row_of_the_routes_decides_some_case_except_the_nets_below_what_can_be_read(
    cases: tuple[RouteCase, ...], directory: Directory
):
    decided = {directory.setter(case.matter.standard, case.matter.region).decided_by for case in cases}
    nets = {route.row for route in directory.routes if route.where not in decided}
    assert nets == {
        "local,DBJ*|DB*(J)|DGJ*|DG/TJ*,*,province-of-reporter",
        "local,DBS*,*,province-of-reporter",
        "*,*,*,region-of-reporter",
    }


def test_a_difference_names_the_line_what_was_expected_what_came_and_the_row_that_decided(tmp_path: Path):
    code, told = run(tmp_path, "GB 18401-2010,440507,major,setter:nhc superior:440500,,\n")
    assert code == 1
    where, expected, came, *decided, _, summary = told.splitlines()
    assert where.startswith(f"{tmp_path}/cases.csv:2: GB 18401-2010 · 440507 广东省汕头市龙湖区 · major")
    assert expected.endswith("setter:nhc superior:440500")
    assert came.endswith("setter:sac superior:440500")
    assert re.search(r"routes\.csv:\d+ \[national,\*,\*,sac\] → sac: 国家标准由", decided[0])
    assert re.search(r"ladder\.yaml:\d+ → 440500", decided[1])
    assert summary == "1 例，1 例不符。 / 1 cases, 1 of them differ."


@pytest.mark.parametrize(
    ("informed", "code"), [("", 0), ("440500", 0), ("-", 1), ("440000", 1), ("440500 440000", 1)]
)
def test_who_is_told_is_checked_where_the_column_says_so(tmp_path: Path, informed: str, code: int):
    assert run(tmp_path, f"GB/T 19001-2016,440507,ordinary,setter:sac,{informed},\n")[0] == code


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("GB 1-2020,999999,major,setter:sac,,", "999999"),
        ("GB 1-2020,440507,grave,setter:sac,,", "grave"),
        ("GB 1-2020,440507,major,setter:nobody,,", "nobody"),
        ("GB 1-2020,440507,major,sac,,", "is no body|is not like"),
        ("GB 1-2020,440507,major,,,", "is not like"),
        ("GB 1-2020,440507,major,setter:sac,nobody,", "nobody"),
        ("GB 1-2020,440507,major,setter:sac,,童装", "cannot be read"),
        ("GB 1-2020,440507", "cells"),
    ],
)
def test_a_table_that_does_not_check_names_its_line(tmp_path: Path, row: str, word: str):
    with pytest.raises(PolicyError, match=word) as caught:
        run(tmp_path, f"GB 1-2020,440507,ordinary,setter:sac,,\n{row}\n")
    assert caught.value.line == 3


def test_a_table_without_cases_is_no_success(tmp_path: Path):
    with pytest.raises(PolicyError, match="no case"):
        run(tmp_path, "")
