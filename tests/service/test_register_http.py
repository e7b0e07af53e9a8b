"""The public register as programs and browsers without script meet it: forms, caches, and "me too"."""

import csv
import io
import re
from collections.abc import AsyncIterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from aiohttp import ClientSession, FormData

from services.intake.web import register_shapes, shapes
from shared.case import Case
from tests.public_pages import Pages
from tests.registered import a_known, merged, some_known

ATOM = "{http://www.w3.org/2005/Atom}"
ME_TOO = {"region": "440305", "reporter": {"kind": "media"}}
REPORT = {
    "standard": "GB 18401-2010",
    "description": "第5.1条与第6.2条的限值相互矛盾。",
    "region": "440305",
    "reporter": {"kind": "enterprise"},
}


@pytest.fixture
async def http(pages: Pages) -> AsyncIterator[ClientSession]:
    async with ClientSession(pages.url, headers={"Accept-Language": "en"}) as session:
        yield session


async def told(http: ClientSession, method: str, address: str, **parts: Any) -> tuple[int, Any]:
    async with http.request(method, address, **parts) as answer:
        return answer.status, await answer.json(content_type=None)


async def read(http: ClientSession, address: str, **headers: str) -> tuple[int, str]:
    async with http.get(address, headers=headers) as answer:
        return answer.status, await answer.text()


async def joins(http: ClientSession, case: Case, body: Any = None, **headers: str) -> tuple[int, Any]:
    address = f"/v1/cases/{case.number}/supporters"
    return await told(http, "POST", address, json=body or ME_TOO, headers=headers)


async def joins_by_page(http: ClientSession, number: str, **fields: str) -> tuple[int, str]:
    _, page = await read(http, f"/cases/{number}/join")
    token = re.search(r'name="token" value="([^"]+)"', page)
    sent = {"region1": "440000", "reporter_kind": "media", "language": "en", **fields}
    form = FormData({"token": token.group(1) if token else "", **sent}, default_to_multipart=True)
    async with http.post(f"/cases/{number}/join", data=form) as answer:
        return answer.status, await answer.text()


async def test_the_register_is_told_as_described(pages: Pages, http: ClientSession):
    pages.store.put(*some_known())
    status, listed = await told(http, "GET", "/v1/cases?standard=gb18401&state=open")
    assert status == 200
    register_shapes.PublicCasePage.model_validate(listed)
    assert {case["key"] for case in listed["cases"]} == {"GB 18401"}
    status, one = await told(http, "GET", f"/v1/cases/{some_known()[0].number.lower()}")
    assert status == 200
    register_shapes.PublicCase.model_validate(one)
    assert (one["reports"], one["units"], one["regions"]) == (12, 5, 4)


async def test_a_merged_case_answers_with_its_link_and_its_page_leads_on(pages: Pages, http: ClientSession):
    gone, into = merged(a_known("c1"), a_known("c2"))
    pages.store.put(gone, into)
    _, one = await told(http, "GET", f"/v1/cases/{gone.number}")
    assert (one["state"], one["merged_into"]["number"]) == ("merged", into.number)
    async with http.get(f"/cases/{gone.number}", allow_redirects=False) as answer:
        assert answer.status == 308
    _, page = await read(http, f"/cases/{gone.number}")
    assert f"Case {gone.number} is the same problem and has become part of this one" in page
    _, page = await read(http, f"/cases/{into.number}?from=2026-00000-00000")
    assert "has become part of this one" not in page


async def test_what_does_not_fit_is_a_problem_that_names_the_field(http: ClientSession):
    status, body = await told(http, "GET", "/v1/cases?standard=nothing&region=999999&state=lost")
    assert status == 422
    assert [error["field"] for error in body["errors"]] == ["standard", "region", "state"]
    assert (await told(http, "GET", "/v1/cases?format=pdf"))[0] == 422
    status, body = await told(http, "GET", "/v1/cases/2026-00000-00000")
    assert status == 404
    assert "no case of this number" in body["detail"]


async def test_with_the_store_away_it_says_when_to_come_again(pages: Pages, http: ClientSession):
    pages.store.away = True
    for address in ("/v1/cases", "/v1/cases/2026-00000-00000", "/cases", "/cases/2026-00000-00000"):
        async with http.get(address) as answer:
            assert answer.status == 503, address
            assert int(answer.headers["Retry-After"]) >= 1
    assert (await joins(http, a_known(), **{"Idempotency-Key": "k"}))[0] == 503


