"""Who answers for which standard."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.router.directory import Directory
from services.router.routes import COLUMNS
from shared.policy import PolicyError
from shared.region import UnknownRegion
from shared.standard import StandardRef

ROOT = Path(__file__).parents[3]
FACTS, POLICY = ROOT / "deploy" / "directory", ROOT / "deploy" / "policy"
DATA = ROOT.parent / "shared" / "data"
HERE = "440305"


@dataclass(frozen=True)
class Cited:
    level: str
    code: str
    number: str = "1"
    region: str | None = None


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.load(FACTS, POLICY)


def reference(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the reference table {name} is not part of the project")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("cited", "setter"),
    [
        (Cited("national", "GB", "18401"), "sac"),
        (Cited("national", "GB/T", "19001"), "sac"),
        (Cited("national", "GB/Z", "1"), "sac"),
        (Cited("national", "GBn"), "sac"),
        (Cited("national", "GB", "50016"), "mohurd"),
        (Cited("national", "GB/T", "50003"), "mohurd"),
        (Cited("national", "GB", "55001"), "mohurd"),
        (Cited("national", "GB", "60000"), "sac"),
        (Cited("national", "GB", "2760"), "nhc"),
        (Cited("national", "GB", "7718"), "nhc"),
        (Cited("national", "GB", "3095"), "mee"),
        (Cited("national", "GB", "9706"), "nmpa"),
        (Cited("national", "GBZ", "2"), "nhc"),
        (Cited("national", "GBZ/T", "300"), "nhc"),
        (Cited("industry", "YY/T", "0287"), "nmpa"),
        (Cited("industry", "NB/SH/T", "0916"), "nea"),
        (Cited("industry", "DB/T", "1"), "cea"),
        (Cited("industry", "JGJ/T"), "mohurd"),
        (Cited("industry", "CJJ"), "mohurd"),
        (Cited("industry", "JTG", "D62"), "mot"),
        (Cited("industry", "JTG/T", "D62"), "mot"),
        (Cited("metrology", "JJG"), "samr"),
        (Cited("metrology", "JJG", region="11"), "110000"),
        (Cited("metrology", "JJF"), "samr"),
        (Cited("metrology", "JJG(交通)"), "mot"),
        (Cited("metrology", "JJG(未知)"), "samr"),
        (Cited("national", "YBB"), "nmpa"),
        (Cited("local", "DB42(J)/T", region="42"), "420000"),
        (Cited("foreign", "SD"), "sac"),
        (Cited("group", "T/SD"), "440000"),
        (Cited("local", "DB44/T", region="44"), "440000"),
        (Cited("local", "DB44"), "440000"),
        (Cited("local", "DB4403/T", region="4403"), "440300"),
        (Cited("local", "DB3712", region="3712"), "370100"),
        (Cited("local", "DB3414/T", region="341400"), "340100"),
        (Cited("local", "DBS", region="31"), "310000"),
        (Cited("local", "DBS"), "440000"),
        (Cited("local", "DBJ/T", "15", region="44"), "440000"),
        (Cited("local", "DBJ/T", "99"), "440000"),
        (Cited("group", "T/CAS"), "t-cas"),
        (Cited("group", "CECS"), "t-cecs"),
        (Cited("group", "T/CECS"), "t-cecs"),
        (Cited("group", "T/NOBODY"), "440000"),
        (Cited("enterprise", "Q/ABC"), HERE),
        (Cited("international", "ISO", "9001"), "sac"),
        (Cited("foreign", "ASTM", "D1"), "sac"),
        (Cited("industry", "QQ"), HERE),
        (Cited("local", "DB99"), HERE),
        (None, HERE),
    ],
)
def test_a_standard_finds_the_body_that_set_it(
    directory: Directory, cited: Cited | None, setter: str
) -> None:
    assert directory.setter(cited, HERE).authority.id == setter


def test_a_body_that_shares_the_matter_is_named_too(directory: Directory) -> None:
    assert [body.id for body in directory.setter(Cited("industry", "CB"), HERE).also] == ["sastind"]
    assert [body.id for body in directory.setter(Cited("national", "GB", "50016"), HERE).also] == ["sac"]
    assert directory.setter(Cited("industry", "YY"), HERE).also == ()


def test_the_reason_speaks_of_the_code_the_industry_and_the_body_in_both_languages(
    directory: Directory,
) -> None:
    because = directory.setter(Cited("industry", "YY/T"), HERE).because
    assert all(word in because.zh for word in ("YY/T", "医疗器械", "国家药品监督管理局"))
    assert all(word in because.en for word in ("YY/T", "Medical devices", "National Medical Products"))


def test_no_reason_of_the_table_is_left_with_a_place_to_fill(directory: Directory) -> None:
    for level in ("national", "industry", "local", "group", "enterprise", "metrology", "foreign"):
        because = directory.setter(Cited(level, "XX"), HERE).because
        assert "{" not in because.both


@pytest.mark.parametrize("place", ["440305", "440300", "440000", "419001", "810000"])
def test_a_standard_that_cannot_be_read_is_screened_where_the_reporter_is(
    directory: Directory, place: str
) -> None:
    assert directory.setter(None, place).authority == directory.administration(place)


def test_a_place_that_does_not_exist_is_an_error_whatever_the_standard(directory: Directory) -> None:
    with pytest.raises(UnknownRegion):
        directory.setter(Cited("national", "GB"), "999999")


def test_every_industry_code_finds_its_ministry(directory: Directory) -> None:
    rows = reference("industry_codes.csv")
    assert len(rows) == 76
    for row in rows:
        for code in (row["code"], f"{row['code']}/T", f"{row['code']}/Z"):
            name = directory.setter(Cited("industry", code), HERE).authority.name.zh
            assert name in row["department"], row


def test_every_code_of_local_standards_finds_its_administration(directory: Directory) -> None:
    for row in reference("local_authorities.csv"):
        found = directory.setter(Cited("local", f"DB{row['db_code']}/T"), HERE).authority
        assert found.name.zh == row["authority"]


def test_every_city_that_ever_was_finds_the_body_that_answers_for_it_now(directory: Directory) -> None:
    rows = reference("db_prefecture_codes.csv")
    assert len(rows) > 500
    for row in rows:
        found = directory.setter(Cited("local", f"DB{row['db_code']}"), HERE).authority
        assert found.region is not None, row
        assert found.level in {"prefecture", "province", "county"}


def test_a_city_whose_code_is_still_its_own_answers_for_itself(directory: Directory) -> None:
    gone = 0
    for row in reference("db_prefecture_codes.csv"):
        code = f"{row['db_code']}00"
        found = directory.setter(Cited("local", f"DB{row['db_code']}"), HERE).authority
        gone += found.region != code
        assert found.region == code or directory.regions.is_retired(code)
    assert gone > 150


@pytest.mark.parametrize(
    ("typed", "setter"),
    [
        ("GB 18401-2010", "sac"),
        ("ＧＢ／Ｔ 50378—2019", "mohurd"),
        ("GBZ 2.1-2019", "nhc"),
        ("YY/T 0287-2017", "nmpa"),
        ("NB/SH/T 0916-2015", "nea"),
        ("DB/T 1-2000", "cea"),
        ("DB11/T 1-2000", "110000"),
        ("DB3712/T 1-2015", "370100"),
        ("DBJ/T 15-208-2020", "440000"),
        ("JTG D62-2004", "mot"),
        ("JJG(京) 39-2006", "110000"),
        ("JJG(交通) 040-2016", "mot"),
        ("TSG 21-2016", "samr"),
        ("HAF 003-1991", "mee"),
        ("CECS 21:2000", "t-cecs"),
        ("ISO 9001:2015", "sac"),
    ],
)
def test_a_designation_as_people_write_it_finds_its_setter(
    directory: Directory, typed: str, setter: str
) -> None:
    assert directory.setter(StandardRef.parse(typed), HERE).authority.id == setter


def test_no_real_designation_is_left_to_the_last_row(directory: Directory) -> None:
    unknown = "目录中没有代号"
    for row in reference("designators_cn.csv"):
        for citation in StandardRef.find(row["designator"]):
            because = directory.setter(citation, HERE).because.zh
            assert citation.level == "group" or unknown not in because, citation


HEAD = ",".join(COLUMNS) + "\n"
LAST = "*,*,*,region-of-reporter,,先看,looks first\n"


@pytest.mark.parametrize(
    ("rows", "line", "word"),
    [
        ("", 1, "no route"),
        ("national,*,*,sac,,甲,a\n", 2, "must match everything"),
        (f"{LAST}national,*,*,sac,,甲,a\n", 3, "must match everything"),
        ("*,*,*,ministry,,甲,a\n", 2, "for certain"),
        (f"galactic,*,*,sac,,甲,a\n{LAST}", 2, "galactic"),
        (f"national,,*,sac,,甲,a\n{LAST}", 2, "code is empty"),
        (f"national,GB,many,sac,,甲,a\n{LAST}", 2, "many"),
        (f"national,GB,9-1,sac,,甲,a\n{LAST}", 2, "before it begins"),
        (f"national,GB,,sac,,甲,a\n{LAST}", 2, "number"),
        (f"national,GB,*,nobody,,甲,a\n{LAST}", 2, "nobody"),
        (f"national,GB,*,sac,nobody,甲,a\n{LAST}", 2, "nobody"),
        (f"national,GB,*,sac,,,a\n{LAST}", 2, "must be given"),
        (f"national,GB,*,sac,,甲{{weather}},a\n{LAST}", 2, "weather"),
        (f"national,GB,*,sac,,甲{{,a\n{LAST}", 2, "cannot be read"),
        (f"national,GB\n{LAST}", 2, "cells"),
        (f"national,GB,*,sac,samr,甲,a\n{LAST}", 2, "must say so"),
        (f"national,GB,*,sac,,甲{{also}},a {{also}}\n{LAST}", 2, "has nobody"),
    ],
)
def test_a_table_that_does_not_check_names_its_line(tmp_path: Path, rows: str, line: int, word: str) -> None:
    (tmp_path / "ladder.yaml").write_bytes((POLICY / "ladder.yaml").read_bytes())
    (tmp_path / "routes.csv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(PolicyError, match=word) as caught:
        Directory.load(FACTS, tmp_path)
    assert caught.value.line == line
    assert f"routes.csv:{line}" in str(caught.value)


def test_the_first_route_that_leads_to_a_body_wins(tmp_path: Path) -> None:
    (tmp_path / "ladder.yaml").write_bytes((POLICY / "ladder.yaml").read_bytes())
    rows = "industry,*,*,ministry,,甲,a\nindustry,*,*,mot,,乙,b\nindustry,YY,*,sac,,丙,c\n"
    (tmp_path / "routes.csv").write_text(HEAD + rows + LAST, encoding="utf-8")
    directory = Directory.load(FACTS, tmp_path)
    assert directory.setter(Cited("industry", "YY"), HERE).because.zh == "甲"
    assert directory.setter(Cited("industry", "QQ"), HERE).because.zh == "乙"
