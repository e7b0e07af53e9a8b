"""The public pages as HTTP: who may send, what is refused, what is told; and the API is as described."""

import re
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from services.intake.web import shapes
from tests.public_pages import Pages, a_case

FILLED = {
    "standard": "GB 18401-2010",
    "description": "第5.1条与第6.2条的限值相互矛盾。",
    "region1": "440000",
    "reporter_kind": "enterprise",
    "language": "zh-CN",
}
REPORT = {
    "standard": "GB 18401-2010",
    "description": "第5.1条与第6.2条的限值相互矛盾。",
    "region": "440305",
    "reporter": {"kind": "enterprise"},
}
STRANGE_PART = (
    b'--a\r\nContent-Disposition: form-data; name="title"\r\nContent-Transfer-Encoding: riddle\r\n\r\n'
    b"x\r\n--a--\r\n"
)


@pytest.fixture
async def http(pages: Pages) -> AsyncIterator[ClientSession]:
    async with ClientSession(pages.url) as session:
        yield session


async def token_of(http: ClientSession) -> str:
    async with http.get("/") as answer:
        found = re.search(r'name="token" value="([^"]+)"', await answer.text())
    assert found
    return found.group(1)


async def send(
    http: ClientSession, changes: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    fields = FormData({**FILLED, "token": await token_of(http), **(changes or {})}, default_to_multipart=True)
    async with http.post("/", data=fields, headers=headers) as answer:
        return answer.status, await answer.text()


def receipt_in(page: str) -> str:
    found = re.search(r'name="receipt" value="([0-9A-Z]{26})"', page)
    assert found
    return found.group(1)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
async def test_a_form_on_another_site_sends_nothing(
    pages: Pages, http: ClientSession, headers: dict[str, str]
):
    status, page = await send(http, headers=headers)
    assert status == 403
    assert "另一个网站" in page
    assert pages.store.documents == {}


async def test_our_own_form_is_taken(pages: Pages, http: ClientSession):
    assert (await send(http, headers={"Sec-Fetch-Site": "same-origin"}))[0] == 200
    assert (await send(http, headers={"Origin": pages.url}))[0] == 200


@pytest.mark.parametrize("token", ["", "forged.1764000000.00"])
async def test_a_form_without_a_good_token_is_shown_again_with_a_new_one(
    pages: Pages, http: ClientSession, token: str
):
    status, page = await send(http, {"token": token})
    assert status == 422
    assert "请再提交一次" in page
    assert FILLED["description"] in page
    assert pages.store.documents == {}
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    assert (await send(http, {"token": found.group(1)}))[0] == 200


async def test_whoever_falls_into_the_trap_is_not_dropped(pages: Pages, http: ClientSession):
    status, _ = await send(http, {"website": "http://example.com"})
    assert status == 200
    assert len(pages.store.documents) == 1


async def test_the_same_page_twice_is_one_report_and_changed_in_between_two(
    pages: Pages, http: ClientSession
):
    token = await token_of(http)
    first, again, other = [
        receipt_in((await send(http, {"token": token, "clause": clause}))[1]) for clause in ("1", "1", "2")
    ]
    assert first == again
    assert other != first
    assert len(pages.store.documents) == 2


async def test_what_was_typed_is_shown_as_text_and_never_run(http: ClientSession):
    status, page = await send(http, {"description": "短", "name": '"><script>alert(1)</script>'})
    assert status == 422
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_a_receipt_that_does_not_exist_gets_one_gentle_sentence_in_the_same_time(http: ClientSession):
    receipt = receipt_in((await send(http))[1])
    seconds = {}
    for asked, status in ((receipt, 200), ("0" * 26, 404), ("", 404), ("秘密\x00<b>", 404)):
        began = time.monotonic()
        async with http.post("/status", data={"receipt": asked}) as answer:
            page = await answer.text()
            assert answer.status == status
            assert answer.headers["Cache-Control"] == "no-store"
        seconds[asked] = time.monotonic() - began
        assert ("没有找到这个回执码" in page) is (status == 404)
    assert min(seconds.values()) >= 0.15


async def test_the_status_page_says_who_must_speak_by_when(pages: Pages, http: ClientSession):
    receipt = receipt_in((await send(http))[1])
    async with http.post("/status", data={"receipt": receipt}) as answer:
        assert "正在确定负责的机构" in await answer.text()
    (report,) = pages.store.documents
    pages.store.put(a_case(report))
    async with http.post("/status?lang=en", data={"receipt": receipt}) as answer:
        page = await answer.text()
    assert "Standardization Administration of China: must speak by Monday, 14 December 2026" in page
    pages.store.put(a_case(report, answered=True))
    async with http.post("/status?lang=zh-CN", data={"receipt": receipt}) as answer:
        page = await answer.text()
    assert "属实，将发布修改单" in page
    assert "2026年12月2日 星期三" in page


async def test_with_the_store_away_the_status_says_that_the_report_is_still_safe(
    pages: Pages, http: ClientSession
):
    pages.store.away = True
    async with http.post("/status", data={"receipt": "0" * 26}) as answer:
        assert answer.status == 503
        assert "Retry-After" in answer.headers
        assert "仍安全保存着" in await answer.text()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"\xff\xfe=\x80", "application/x-www-form-urlencoded; charset=utf-99", 400),
        (b"--a\r\nbroken", "multipart/form-data; boundary=a", 400),
        (b"no boundary", "multipart/form-data", 400),
        (
            b"--a\r\nContent-Disposition: form-data\r\n\r\nx\r\n--a--\r\n",
            "multipart/form-data; boundary=a",
            400,
        ),
        (STRANGE_PART, "multipart/form-data; boundary=a", 400),
        (b"{}", "application/json", 422),
    ],
)
async def test_bad_input_gets_a_page_that_says_what_to_do(
    pages: Pages, http: ClientSession, body: bytes, kind: str, status: int
):
    async with http.post("/", data=body, headers={"Content-Type": kind}) as answer:
        page = await answer.text()
        assert answer.status == status, page
        assert answer.content_type == "text/html"
    assert pages.store.documents == {}