@pytest.mark.parametrize("address", ["/v1/cases?format=csv", "/v1/cases"])
async def test_it_is_a_table_by_address_or_by_header(pages: Pages, http: ClientSession, address: str):
    pages.store.put(*some_known())
    async with http.get(address, headers={"Accept": "text/csv"}) as answer:
        assert (answer.content_type, answer.charset) == ("text/csv", "utf-8")
        rows = list(csv.DictReader(io.StringIO((await answer.text()).removeprefix("\ufeff"))))
    assert {row["number"] for row in rows} == {case.number for case in some_known()}


async def test_it_is_a_feed_that_a_reader_understands(pages: Pages, http: ClientSession):
    case = a_known(summary='<script>alert("甲 & 乙")</script>')
    pages.store.put(case)
    async with http.get("/v1/cases", headers={"Accept": "application/atom+xml"}) as answer:
        assert answer.content_type == "application/atom+xml"
        assert "Cookie" in answer.headers["Vary"]
        feed = ET.fromstring(await answer.text())  # noqa: S314 - our own answer
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"http://127.0.0.1:8080/cases/{case.number}"
    assert '<script>alert("甲 & 乙")</script>' in str(entry.findtext(f"{ATOM}summary"))
    assert {one.get("term") for one in entry.findall(f"{ATOM}category")} >= {"GB 18401", "major", "440305"}


@pytest.mark.parametrize("form", ["json", "csv", "atom"])
async def test_who_has_the_same_is_told_so(pages: Pages, http: ClientSession, form: str):
    case = a_known()
    pages.store.put(case)
    for address in (f"/v1/cases?format={form}", f"/v1/cases/{case.number}?format={form}"):
        async with http.get(address) as first:
            tag, since = first.headers["ETag"], first.headers["Last-Modified"]
            assert first.headers["Cache-Control"] == "public, max-age=60"
        async with http.get(address, headers={"If-None-Match": tag}) as again:
            assert (again.status, await again.read()) == (304, b"")
        async with http.get(
            address, headers={"If-None-Match": '"other"', "If-Modified-Since": since}
        ) as other:
            assert other.status == 200
        async with http.get(address, headers={"If-Modified-Since": since}) as timed:
            assert timed.status == (304 if case.number in address else 200)


async def test_me_too_gives_a_receipt_of_its_own_and_names_the_case(pages: Pages, http: ClientSession):
    case = a_known()
    pages.store.put(case)
    status, body = await joins(http, case, {**ME_TOO, "danger": True, "language": "en"})
    assert status == 202
    receipt = shapes.Receipt.model_validate(body)
    stored = pages.only_report()
    assert (stored["joins"], stored["standard"], stored["clause"]) == (case.number, "GB 18401—2010", "5.1")
    assert (stored["danger"], stored["problem"], stored["reporter"]["kind"]) == (
        True,
        "contradiction",
        "media",
    )
    _, seen = await told(http, "POST", "/v1/reports/status", json={"receipt": receipt.receipt})
    assert seen["status"] == "received"


