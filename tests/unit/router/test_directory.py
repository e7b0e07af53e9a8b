"""Who is one level up, who is above whom, and that nobody is without a body."""

import csv
from pathlib import Path

import pytest

from services.router.directory import Directory
from shared.authorities import UnknownAuthority
from shared.ladder import Ladder
from shared.policy import PolicyError
from shared.region import UnknownRegion

ROOT = Path(__file__).parents[3]
FACTS, POLICY = ROOT / "deploy" / "directory", ROOT / "deploy" / "policy"
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.load(FACTS, POLICY)


@pytest.mark.parametrize(
    ("place", "above"),
    [
        ("440305", "440300"),  # a district of a city
        ("440507", "440500"),
        ("440500", "440000"),  # a city
        ("440300", "sac"),  # 计划单列市
        ("440100", "sac"),  # 副省级市
        ("440103", "440100"),  # a district of one
        ("419001", "410000"),  # 省直辖县级市
        ("429021", "420000"),
        ("469021", "460000"),
        ("659001", "xpcc"),  # a city of the 兵团
        ("650100", "650000"),  # a city that is none
        ("110101", "110000"),  # a district of a 直辖市
        ("440000", "sac"),  # a province
        ("810000", "sac"),
        ("371202", "370100"),  # retired: now a district of Jinan
    ],
)
def test_the_superior_is_one_level_up_from_the_place(directory: Directory, place: str, above: str) -> None:
    assert directory.superior(place).authority.id == above


def test_the_superior_is_given_with_its_reason_in_both_languages(directory: Directory) -> None:
    because = directory.superior("440305").because
    assert "广东省深圳市南山区" in because.zh
    assert "深圳市市场监督管理局" in because.zh
    assert "one level up" in because.en.lower()


def test_a_place_without_an_administration_is_said_to_be_one(directory: Directory) -> None:
    assert "没有" in directory.superior("810000").because.zh


def test_every_place_has_an_administration_and_a_superior_above_it(directory: Directory) -> None:
    for region in directory.regions:
        own = directory.administration(region.code)
        above = directory.superior(region.code).authority
        assert own.id == above.id or directory.is_above(above.id, own.id), region


def test_every_ladder_ends_at_the_top(directory: Directory) -> None:
    assert {directory.ladder(id_)[-1] for id_ in directory.ids()} == {"samr"}


def test_no_id_holds_a_dot_so_that_each_fits_a_routing_key(directory: Directory) -> None:
    assert all("." not in id_ and id_ == directory.authority(id_).id for id_ in directory.ids())


@pytest.mark.parametrize(
    ("body", "rungs"),
    [
        ("440305", ("440305", "440300", "sac", "samr")),
        ("440507", ("440507", "440500", "440000", "sac", "samr")),
        ("440103", ("440103", "440100", "sac", "samr")),
        ("659012", ("659012", "xpcc", "sac", "samr")),
        ("miit", ("miit", "sac", "samr")),
        ("t-cas", ("t-cas", "sac", "samr")),
        ("samr", ("samr",)),
        ("mep", ("mee", "sac", "samr")),
    ],
)
def test_the_ladder_leads_upward(directory: Directory, body: str, rungs: tuple[str, ...]) -> None:
    assert directory.ladder(body) == rungs


def test_a_body_stands_above_those_below_it_and_not_above_itself_or_its_neighbours(
    directory: Directory,
) -> None:
    assert directory.is_above("440000", "440507")
    assert directory.is_above("sac", "miit")
    assert not directory.is_above("440000", "440000")
    assert not directory.is_above("450000", "440507")
    assert not directory.is_above("440507", "440000")


def test_below_a_province_are_its_cities_and_counties_but_not_the_city_that_answers_to_the_nation(
    directory: Directory,
) -> None:
    below = directory.below("440000")
    assert {"440500", "440507"} <= below
    assert not {"440000", "440100", "440300", "440305", "450100"} & below
    assert directory.below("440305") == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ("440103", "440104", "440100"),
        ("440400", "440500", "440000"),
        ("440000", "450000", "sac"),
        ("miit", "mot", "sac"),
        ("440000", "440507", "440000"),
        ("samr", "miit", "samr"),
    ],
)
def test_two_bodies_meet_at_their_common_superior(
    directory: Directory, one: str, other: str, common: str
) -> None:
    found = directory.common_superior(one, other)
    assert found is not None
    assert found.id == common


@pytest.mark.parametrize(("gone", "now"), [("aqsiq", "samr"), ("mep", "mee"), ("371200", "370100")])
def test_a_body_that_is_gone_leads_to_its_successor(directory: Directory, gone: str, now: str) -> None:
    assert directory.authority(gone).id == now


def test_an_unknown_body_and_an_unknown_place_are_errors(directory: Directory) -> None:
    with pytest.raises(UnknownAuthority):
        directory.authority("nobody")
    with pytest.raises(UnknownRegion):
        directory.superior("999999")