async def test_a_compressed_form_is_refused(http: ClientSession):
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"}
    async with http.post("/", data=b"\x1f\x8b", headers=headers) as answer:
        assert answer.status in (400, 415)


async def test_the_longest_chinese_report_fits(pages: Pages, http: ClientSession):
    longest = {"description": "长" * 8000, "current_text": "现" * 4000, "proposed_text": "改" * 4000}
    assert (await send(http, longest))[0] == 200
    assert pages.only_report()["description"] == longest["description"]


async def test_the_divisions_below_one_are_told_as_json(http: ClientSession):
    async with http.get("/regions/440000.json") as answer:
        assert {"code": "440300", "name": "深圳市"} in await answer.json()
    async with http.get("/regions/999999.json") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("address", ["/", "/status", "/docs", "/nowhere"])
async def test_every_page_is_guarded_and_holds_no_script_or_style_of_its_own(
    http: ClientSession, address: str
):
    async with http.get(address) as answer:
        page = await answer.text()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<style|style=|\son\w+=|<script(?! src=\"/static/)|https?://", page)


async def test_a_chosen_language_is_remembered(http: ClientSession):
    async with http.get("/?lang=en") as answer:
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
    async with http.get("/status", headers={"Accept-Language": "zh-CN"}) as answer:
        assert 'lang="en"' in await answer.text()


async def test_the_answers_are_as_the_description_says(http: ClientSession):
    async def told(method: str, address: str, content: Any = None) -> Any:
        async with http.request(method, address, json=content) as answer:
            return await answer.json(content_type=None)

    receipt = shapes.Receipt.model_validate(await told("POST", "/v1/reports", REPORT))
    status = await told("POST", "/v1/reports/status", {"receipt": receipt.receipt})
    shapes.Status.model_validate(status)
    shapes.Taxonomy.model_validate(await told("GET", "/v1/taxonomy"))
    shapes.ProblemDocument.model_validate(await told("POST", "/v1/reports", {}))
