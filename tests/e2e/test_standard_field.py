"""The field of the standard in a real browser: understood while typing, completed, corrected, not refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped] # ships no types
from playwright.async_api import Browser, Page, expect

from shared.catalogue import StandardStatus
from tests.browsing import CHROMIUM, DESK, PHONE, a_reader
from tests.known_standards import a_listed
from tests.public_pages import Pages, public_pages

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")

CHOICE = "#standard-choices [role=option]"
PROBLEM = "第5.1条与第6.2条的限值相互矛盾，无法同时满足。"
LINES = {
    "zh-CN": "GB/T 19001—2016，国家标准，推荐性，《质量管理体系 要求》，现行",
    "en": "GB/T 19001—2016, national, recommended, “质量管理体系 要求”, in force",
}
MAYBE = {"zh-CN": "您是不是要写：", "en": "Did you mean: "}
PERSON = {"zh-CN": "会有工作人员辨认", "en": "a person will look"}


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    async with public_pages() as found:
        found.standards.listed = [
            a_listed("GB/T 19001-2016", title="质量管理体系 要求", status=StandardStatus.CURRENT),
            a_listed("GB/T 19002-2018", title="质量管理体系应用指南"),
            a_listed("GB 18401-2010", title="国家纺织产品基本安全技术规范"),
        ]
        yield found


@asynccontextmanager
async def the_form(browser: Browser, pages: Pages, **how: Any) -> AsyncIterator[Page]:
    async with a_reader(browser, pages, **how) as page:
        await page.goto("/")
        yield page


async def fits(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_what_is_typed_is_completed_by_keyboard_and_told_in_words(
    pages: Pages, browser: Browser, language: str, size: tuple[int, int]
):
    async with the_form(browser, pages, size=size, language=language) as page:
        field, choices = page.locator("#standard"), page.locator(CHOICE)
        await field.press_sequentially("gbt 1900")
        await expect(choices).to_have_count(2)
        await expect(field).to_have_attribute("aria-expanded", "true")
        await fits(page)
        await page.keyboard.press("ArrowDown")
        await expect(choices.first).to_have_attribute("aria-selected", "true")
        chosen = await choices.first.get_attribute("id")
        assert chosen
        await expect(field).to_have_attribute("aria-activedescendant", chosen)
        await page.keyboard.press("Enter")
        await expect(field).to_have_value("GB/T 19001—2016")
        await expect(field).to_be_focused()
        await expect(page.locator("#standard-understood")).to_have_text(LINES[language])
        await expect(choices).to_have_count(0)
        await fits(page)
        assert pages.store.documents == {}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_near_miss_is_corrected_with_one_press(
    pages: Pages, browser: Browser, language: str, size: tuple[int, int]
):
    async with the_form(browser, pages, size=size, language=language) as page:
        await page.fill("#standard", "GB/T 1901-2016")
        told = page.locator("#standard-understood")
        await expect(told).to_contain_text("GB/T 1901—2016")
        await expect(told).to_contain_text(MAYBE[language].strip())
        await fits(page)
        await page.get_by_role("button", name="GB/T 19001—2016").click()
        await expect(page.locator("#standard")).to_have_value("GB/T 19001—2016")
        await expect(told).to_have_text(LINES[language])


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_what_cannot_be_read_is_no_error_and_is_taken(pages: Pages, browser: Browser, language: str):
    async with the_form(browser, pages, language=language) as page:
        await page.fill("#standard", "那个纺织品的标准")
        await expect(page.locator("#standard-understood")).to_contain_text(PERSON[language])
        await expect(page.locator("#standard")).not_to_have_attribute("aria-invalid", "true")
        await fits(page)
        await send(page)
        await expect(page.locator(".understood")).to_contain_text(PERSON[language])
        assert pages.only_report()["standard"] == "那个纺织品的标准"


async def test_escape_closes_the_list_and_enter_then_sends_as_ever(pages: Pages, browser: Browser):
    async with the_form(browser, pages) as page:
        await page.locator("#standard").press_sequentially("gb 18401")
        await expect(page.locator(CHOICE)).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(page.locator("#standard-choices")).to_be_hidden()
        await expect(page.locator("#standard")).to_have_value("gb 18401")
        async with page.expect_navigation() as answered:
            await page.keyboard.press("Enter")
        assert (await answered.value).status == 422


async def test_a_choice_is_taken_by_touch_and_is_kept_in_the_draft(pages: Pages, browser: Browser):
    async with the_form(browser, pages, size=PHONE) as page:
        await page.locator("#standard").press_sequentially("国家纺织")
        await page.locator(CHOICE).first.click()
        await expect(page.locator("#standard")).to_have_value("GB 18401—2010")
        await page.goto("/status")
        await page.goto("/")
        await expect(page.locator("#standard")).to_have_value("GB 18401—2010")
        await expect(page.locator("#standard-understood")).to_contain_text("强制性")


async def test_with_the_store_away_the_line_is_still_told_and_nothing_is_in_the_way(
    pages: Pages, browser: Browser
):
    async with the_form(browser, pages) as page:
        pages.standards.away = True
        await page.fill("#standard", "gb/t 19001-2016")
        await expect(page.locator("#standard-understood")).to_have_text("GB/T 19001—2016，国家标准，推荐性")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_without_script_the_page_that_comes_back_and_the_thanks_say_what_was_understood(
    pages: Pages, browser: Browser, size: tuple[int, int]
):
    async with the_form(browser, pages, size=size, script=False) as page:
        await page.fill("#standard", "GB/T 1901-2016")
        await page.fill("#description", PROBLEM)
        await page.click("#send")
        told = page.locator("#standard-understood")
        await expect(told).to_contain_text("GB/T 1901—2016，国家标准，推荐性")
        await page.get_by_role("button", name="GB/T 19001—2016").click()
        await expect(page.locator("#standard")).to_have_value("GB/T 19001—2016")
        await expect(page.locator("#description")).to_have_value(PROBLEM)
        await expect(page.locator(".summary")).to_have_count(0)
        await send(page)
        await expect(page.locator(".understood")).to_contain_text(
            "您反映的标准，我们理解为：GB/T 19001—2016，国家标准，推荐性"
        )
        assert pages.only_report()["standard"] == "GB/T 19001—2016"


async def send(page: Page) -> None:
    await page.fill("#description", PROBLEM)
    await page.select_option("#region1", "440000")
    await page.select_option("#reporter_kind", "media")
    async with page.expect_navigation() as answered:
        await page.click("#send")
    assert (await answered.value).status == 200
