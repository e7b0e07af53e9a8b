"""How an edition is found: by what is typed of it, by a mistyped number, by the edition that is cited."""

import pytest

from shared.catalogue import Catalogue, StandardStatus, edition, folded, near, search_fields, tails
from shared.standard import StandardRef
from tests.known_standards import a_listed


@pytest.mark.parametrize(
    "typed",
    [
        "GB/T 19001-2016",
        "gbt19001—2016",
        "ＧＢ／Ｔ １９００１－２０１６",
        "GB-T 19001:2016",
        "gb∕t 19001 - 2016",
    ],
)
def test_what_people_type_differently_is_sought_alike(typed: str):
    assert folded(typed) == "GBT19001-2016"


def test_a_standard_is_found_without_its_nature_too():
    sought = search_fields(StandardRef.parse("GB/T 19001-2016"), "质量管理体系 要求")
    assert (sought["start"], sought["start_bare"]) == ("GBT19001-2016", "GB19001-2016")
    assert sought["start_title"] == "质量管理体系要求"


@pytest.mark.parametrize("typed", ["GB 14801-2010", "GB 1840-2010", "GB 184011-2010", "GB 18501", "GB 18041"])
def test_a_number_with_one_slip_shares_a_word_with_the_right_one(typed: str):
    assert near(StandardRef.parse(typed)) & near(StandardRef.parse("GB 18401-2010"))


def test_another_number_altogether_shares_none():
    assert not near(StandardRef.parse("GB 31701-2015")) & near(StandardRef.parse("GB 18401-2010"))


def test_a_wrong_code_is_found_by_number_and_year():
    assert tails("GD/T 19001—2016") == {"19001-2016"}
    assert tails("GD/T 19001—2016") < near(StandardRef.parse("GB/T 19001-2016"))


def test_the_catalogue_gives_the_edition_that_is_cited_else_the_one_in_force():
    old = a_listed("GB/T 19001-2008", status=StandardStatus.REPLACED)
    new = a_listed("GB/T 19001-2016", status=StandardStatus.CURRENT)
    coming = a_listed("GB/T 19001-2026", status=StandardStatus.UPCOMING)
    catalogue = Catalogue([coming, old, new])
    assert catalogue.find(StandardRef.parse("GB/T 19001-2008")) == old
    assert catalogue.find(StandardRef.parse("GB/T 19001")) == new
    assert catalogue.find(StandardRef.parse("GB/T 19001-2015")) == new
    assert catalogue.find(StandardRef.parse("GB/T 19002-2015")) is None


def test_a_sheet_of_amendment_is_another_edition_and_a_clause_is_none():
    sheet = a_listed("GB 7258-2017/XG1-2019")
    whole = a_listed("GB 7258-2017")
    assert sheet.id != whole.id
    assert Catalogue([sheet, whole]).find(StandardRef.parse("GB 7258-2017")) == whole
    assert edition(StandardRef.parse("GB 7258-2017 第4.1条")) == whole.id