async def test_the_same_key_gives_the_first_receipt_even_when_the_case_has_ended(
    pages: Pages, http: ClientSession
):
    case = a_known()
    pages.store.put(case)
    first = await joins(http, case, **{"Idempotency-Key": "k1"})
    pages.store.put(a_known(answered=True))
    assert await joins(http, case, **{"Idempotency-Key": "k1"}) == first
    assert (await joins(http, case, **{"Idempotency-Key": "k2"}))[0] == 409
    status, body = await joins(http, case, {**ME_TOO, "region": "110101"}, **{"Idempotency-Key": "k1"})
    assert status == 409, body
    pages.store.put(case)
    status, body = await joins(http, case, {**ME_TOO, "region": "110101"}, **{"Idempotency-Key": "k1"})
    assert (status, body["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert len(pages.store.documents) == 1


async def test_a_case_that_cannot_be_joined_says_why(pages: Pages, http: ClientSession):
    pages.store.put(a_known(answered=True))
    status, body = await joins(http, a_known())
    assert status == 409
    assert "an amendment will follow" in body["detail"]
    assert "write a new report" in body["detail"]
    assert (await joins(http, a_known("unknown")))[0] == 404
    assert (await joins(http, a_known(), {**ME_TOO, "description": "别的"}))[0] == 422
    assert (await joins(http, a_known(), {**ME_TOO, "region": "999999"}))[0] == 422
    assert pages.store.documents == {}


async def test_who_joins_a_merged_case_joins_the_one_that_it_became_part_of(
    pages: Pages, http: ClientSession
):
    gone, into = merged(a_known("c1"), a_known("c2"))
    pages.store.put(gone, into)
    assert (await joins(http, gone))[0] == 202
    assert pages.only_report()["joins"] == into.number


async def test_a_whole_report_may_join_as_well(pages: Pages, http: ClientSession):
    case = a_known()
    pages.store.put(case, a_known("ended", answered=True))
    assert (await told(http, "POST", "/v1/reports", json={**REPORT, "joins": case.number}))[0] == 202
    for number, status in (
        (a_known("ended").number, 409),
        (a_known("unknown").number, 422),
        ("no number", 422),
    ):
        got, body = await told(http, "POST", "/v1/reports", json={**REPORT, "joins": number})
        assert (got, body["errors"][0]["field"]) == (status, "joins")
    assert len(pages.store.documents) == 1


async def test_what_counts_units_is_kept_without_saying_who(pages: Pages, http: ClientSession):
    case = a_known()
    pages.store.put(case)
    who = {"kind": "enterprise", "organisation": "深圳市某某公司"}
    await joins(http, case, {**ME_TOO, "reporter": who})
    await told(http, "POST", "/v1/reports", json={**REPORT, "reporter": {**who, "email": "a@example.cn"}})
    await told(http, "POST", "/v1/reports", json=REPORT)
    marks = [document["unit"] for document in pages.store.documents.values()]
    assert marks[0] == marks[1] != marks[2]
    assert marks[2] is None
    assert "某某" not in str(marks)


async def test_the_page_joins_too_and_twice_is_once(pages: Pages, http: ClientSession):
    case = a_known()
    pages.store.put(case)
    status, page = await joins_by_page(http, case.number, email="wang@example.cn")
    assert status == 200
    assert f"You have joined case {case.number}" in page
    assert pages.only_report()["joins"] == case.number
    status, page = await joins_by_page(http, case.number, region1="", email="nonsense")
    assert status == 422
    assert "Choose at least the province" in page
    assert 'value="nonsense"' in page


async def test_the_page_of_an_ended_case_says_what_came_of_it_and_how_to_go_on(
    pages: Pages, http: ClientSession
):
    case = a_known(answered=True)
    pages.store.put(case)
    status, page = await joins_by_page(http, case.number)
    assert status == 409
    assert "cannot be joined any more" in page
    assert "/?standard=GB+18401%E2%80%942010&amp;clause=5.1" in page
    _, form = await read(http, "/?standard=GB+18401%E2%80%942010&clause=5.1&description=nothing")
    assert 'value="GB 18401—2010"' in form
    assert "nothing" not in form
    assert pages.store.documents == {}


async def test_a_joining_form_from_another_site_sends_nothing(pages: Pages, http: ClientSession):
    pages.store.put(a_known())
    async with http.post(
        f"/cases/{a_known().number}/join", data={"a": "b"}, headers={"Sec-Fetch-Site": "cross-site"}
    ) as answer:
        assert answer.status == 403


async def test_without_script_the_form_shows_known_problems_and_keeps_what_was_typed(
    pages: Pages, http: ClientSession
):
    pages.store.put(*some_known())
    case = some_known()[0]
    sent = {"standard": "gb 18401", "region1": "440000", "reporter_kind": "media", "step": "known"}
    async with http.post("/", data=sent) as answer:
        page = await answer.text()
    assert f'value="join:{case.number}"' in page
    assert "12 reports" in page
    assert some_known()[2].number not in page
    async with http.post("/", data={**sent, "step": f"join:{case.number}"}) as answer:
        page = await answer.text()
    assert f'action="/cases/{case.number}/join' in page
    assert '<option value="440000" selected>' in page
    assert '<option value="media" selected>' in page


@pytest.mark.parametrize(
    ("standard", "said"),
    [("GB 99999", "No problem of GB 99999 awaits an answer"), ("whatever", "could not tell which standard")],
)
async def test_the_form_says_so_when_nothing_is_known(http: ClientSession, standard: str, said: str):
    async with http.post("/", data={"standard": standard, "step": "known"}) as answer:
        assert said in await answer.text()


async def test_a_form_is_shown_and_taken_with_the_register_away(pages: Pages, http: ClientSession):
    pages.store.put(*some_known())
    pages.store.away = True
    status, page = await read(http, "/?standard=GB+18401")
    assert status == 200
    assert "problems that await an answer" not in page


async def test_a_page_of_cases_names_what_was_asked_and_what_to_do_when_there_is_none(
    pages: Pages, http: ClientSession
):
    assert "No problem is known yet" in (await read(http, "/cases"))[1]
    pages.store.put(*some_known())
    _, page = await read(http, "/cases?standard=gb18401&region=440300&state=open")
    assert '<option value="440300" selected>' in page
    assert '<option value="open" selected>' in page
    assert "format=atom" in page
    assert "No such problem is known" in (await read(http, "/cases?standard=GB+99999"))[1]
    status, page = await read(http, "/cases?standard=whatever")
    assert status == 422
    assert "could not tell which standard" in page
