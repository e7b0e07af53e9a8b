"""Asking why: places by name, the answer with its ladder and rows, and the page in both languages."""

from html.parser import HTMLParser

import pytest

from services.router.standards import NoStandards
from services.router.why import WhyPage
from services.router.why.answer import Answer, Question, answer
from services.router.why.places import Places
from shared.case import Role
from shared.taxonomy import Severity
from tests.builders import NOW, the_policy


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(the_policy().directory.regions)


@pytest.fixture(scope="module")
def page() -> WhyPage:
    return WhyPage(the_policy, NoStandards(), lambda: NOW)


def asked(designation: str, region: str, severity: Severity, contradicts: str = "") -> Answer:
    return answer(Question(designation, region, severity, contradicts), the_policy(), NOW)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("440305", ["440305"]),
        (" 440305 ", ["440305"]),
        ("371202", ["370116"]),
        ("深圳", ["440300"]),
        ("深圳市南山区", ["440305"]),
        ("深圳南山", ["440305"]),
        ("广东省 深圳市 南山区", ["440305"]),
        ("南山区", ["230404", "440305"]),
        ("海南", ["460000"]),
        ("新疆", ["650000"]),
        ("石河子", ["659001"]),
        ("香港", ["810000"]),
        ("火星", []),
        ("999999", []),
        ("a", []),
        ("", []),
    ],
)
def test_a_place_is_found_by_its_code_or_by_what_people_call_it(places: Places, typed: str, codes: list[str]):
    assert [region.code for region in places.find(typed)] == codes


def test_a_name_that_is_everywhere_gives_a_short_list(places: Places):
    assert 1 < len(places.find("区")) <= 12


def test_the_answer_names_who_is_asked_with_role_date_and_row():
    found = asked("GB 18401-2010", "440305", Severity.MAJOR)
    assert [(one.role, one.assigned.authority.id) for one in found.asked] == [
        (Role.SETTER, "sac"),
        (Role.SUPERIOR, "440300"),
    ]
    assert all(one.reply_by for one in found.asked)
    assert "routes.csv:" in found.asked[0].assigned.decided_by
    assert [one.assigned.authority.id for one in found.informed] == ["440000"]


def test_the_ladder_is_what_silence_would_do_with_dates_that_follow_each_other():
    found = asked("YY 0505-2012", "440507", Severity.MAJOR)
    ids = [rung.id for rung in found.rungs]
    assert ids[-1] == "samr"
    assert {"sac", "440000"} <= set(ids)
    assert len(set(ids)) == len(ids)
    first = max(one.reply_by for one in found.asked if one.reply_by)
    assert all(first <= rung.asked_at < rung.reply_by for rung in found.rungs)
    assert found.ends_at == max(rung.reply_by for rung in found.rungs)


def test_a_contradiction_shows_the_common_superior():
    found = asked("YY/T 0287-2017", "440507", Severity.ORDINARY, "JB/T 7267-2016")
    assert [one.assigned.authority.id for one in found.asked] == ["nmpa", "sac"]
    assert "miit" in [one.assigned.authority.id for one in found.informed]


@pytest.mark.parametrize("designation", ["", "看不懂", "GB 1-2020、GB 2-2020"])
def test_what_names_no_one_standard_is_screened(designation: str):
    found = asked(designation, "440507", Severity.ORDINARY)
    assert found.standard is None
    assert [one.assigned.authority.id for one in found.asked] == ["440507"]


class Seen(HTMLParser):
    """The words, tags and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags = "", set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags |= {tag, *(name for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.words += data


async def test_the_page_says_it_in_the_language_that_is_asked_for(page: WhyPage):
    query = {"standard": "gb18401", "region": "深圳南山", "severity": "major"}
    for lang, accepts, words in (
        ("", "en-GB,en;q=0.9", ("Asked at once", "GB 18401", "routes.csv:", "If nobody answers")),
        ("", "zh-CN,en;q=0.5", ("立即转请处理", "如果一直没有答复", "深圳市市场监督管理局")),
        ("zh-CN", "en", ("立即转请处理", "routes.csv:")),
        ("en", "zh-CN", ("Asked at once", "State Administration for Market Regulation")),
    ):
        seen = Seen(await page.show(query | ({"lang": lang} if lang else {}), accepts)).words
        assert all(word in seen for word in words), (lang, accepts)


async def test_an_ambiguous_place_is_asked_about_and_an_unknown_one_is_told(page: WhyPage):
    many = Seen(await page.show({"region": "南山区"}, "zh-CN")).words
    assert "鹤岗市南山区" in many
    assert "立即转请处理" not in many
    assert "没有找到" in Seen(await page.show({"region": "火星"}, "zh-CN")).words
    assert "请填写地区" in Seen(await page.show({"region": ""}, "zh-CN")).words
    assert "没有找到" not in Seen(await page.show({}, "zh-CN")).words


@pytest.mark.parametrize(
    "typed",
    ['"><script>alert(1)</script>', "{{ 7 * 7 }}", "\x00\x1b[31m", "长" * 5_000, "GB\n1-2020", "\ud800"],
)
async def test_whatever_is_typed_is_shown_as_text_and_breaks_nothing(page: WhyPage, typed: str):
    for field in ("standard", "region", "severity", "contradicts", "lang"):
        html = await page.show({"region": "440305", "standard": "GB 1-2020", field: typed}, typed)
        assert "script" not in Seen(html).tags
        assert "<script" not in html
        html.encode()


async def test_the_page_needs_no_script_and_labels_every_field(page: WhyPage):
    html = await page.show({"region": "440305", "standard": "GB 18401-2010"}, "zh-CN")
    seen = Seen(html)
    assert not {"script", "onclick", "onload"} & seen.tags
    assert html.count("<label") == 4
    assert 'name="viewport"' in html
