"""What the form says while a designation is typed: gently, in both languages, and never an error."""

import pytest

from services.intake.near import nearest, words_of
from services.intake.standards import REMEMBERED, Standards
from services.intake.understood import details, understand
from shared.authorities import Authorities
from shared.catalogue import Listed, StandardStatus, search_fields
from shared.errors import TryAgain
from shared.ladder import Ladder
from shared.region import Regions
from shared.settings import PROJECT
from tests.known_standards import MemoryStandards, a_listed

DEPLOY = PROJECT / "deploy"
REGIONS = Regions.load(DEPLOY / "directory" / "regions.csv")
LADDER = Ladder.load(DEPLOY / "policy" / "ladder.yaml", REGIONS)
DETAIL = details(REGIONS, Authorities.load(DEPLOY / "directory", REGIONS, LADDER))
KNOWN = [
    a_listed("GB/T 19001-2016", title="质量管理体系 要求", status=StandardStatus.CURRENT),
    a_listed("GB/T 19001-2008", status=StandardStatus.REPLACED, replaced_by="GB/T 19001-2016"),
    a_listed("GB 18401-2010"),
]


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        ("gbt 19001-2016", "GB/T 19001—2016，国家标准，推荐性", "GB/T 19001—2016, national, recommended"),
        ("GB 18401", "GB 18401，国家标准，强制性", "GB 18401, national, mandatory"),
        ("GB/Z 1-2020", "GB/Z 1—2020，国家标准，指导性技术文件", "GB/Z 1—2020, national, guidance"),
        (
            "DB4403/T 12-2020",
            "DB4403/T 12—2020，地方标准（广东省深圳市），推荐性",
            "DB4403/T 12—2020, local (广东省深圳市), recommended",
        ),
        ("T/CECS 10-2019", "T/CECS 10—2019，团体标准", "T/CECS 10—2019, group"),
        ("ISO 9001:2015", "ISO 9001:2015，国际标准", "ISO 9001:2015, international"),
    ],
)
def test_a_designation_is_told_in_words(typed: str, zh: str, en: str):
    understood = understand(typed, DETAIL)
    assert understood
    assert (understood.line.zh, understood.line.en) == (zh, en)


def test_an_industry_standard_names_its_industry():
    understood = understand("JT/T 1-2020", DETAIL)
    assert understood
    assert understood.line.zh.startswith("JT/T 1—2020，行业标准（交通")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("那个纺织品的标准", "会有工作人员辨认"),
        ("GB 1-2000、GB 2-2001", "不止一项标准"),
        ("长" * 500, "写得太长"),
    ],
)
def test_what_cannot_be_read_is_left_to_a_person_and_said_so(typed: str, says: str):
    understood = understand(typed, DETAIL)
    assert understood
    assert understood.ref is None
    assert says in understood.line.zh
    assert "a person will look" in understood.line.en


def test_of_nothing_nothing_is_said():
    assert understand(" ", DETAIL) is None


def nearest_of(typed: str) -> tuple[str, ...]:
    words = words_of(typed)
    found: list[Listed] = [one for one in KNOWN if words & set(search_fields(one.ref)["near"])]  # type: ignore[call-overload] # a list of words
    return nearest(typed, found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("GB/T 1900-2016", "GB/T 19001—2016"),
        ("GB/T 19010-2016", "GB/T 19001—2016"),
        ("GB/T 1901", "GB/T 19001—2016"),
        ("GB 14801-2010", "GB 18401—2010"),
        ("GD/T 19001-2016", "GB/T 19001—2016"),
        ("6B 18401-2010", "GB 18401—2010"),
        ("GB/T 19001-2015", "GB/T 19001—2016"),
        ("G8/T 55555-2016", "GB/T 55555—2016"),
        ("GB/T l9OO1-2016", "GB/T 19001—2016"),
    ],
)
def test_a_near_miss_is_told_what_may_have_been_meant(typed: str, meant: str):
    assert nearest_of(typed)[0] == meant


@pytest.mark.parametrize("typed", ["GB/T 19001-2016", "gb 18401", "GB 31701-2015", "没有编号", "???"])
def test_what_is_known_or_like_nothing_known_is_left_in_peace(typed: str):
    assert nearest_of(typed) == ()


async def test_what_the_catalogue_knows_is_told_with_it():
    standards = Standards(MemoryStandards(list(KNOWN)), DETAIL)
    current = await standards.understood("gb/t 19001-2016")
    replaced = await standards.understood("GB/T 19001-2008")
    assert current
    assert replaced
    assert current.line.zh == "GB/T 19001—2016，国家标准，推荐性，《质量管理体系 要求》，现行"
    assert replaced.line.en == "GB/T 19001—2008, national, recommended, replaced by GB/T 19001—2016"
    assert current.maybe == replaced.maybe == ()


async def test_with_the_store_away_the_line_is_told_all_the_same():
    standards = Standards(MemoryStandards(away=True), DETAIL)
    understood = await standards.understood("GB/T 1900-2016")
    assert understood
    assert understood.line.en == "GB/T 1900—2016, national, recommended"


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("gb/t 190", ["GB/T 19001-2016", "GB/T 19001-2008"]),
        ("GB 190", ["GB/T 19001-2016", "GB/T 19001-2008"]),
        ("ＧＢ 18", ["GB 18401-2010"]),
        ("质量管", ["GB/T 19001-2016"]),
        ("GB", []),
        ("质", []),
        ("", []),
    ],
)
async def test_a_designation_or_a_title_is_completed_those_in_force_first(typed: str, completed: list[str]):
    found = await Standards(MemoryStandards(list(KNOWN)), DETAIL).completed(typed)
    assert [one.id for one in found] == completed


async def test_what_reports_cite_is_completed_but_not_what_an_enterprise_set_or_nobody_can_read():
    standards = Standards(MemoryStandards(), DETAIL)
    for typed in ("gb/t 19001-2016 第5条", "GB/T 19001—2016", "Q/ABC 123-2020", "那个标准", None):
        standards.cited(typed)
    assert await standards.completed("GB/T 19") == []
    assert (await standards.note_cited(), await standards.note_cited()) == (1, 0)
    assert [one.id for one in await standards.completed("GB/T 19")] == ["GB/T 19001-2016"]
    assert await standards.completed("Q/ABC 12") == []


async def test_what_was_cited_while_the_store_was_away_is_kept_later():
    store = MemoryStandards(away=True)
    standards = Standards(store, DETAIL)
    standards.cited("GB 18401-2010")
    with pytest.raises(TryAgain):
        await standards.note_cited()
    store.away = False
    assert await standards.note_cited() == 1


async def test_what_is_cited_is_remembered_up_to_a_bound_and_kept_part_by_part():
    store = MemoryStandards()
    standards = Standards(store, DETAIL)
    for number in range(2 * REMEMBERED):
        standards.cited(f"GB/T {number + 1}-2020")
    assert await standards.note_cited() == REMEMBERED
    assert len(store.listed) == REMEMBERED
