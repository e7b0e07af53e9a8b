"""The desk's pages about cases in a real browser: desk and phone, dark too, by keyboard, without script."""

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped] # ships no types
from playwright.async_api import Browser, Page, expect

from shared.case import Case, EscalationState, Relation
from shared.events import RulingReceived
from tests.authority_side import Side, a_side
from tests.browsing import CHROMIUM, DESK, PHONE, a_reader
from tests.builders import a_report
from tests.seeded import merged_into, screened_by

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")

WHY = "第5.1条说的是限值，不是文字错误"


@pytest.fixture
async def side(mongo_url: str) -> AsyncIterator[Side]:
    async with a_side(mongo_url) as it:
        yield it


async def a_case_to_screen(side: Side) -> Case:
    """A case of three reports, linked to another, one of its authorities no longer asked."""
    other = await side.put(a_report(clause="5"))
    shared = a_report(clause="5.1", title="限值低于检出限", current_text="20 mg/kg", share_identity=True)
    case = await side.put_case(
        [shared, a_report(), a_report("The limit is below what can be detected.", language="en")],
        identity={"organisation": "深圳某某纺织有限公司", "phone": "+8613812345678"},
        screening=screened_by("440305"),
        links=(merged_into(other).model_copy(update={"relation": Relation.RELATED}),),
        summary="甲醛限值低于检出限",
    )
    withdrawn = case.escalations[0].model_copy(update={"id": "w", "state": EscalationState.WITHDRAWN})
    case = case.model_copy(update={"escalations": (*case.escalations, withdrawn)})
    await side.keep(case)
    return case


async def log_in(page: Page, side: Side, authority: str) -> None:
    await page.goto("/authority")
    await page.fill("#token", await side.token(authority))
    await page.click("button.main")


async def check(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    [(DESK, "en", False), (PHONE, "zh-CN", False), (PHONE, "en", True)],
    ids=["desk", "phone", "dark"],
)
async def test_axe_finds_nothing_to_mend_and_nothing_runs_off_the_page(
    side: Side, browser: Browser, size: tuple[int, int], language: str, dark: bool
):
    case = await a_case_to_screen(side)
    async with a_reader(browser, side, size=size, language=language, dark=dark) as page:
        await log_in(page, side, "440305")
        await page.goto("/authority/screening")
        await check(page)
        await page.click(".card a")
        for summary in await page.locator("details > summary").all():
            await summary.click()
        await check(page)
        await page.fill("#clause", "")
        await page.click("button[value=corrected]")
        await expect(page.locator(".summary")).to_be_focused()
        await check(page)
        await page.goto("/authority?lang=" + language)
        await log_out_and_in(page, side)
        await page.goto(f"/authority/escalations/{case.escalations[0].id}")
        await check(page)


async def log_out_and_in(page: Page, side: Side) -> None:
    await page.click(".deskbar button")
    await log_in(page, side, "sac")


async def test_a_person_splits_a_case_by_keyboard_and_without_script(side: Side, browser: Browser):
    case = await a_case_to_screen(side)
    async with a_reader(browser, side, language="en", script=False) as page:
        await log_in(page, side, "440305")
        await page.goto(f"/authority/cases/{case.number}")
        await page.locator('input[name="reports"]').nth(1).press("Space")
        await page.locator("details:has(#split) > summary").press("Enter")
        await page.fill("#split_because", WHY)
        await page.locator("button[value=split]").press("Enter")
        await expect(page.locator(".done").first).to_contain_text("The split was received")
    (told,) = await side.told(RulingReceived)
    stored = await side.database["rulings"].find_one({"_id": told.ruling})
    assert stored is not None
    assert stored["reports"] == [case.reports[1]]
