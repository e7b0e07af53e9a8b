"""The public pages in a real browser: desk and phone, with and without script, by keyboard, bilingual."""

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped] # ships no types
from playwright.async_api import Browser, Page, Response, expect

from tests.browsing import CHROMIUM, DESK, PHONE, a_reader
from tests.public_pages import Pages, a_case, public_pages

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")

WORDS = {
    "zh-CN": ("反馈标准实施中的问题", "已收到您的反馈，谢谢", "已送达主管机构"),
    "en": (
        "Report a problem with a standard",
        "Thank you. Your report is safe",
        "Delivered to the authorities",
    ),
}
PROBLEM = "第5.1条与第6.2条的限值相互矛盾，无法同时满足。"


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    async with public_pages() as found:
        yield found


async def choose_place(page: Page, *, script: bool) -> None:
    for depth, code in enumerate(("440000", "440300", "440305"), start=1):
        await page.select_option(f"#region{depth}", code)
        if depth < 3:
            if not script:
                await page.click("#region-step")
            await expect(page.locator(f"#region{depth + 1}")).to_be_visible()


async def fill_in(page: Page, *, script: bool = True) -> None:
    await page.fill("#standard", "GB 18401—2010")
    await page.fill("#clause", "5.1")
    await page.fill("#description", PROBLEM)
    await choose_place(page, script=script)
    await page.select_option("#reporter_kind", "enterprise")
    await page.fill("#email", "wang@example.cn")


async def send(page: Page) -> Response:
    async with page.expect_navigation() as answered:
        await page.click("#send")
    return await answered.value


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_person_reports_gets_a_receipt_and_sees_what_came_of_it(
    pages: Pages, browser: Browser, language: str, size: tuple[int, int], script: bool
):
    asks, thanks, stands = WORDS[language]
    async with a_reader(browser, pages, size=size, language=language, script=script) as page:
        await page.goto("/")
        await expect(page.locator("h1")).to_have_text(asks)
        await fill_in(page, script=script)
        answer = await send(page)
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
        await expect(page.locator("h1")).to_contain_text(thanks)
        receipt = "".join((await page.inner_text("#receipt")).split())
        assert len(receipt) == 26

        stored = pages.only_report()
        assert (stored["standard"], stored["region"], stored["language"]) == (
            "GB 18401—2010",
            "440305",
            language,
        )
        (report,) = pages.store.documents
        pages.store.put(a_case(report))
        await page.goto("/status")
        await page.fill("#receipt", receipt.lower())
        await page.press("#receipt", "Enter")
        await expect(page.locator("h1")).to_contain_text(stands)
        await expect(page.locator(".facts")).to_contain_text("2026-7K3M9-QX2AB")
        assert await page.locator(".timeline li").count() == 3
        assert "2026" in await page.inner_text(".promise")
        assert receipt not in page.url


async def test_the_keyboard_alone_is_enough(pages: Pages, browser: Browser):
    async with a_reader(browser, pages) as page:
        await page.goto("/")
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await page.keyboard.press("Enter")
        for _ in range(40):
            await page.keyboard.press("Tab")
            match await page.evaluate("document.activeElement.id"):
                case "standard" | "description":
                    await page.keyboard.insert_text(PROBLEM)
                case "region1" | "reporter_kind":
                    await page.keyboard.press("ArrowDown")
                case "send":
                    break
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator("h1")).to_contain_text("已收到")
        assert pages.only_report()["region"] == "110000"


async def test_enter_in_a_field_sends_the_form_and_does_not_switch_the_language(
    pages: Pages, browser: Browser
):
    async with a_reader(browser, pages) as page:
        await page.goto("/")
        await page.fill("#standard", "GB 1")
        async with page.expect_navigation() as answered:
            await page.press("#standard", "Enter")
        assert (await answered.value).status == 422
        await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_mistakes_are_named_on_top_and_beside_each_field_and_nothing_typed_is_lost(
    pages: Pages, browser: Browser, script: bool
):
    async with a_reader(browser, pages, script=script) as page:
        await page.goto("/")
        await page.fill("#description", "太短")
        await page.fill("#name", "<b>王芳</b>")
        await page.check("#danger-yes")
        assert (await send(page)).status == 422
        assert (await page.title()).startswith("错误")
        await expect(page.locator(".summary")).to_be_focused()
        links = page.locator(".summary a")
        assert await links.count() == 4
        await links.nth(1).click()
        await expect(page.locator("#description")).to_be_focused()
        await expect(page.locator("#description")).to_have_value("太短")
        await expect(page.locator("#description")).to_have_attribute("aria-invalid", "true")
        await expect(page.locator("#description")).to_have_accessible_description(
            "在什么情况下遇到的？造成了什么后果？10 到 8000 个字。请不要在这里写姓名和电话。 "
            "错误: 请至少写 10 个字，说明遇到了什么问题。"
        )
        await expect(page.locator("#name")).to_have_value("<b>王芳</b>")
        await expect(page.locator("#danger-yes")).to_be_checked()
        assert pages.store.documents == {}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_the_language_changes_without_losing_what_was_typed(
    pages: Pages, browser: Browser, script: bool
):
    async with a_reader(browser, pages, script=script) as page:
        await page.goto("/")
        await page.fill("#description", PROBLEM)
        await page.get_by_role("button", name="English").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page.locator("#description")).to_have_value(PROBLEM)
        await page.goto("/status")
        await expect(page.locator("h1")).to_have_text("Check the progress of a report")
        await page.get_by_role("link", name="中文").click()
        await expect(page.locator("h1")).to_have_text("查询反馈的进度")


