"""The register in a real browser: known problems while one types, "me too", by keyboard, on a phone."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped] # ships no types
from playwright.async_api import Browser, Page, expect

from shared.case import Relation
from shared.taxonomy import Problem, Severity, Track
from tests.browsing import CHROMIUM, DESK, PHONE, a_reader
from tests.public_pages import Pages, public_pages
from tests.registered import a_known, a_link, a_member, merged, some_known

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    async with public_pages() as found:
        found.store.put(*some_known())
        yield found


async def check(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


async def send(page: Page, button: str = "#send") -> None:
    async with page.expect_navigation():
        await page.click(button)


async def test_known_problems_stand_beside_the_standard_while_one_types_and_one_joins_with_a_press(
    pages: Pages, browser: Browser
):
    case = some_known()[0]
    async with a_reader(browser, pages) as page:
        await page.goto("/")
        await expect(page.locator("#known-look")).to_be_hidden()
        await page.locator("#standard").press_sequentially("gb18401")
        await expect(page.locator(".known li")).to_have_count(2)
        await expect(page.locator("#known-told")).to_contain_text("GB 18401")
        await expect(page.locator(".known")).to_contain_text("12 件反馈")
        await page.select_option("#reporter_kind", "media")
        await page.fill("#email", "wang@example.cn")
        await send(page, f'button[value="join:{case.number}"]')
        await expect(page.locator("h1")).to_have_text("我也遇到了这个问题")
        await expect(page.locator("#email")).to_have_value("wang@example.cn")
        await page.select_option("#region1", "440000")
        await page.select_option("#region2", "440300")
        await send(page)
        await expect(page.locator("h1")).to_contain_text("已收到")
        stored = pages.only_report()
        assert (stored["joins"], stored["region"]) == (case.number, "440300")


async def test_another_standard_brings_other_problems_and_none_brings_none(pages: Pages, browser: Browser):
    async with a_reader(browser, pages, language="en") as page:
        await page.goto("/")
        await page.fill("#standard", "GB/T 19001")
        await expect(page.locator(".known li")).to_have_count(1)
        await page.fill("#standard", "GB 1234-2020")
        await expect(page.locator("#known")).to_contain_text("No problem of GB 1234—2020 awaits an answer")
        await page.fill("#standard", "")
        await expect(page.locator("#known")).to_be_empty()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_without_script_one_looks_chooses_and_joins(
    pages: Pages, browser: Browser, size: tuple[int, int]
):
    async with a_reader(browser, pages, size=size, script=False, language="en") as page:
        await page.goto("/")
        await page.fill("#standard", "GB/T 19001")
        await send(page, "#known-look")
        await send(page, ".known button")
        await send(page)
        await expect(page.locator(".summary")).to_be_focused()
        await page.select_option("#region1", "110000")
        await send(page, "#region-step")
        await expect(page.locator("#region2")).to_be_visible()
        await page.select_option("#reporter_kind", "consumer")
        await send(page)
        await expect(page.locator("h1")).to_contain_text("Thank you")
        assert pages.only_report()["joins"] == some_known()[3].number


async def test_the_keyboard_alone_finds_a_case_and_joins_it(pages: Pages, browser: Browser):
    async with a_reader(browser, pages, language="en") as page:
        await page.goto("/cases")
        await page.focus("#standard")
        await page.keyboard.type("gb 18401")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator(".cases li")).to_have_count(3)
        await page.locator(".cases a").first.focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator("h1")).to_contain_text("GB 18401—2010 · clause 5.1")
        await page.get_by_role("link", name="Me too").focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await page.focus("#region1")
        await page.keyboard.press("ArrowDown")
        await page.focus("#reporter_kind")
        await page.keyboard.press("ArrowDown")
        await page.focus("#email")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator("h1")).to_contain_text("Thank you")


async def test_the_language_changes_on_every_page_without_losing_where_one_is(pages: Pages, browser: Browser):
    gone, into = merged(some_known()[1], some_known()[0])
    pages.store.put(gone, into)
    async with a_reader(browser, pages) as page:
        await page.goto("/cases?standard=gb18401&region=440300")
        await page.get_by_role("link", name="English").click()
        await expect(page.locator("#region2")).to_have_value("440300")
        await page.goto(f"/cases/{gone.number}")
        await page.get_by_role("link", name="中文").click()
        await expect(page.locator("[role=status]")).to_contain_text(f"案件 {gone.number} 反映的是同一个问题")
        await page.goto(f"/cases/{into.number}/join")
        await page.fill("#name", "王芳")
        await page.get_by_role("button", name="English").click()
        await expect(page.locator("#name")).to_have_value("王芳")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_axe_finds_nothing_to_mend_and_nothing_runs_off_the_page(
    pages: Pages, browser: Browser, language: str, size: tuple[int, int], dark: bool
):
    first, second, ended, _ = some_known()
    gone, into = merged(second, first)
    async with a_reader(browser, pages, size=size, language=language, dark=dark) as page:
        for address in ("/cases", "/cases?standard=GB+1", "/cases?standard=x", f"/cases/{ended.number}/join"):
            await page.goto(address)
            await check(page)
        await page.goto("/")
        await page.fill("#standard", "GB 18401")
        await expect(page.locator(".known li")).to_have_count(2)
        await check(page)
        pages.store.put(gone, into)
        await page.goto(f"/cases/{gone.number}")
        await check(page)
        await page.goto(f"/cases/{into.number}/join")
        await check(page)
        await send(page)
        await check(page)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_status_shows_each_track_its_links_and_how_many_reports_it_has(
    pages: Pages, browser: Browser, language: str
):
    async with a_reader(browser, pages, size=PHONE, language=language) as page:
        await page.goto(f"/cases/{some_known()[0].number}/join")
        await page.select_option("#region1", "440000")
        await page.select_option("#reporter_kind", "media")
        await send(page)
        (report,) = pages.store.documents
        members = (a_member(report), a_member("another"))
        links = (a_link(Relation.MERGED_FROM, a_known("old")),)
        breach: dict[str, Any] = {
            "track": Track.BREACH,
            "problem": Problem.BREACH,
            "severity": Severity.ORDINARY,
        }
        pages.store.put(
            a_known("one", members=members, links=links),
            a_known("two", members=members[:1], answered=True, **breach),
        )
        await send(page, "form button.main")
        await expect(page.locator(".course")).to_have_count(2)
        await expect(page.locator(".course").first).to_contain_text(a_known("old").number)
        await expect(page.locator(".course").first.locator(".facts")).to_contain_text("2")
        await expect(page.locator(".course").last.locator(".answer")).to_be_visible()
        await check(page)