def test_an_administration_is_named_by_the_rule_unless_its_name_is_known(directory: Directory) -> None:
    assert directory.authority("440305").name.zh == "南山区市场监督管理局"
    assert directory.authority("120000").name.zh == "天津市市场监督管理委员会"


def test_every_administration_is_named_as_the_reference_table_has_it(directory: Directory) -> None:
    path = DATA / "local_authorities.csv"
    if not path.exists():
        pytest.skip("the reference table of local authorities is not part of the project")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 300
    for row in rows:
        assert directory.administration(row["db_code"].ljust(6, "0")).name.zh == row["authority"]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("440305", "county: prefecture"),
        ("440300", '"440300"'),
        ("659001", '"659001": xpcc'),
        ("110000", "nation: sac"),
    ],
)
def test_a_superior_says_which_line_of_the_ladder_decided(
    directory: Directory, place: str, words: str
) -> None:
    file, _, line = directory.superior(place).decided_by.rpartition(":")
    assert file == "deploy/policy/ladder.yaml"
    assert words in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_a_county_may_answer_to_its_province_alone(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "ladder.yaml"
    path.write_text('nation: sac\nnext: {"130682": "130000"}\n', encoding="utf-8")
    ladder = Ladder.load(path, directory.regions)
    assert (ladder.above("130682"), ladder.above("130681")) == ("130000", "130600")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("440305", "440000"),
        ("440100", "440000"),
        ("659001", "650000"),
        ("440507", None),
        ("110101", None),
        ("810000", None),
    ],
)
def test_a_province_that_the_ladder_passes_over_is_told(
    directory: Directory, place: str, told: str | None
) -> None:
    found = directory.passed_over(place)
    assert (found.authority.id if found else None) == told


def test_the_line_that_passes_over_the_province_is_the_one_that_is_named(directory: Directory) -> None:
    found, direct = directory.passed_over("440305"), directory.superior("440300")
    assert found is not None
    assert found.decided_by == direct.decided_by


def test_every_county_level_city_of_the_corps_answers_to_it(directory: Directory) -> None:
    cities = [region.code for region in directory.regions if region.code.startswith("6590")]
    assert len(cities) == 12
    assert {directory.superior(code).authority.id for code in cities} == {"xpcc"}


def test_a_province_may_take_its_counties_problems_itself(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "ladder.yaml"
    path.write_text('nation: sac\nprovinces: {"330000": province}\n', encoding="utf-8")
    ladder = Ladder.load(path, directory.regions)
    assert ladder.above("330102") == "330000"
    assert ladder.above("440103") == "440100"


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('nation: sac\nto_nation:\n  - "440300"\n  - "123456"\n', 4, "123456"),
        ('nation: sac\nprovinces: {"330000": village}\n', 2, "village|province"),
        ("nation: sac\ncolour: red\n", 2, "colour"),
        ("nation: [\n", 2, "expected"),
        ("county: province\n", 1, "nation"),
        ('nation: sac\nnext:\n  "440300": "440305"\n', 3, "above itself"),
        ('nation: sac\nnext: {"123456": sac}\n', 2, "123456"),
    ],
)
def test_a_ladder_that_does_not_check_names_its_line(
    directory: Directory, tmp_path: Path, text: str, line: int, word: str
) -> None:
    path = tmp_path / "ladder.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=word) as caught:
        Ladder.load(path, directory.regions)
    assert caught.value.line == line


AUTHORITIES = (
    "id,name_zh,name_en,level,superior,successor,email\n"
    "samr,总局,SAMR,national,,,\n"
    "sac,国标委,SAC,national,samr,,\n"
)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Mot,交通,MOT,ministry,sac,,\n", "small letters"),
        ("mo.t,交通,MOT,ministry,sac,,\n", "small letters"),
        ("mot,交通,,ministry,sac,,\n", "both languages"),
        ("mot,交通,MOT,kingdom,sac,,\n", "kingdom"),
        ("mot,交通,MOT,ministry,nobody,,\n", "nobody"),
        ("mot,交通,MOT,ministry,mot,,\n", "above itself"),
        ("mot,交通,MOT,ministry,,nobody,\n", "nobody"),
        ("sac,国标委,SAC,national,samr,,\n", "line 3"),
        ("440000,广东,Guangdong,ministry,sac,,\n", "region"),
    ],
)
def test_a_table_of_bodies_that_does_not_check_names_its_line(tmp_path: Path, row: str, word: str) -> None:
    for name in ("regions.csv", "ministries.csv"):
        (tmp_path / name).write_bytes((FACTS / name).read_bytes())
    (tmp_path / "authorities.csv").write_text(AUTHORITIES + row, encoding="utf-8")
    with pytest.raises(PolicyError, match=word) as caught:
        Directory.load(tmp_path, POLICY)
    assert caught.value.line == 4
    assert caught.value.file.name == "authorities.csv"