async def test_reloading_the_thanks_makes_no_second_report(pages: Pages, browser: Browser):
    async with a_reader(browser, pages) as page:
        await page.goto("/")
        await fill_in(page)
        await send(page)
        first = await page.inner_text("#receipt")
        await page.reload()
        assert await page.inner_text("#receipt") == first
        assert len(pages.store.documents) == 1


async def test_when_it_cannot_be_kept_safe_the_page_says_so_and_keeps_the_text(
    pages: Pages, browser: Browser
):
    async with a_reader(browser, pages) as page:
        await page.goto("/")
        await fill_in(page)
        pages.store.away = True
        answer = await send(page)
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) >= 1
        await expect(page.locator(".summary")).to_contain_text("没有出具回执")
        await expect(page.locator(".summary")).to_contain_text("no receipt was given")
        await expect(page.locator("#description")).to_have_value(PROBLEM)
        pages.store.away = False
        assert (await send(page)).status == 200
        assert len(pages.store.documents) == 1


async def test_a_draft_survives_a_visit_elsewhere_without_the_identity_and_goes_once_sent(
    pages: Pages, browser: Browser
):
    async with a_reader(browser, pages) as page:
        await page.goto("/")
        await fill_in(page)
        await page.goto("/status")
        await page.goto("/")
        await expect(page.locator("#draft")).to_be_visible()
        await expect(page.locator("#description")).to_have_value(PROBLEM)
        await expect(page.locator("#region3")).to_have_value("440305")
        await expect(page.locator("#email")).to_have_value("")
        await send(page)
        assert await page.evaluate("sessionStorage.length") == 0


async def test_the_receipt_is_copied_with_one_press(pages: Pages, browser: Browser):
    async with a_reader(browser, pages) as page:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.goto("/")
        await fill_in(page)
        await send(page)
        await page.get_by_role("button", name="复制回执码").click()
        await expect(page.get_by_role("button", name="已复制")).to_be_visible()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied == " ".join((await page.inner_text("#receipt")).split())


async def test_the_characters_left_are_counted(pages: Pages, browser: Browser):
    async with a_reader(browser, pages) as page:
        await page.goto("/")
        await page.fill("#description", "长" * 8003)
        await expect(page.locator("#description + .count")).to_have_text("超出 3 个字，请缩短")
        await page.fill("#description", "𠮷" * 10)
        await expect(page.locator("#description + .count")).to_have_text("还可以写 7,990 个字")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_axe_finds_nothing_to_mend_and_nothing_runs_off_the_page(
    pages: Pages, browser: Browser, language: str, size: tuple[int, int], dark: bool
):
    async with a_reader(browser, pages, size=size, language=language, dark=dark) as page:
        await page.goto("/")
        await check(page)
        await send(page)
        await check(page)
        await fill_in(page)
        await send(page)
        await check(page)
        (report,) = pages.store.documents
        pages.store.put(a_case(report, answered=True))
        await page.click("form button.main")
        await expect(page.locator(".answer")).to_be_visible()
        await check(page)
        for address in ("/status", "/nowhere"):
            await page.goto(address)
            await check(page)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_axe_finds_nothing_to_mend_in_the_description_of_the_interface(
    pages: Pages, browser: Browser, language: str
):
    async with a_reader(browser, pages, size=PHONE, language=language) as page:
        await page.goto("/docs")
        await check(page)
        await page.get_by_role("link", name="Receipt", exact=True).first.click()
        await expect(page.locator("#Receipt")).to_be_in_viewport()


async def check(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


async def test_a_narrow_phone_still_holds_the_form(pages: Pages, browser: Browser):
    async with a_reader(browser, pages, size=(320, 568), language="en") as page:
        for address in ("/", "/status", "/docs"):
            await page.goto(address)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
