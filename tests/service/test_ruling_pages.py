"""The console's pages on which persons look at cases and rule on them, as a browser without JavaScript."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from shared.case import EscalationState
from shared.events import RulingReceived
from shared.mongo import COLLECTIONS
from shared.ruling import OPERATOR
from shared.taxonomy import Track
from tests.authority_side import Side, a_side
from tests.builders import a_report
from tests.seeded import merged_into, screened_by

WHY = "第5.1条说的是限值，不是文字错误"


@pytest.fixture
async def side(mongo_url: str) -> AsyncIterator[Side]:
    async with a_side(mongo_url) as it:
        yield it


async def get(http: ClientSession, path: str) -> tuple[int, str]:
    async with http.get(path) as answer:
        return answer.status, await answer.text()


def given(page: str) -> dict[str, str]:
    """The hidden fields of the forms of a page: its mark, and what the form that corrects was shown with."""
    found = dict(re.findall(r'name="(mark|was_\w+)" value="([^"]*)"', page))
    return {**found, **{name.removeprefix("was_"): value for name, value in found.items()}}


async def send(http: ClientSession, path: str, **form: Any) -> tuple[int, str]:
    _, page = await get(http, path)
    async with http.post(path, data={**given(page), **form}) as answer:
        return answer.status, await answer.text()


async def test_the_list_says_why_a_person_should_look_and_the_navigation_counts(side: Side):
    case = await side.put_case([a_report(clause="5.1")] * 2, screening=screened_by("440305"))
    await side.put_case([a_report()], screening=screened_by("440300"))
    async with side.browser("440300") as http:
        _, english = await get(http, "/authority/screening")
        _, chinese = await get(http, "/authority/screening?lang=zh-CN")
        _, home = await get(http, "/authority?lang=en")
    assert f"/authority/cases/{case.number}" in english
    for page, words in (
        (
            english,
            ("the kind of problem is not sure enough", "42% sure", "To be screened by: ", "Reports: 2"),
        ),
        (chinese, ("问题类型的把握不足", "把握 42%", "由南山区市场监督管理局核查", "2 份反馈", "2 件")),
        (home, ('<span class="waiting">2</span>',)),
    ):
        assert all(word in page for word in words)


async def test_an_empty_list_says_what_will_stand_there(side: Side):
    async with side.browser("440305") as http:
        status, page = await get(http, "/authority/screening")
    assert (status, "No case waits for you" in page, "waiting" in page) == (200, True, False)


async def test_a_person_confirms_and_the_page_says_what_happens_next(side: Side):
    case = await side.put_case([a_report()], screening=screened_by("440305"))
    path = f"/authority/cases/{case.number}"
    async with side.browser("440305") as http:
        status, page = await send(http, path, do="confirmed")
        assert (status, "In a moment the case leaves the list" in page) == (200, True)
        assert "A ruling is being carried out" in page
        (told,) = await side.told(RulingReceived)
        await side.keep(case.model_copy(update={"screening": None}), told.ruling)
        _, page = await get(http, path)
    assert "A ruling is being carried out" not in page
    assert 'value="confirmed"' not in page
    assert "Confirmed" in page


async def test_a_correction_sends_what_was_changed_on_the_page_and_nothing_else(side: Side):
    case = await side.put_case([a_report(clause="5.1")], screening=screened_by("440305"))
    path = f"/authority/cases/{case.number}"
    async with side.browser("440305") as http:
        _, page = await get(http, path)
        meanwhile = case.model_copy(update={"clause": "6.2"})
        await side.keep(meanwhile)
        form = {**given(page), "do": "corrected", "problem": "technical", "correct_because": WHY}
        async with http.post(path, data=form) as answer:
            assert (answer.status, "The correction was received" in await answer.text()) == (200, True)
    (stored,) = await side.database[COLLECTIONS.rulings].find({}).to_list(None)
    assert {k: v for k, v in stored["correction"].items() if v} == {"problem": "technical"}


async def test_what_does_not_fit_comes_back_beside_its_field_with_what_was_typed(side: Side):
    case = await side.put_case([a_report(clause="5.1")] * 2)
    path = f"/authority/cases/{case.number}"
    async with side.browser("440305") as http:
        for form, field in (
            ({"do": "corrected", "clause": "", "correct_because": "<b>kept</b>"}, "clause"),
            ({"do": "corrected", "problem": "gap", "correct_because": "no"}, "correct_because"),
            ({"do": "corrected", "region": "999999", "correct_because": WHY}, "region"),
            ({"do": "corrected", "correct_because": WHY}, "problem"),
            ({"do": "merged", "into": case.number, "merge_because": WHY}, "into"),
            ({"do": "split", "split_because": WHY}, "reports"),
        ):
            status, page = await send(http, path, **form)
            assert (status, f'<a href="#{field}">' in page, f'id="{field}"' in page) == (422, True, True), (
                form
            )
    assert await side.told(RulingReceived) == []


async def test_a_person_merges_into_a_case_that_the_page_suggests(side: Side):
    other = await side.put(a_report(clause="5"))
    await side.put(a_report(standard="GB 18401-2010"))
    case = await side.put()
    path = f"/authority/cases/{case.number}"
    async with side.browser("440305") as http:
        _, page = await get(http, path)
        assert re.findall(r'name="suggested" value="([^"]+)"', page) == [other.number]
        status, page = await send(http, path, do="merged", suggested=other.number, merge_because=WHY)
    assert (status, "the reports move to the other case" in page, other.number in page) == (200, True, True)


async def test_a_person_splits_off_the_reports_that_were_ticked(side: Side):
    case = await side.put_case([a_report()] * 3)
    path = f"/authority/cases/{case.number}"
    async with side.browser("440305") as http:
        _, page = await get(http, path)
        assert re.findall(r'name="reports" value="([^"]+)" form="split"', page) == list(case.reports)
        chosen = "\n".join(case.reports[1:])
        status, page = await send(http, path, do="split", reports=chosen, split_because=WHY)
    assert (status, "those reports are a case of their own" in page) == (200, True)
    (stored,) = await side.database[COLLECTIONS.rulings].find({}).to_list(None)
    assert tuple(stored["reports"]) == case.reports[1:]


async def test_who_may_only_read_and_who_comes_too_late_see_no_form(side: Side):
    case = await side.put_case([a_report()], informed=("nhc",))
    gone = await side.put_case([a_report()], links=(merged_into(case),))
    async with side.browser("nhc") as http:
        _, page = await get(http, f"/authority/cases/{case.number}")
        assert ('name="do" value="corrected"' in page, "but not rule on it" in page) == (False, True)
    async with side.browser("440305") as http:
        _, page = await get(http, f"/authority/cases/{gone.number}")
        assert ('name="do" value="corrected"' in page, f"become part of {case.number}" in page) == (
            False,
            True,
        )
        assert (await get(http, "/authority/cases/2026-00000-00000"))[0] == 404


async def test_a_form_without_its_mark_or_from_elsewhere_does_nothing(side: Side):
    case = await side.put_case([a_report()], screening=screened_by("440305"))
    path = f"/authority/cases/{case.number}"
    async with side.browser("440305") as http:
        async with http.post(path, data={"do": "confirmed"}) as answer:
            assert answer.status == 403
        form = {**given((await get(http, path))[1]), "do": "confirmed"}
        async with http.post(path, data=form, headers={"Origin": "https://evil.example"}) as answer:
            assert answer.status == 403
    assert await side.told(RulingReceived) == []


async def test_the_escalations_page_shows_reports_tracks_links_and_that_it_was_withdrawn(side: Side):
    other = await side.put()
    case = await side.put_case([a_report()] * 2, links=(merged_into(other),))
    first, second = case.members
    complaint = second.model_copy(update={"track": Track.COMPLAINT, "supporter": True})
    withdrawn = case.escalations[0].model_copy(update={"state": EscalationState.WITHDRAWN})
    changed = {"members": (first, complaint), "escalations": (withdrawn,)}
    await side.keep(case.model_copy(update=changed))
    async with side.browser("sac") as http:
        _, page = await get(http, f"/authority/escalations/{withdrawn.id}")
    for words in (
        "Reports: 2",
        "Problem in use, Consumer complaint",
        "joined in support",
        f"/authority/cases/{other.number}",
        f"/authority/cases/{case.number}",
        "Withdrawn, nothing is asked of you",
        "Nothing more is asked of you here",
    ):
        assert words in page


async def test_an_operator_has_no_subscriptions_among_the_pages(side: Side):
    case = await side.put_case([a_report()], screening=screened_by("440305"))
    async with side.browser(OPERATOR) as http:
        status, page = await get(http, f"/authority/cases/{case.number}")
    assert (status, "The operator of this channel" in page) == (200, True)
    assert "/authority/subscriptions" not in page
    assert 'name="do" value="confirmed"' in page
