"""Bad input at a real intake: each gets the contract's error, which says what to do; nothing changes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from shared.mongo import COLLECTIONS, connect
from tests.people import Authority, Reply, Reporter, a_report, a_reporter, an_authority, ask, eventually
from tests.system import System

JSON = {"Content-Type": "application/json"}


@pytest_asyncio.fixture
async def reporter(system: System) -> AsyncIterator[Reporter]:
    async with a_reporter(system) as it:
        yield it


@pytest_asyncio.fixture
async def unchanged(system: System) -> AsyncIterator[None]:
    """The store holds afterwards what it held before."""
    before = await stored(system)
    yield
    assert await stored(system) == before


async def stored(system: System) -> dict[str, int]:
    client = connect(system.mongo_url)
    try:
        kinds = (COLLECTIONS.reports, COLLECTIONS.answers, COLLECTIONS.subscriptions, COLLECTIONS.requests)
        return {kind: await client[system.database][kind].count_documents({}) for kind in kinds}
    finally:
        client.close()


async def posted(http: ClientSession, body: bytes, **headers: str) -> Reply:
    return await ask(http, "POST", "/v1/reports", data=body, headers={**JSON, **headers})


def is_problem(reply: Reply, status: int) -> None:
    """The contract's error (RFC 9457), which says what to do."""
    assert (reply.status, reply.headers["Content-Type"]) == (status, "application/problem+json")
    assert reply.body["status"] == status
    assert len(reply.body["detail"]) > 10
    assert "receipt" not in reply.body


WRONG: dict[str, Any] = {
    "clause": "x" * 101,
    "problem": "nonsense",
    "title": "two\nlines",
    "description": "too short",
    "current_text": "x" * 4_001,
    "proposed_text": 7,
    "region": "44030",
    "danger": "yes",
    "reporter": "me",
    "share_identity": None,
    "language": "fr",
    "standard": "GB\u000018401",
    "invented": "field",
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("field", WRONG)
async def test_a_wrong_field_is_named_with_what_to_do(reporter: Reporter, field: str) -> None:
    reply = await reporter.reports({**a_report(), field: WRONG[field]})
    is_problem(reply, 422)
    assert reply.fields == {field}
    assert all(error["message"] for error in reply.body["errors"])


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "king"),
        ("email", "nobody"),
        ("phone", "12"),
        ("uscc", "91350100M000100Y40"),
        ("name", "a\tb"),
    ],
)
async def test_a_wrong_field_of_the_reporter_is_named_by_its_path(
    reporter: Reporter, field: str, value: str
) -> None:
    reply = await reporter.reports(a_report(reporter={"kind": "media", field: value}))
    is_problem(reply, 422)
    assert reply.fields == {f"reporter.{field}"}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("field", ["standard", "description", "region", "reporter"])
async def test_a_missing_field_is_asked_for(reporter: Reporter, field: str) -> None:
    reply = await reporter.reports(a_report(**{field: None}))
    is_problem(reply, 422)
    assert reply.fields == {field}


@pytest.mark.usefixtures("unchanged")
async def test_the_answer_never_repeats_personal_data(reporter: Reporter) -> None:
    reply = await reporter.reports(a_report(reporter={"kind": "media", "email": "not-an-address-of-li"}))
    assert "not-an-address-of-li" not in json.dumps(reply.body)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("code", ["999999", "110000000", "000000", "１１０１０１"])
async def test_an_unknown_region_is_told(reporter: Reporter, code: str) -> None:
    reply = await reporter.reports(a_report(region=code))
    is_problem(reply, 422)
    assert reply.fields == {"region"}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b'{"standard": ', b"{'standard': 1}", b"\x00", b'{"a": 1} {"b": 2}'],
)
async def test_a_body_that_is_no_json_is_400(reporter: Reporter, body: bytes) -> None:
    is_problem(await posted(reporter.http, body), 400)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"7"])
async def test_json_that_is_no_object_is_422(reporter: Reporter, body: bytes) -> None:
    is_problem(await posted(reporter.http, body), 422)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("nest", ["[", '{"a":'])
async def test_ten_thousand_levels_of_nesting_are_400(reporter: Reporter, nest: str) -> None:
    is_problem(await posted(reporter.http, (nest * 10_000).encode()), 400)
    closed = ("[" * 10_000 + "]" * 10_000).encode()
    is_problem(await posted(reporter.http, closed), 400)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "latin-1"])
async def test_a_body_in_a_wrong_encoding_is_400(reporter: Reporter, encoding: str) -> None:
    words = "婴幼儿纺织产品的判定条件不清楚" if encoding != "latin-1" else "déjà vu, déjà vu"
    body = json.dumps(a_report(description=words), ensure_ascii=False).encode(encoding)
    is_problem(await posted(reporter.http, body), 400)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/xml"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=gb18030"},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "br"},
    ],
)
async def test_a_wrong_type_or_encoding_is_415(reporter: Reporter, headers: dict[str, str]) -> None:
    is_problem(await posted(reporter.http, json.dumps(a_report()).encode(), **headers), 415)


@pytest.mark.usefixtures("unchanged")
async def test_a_body_that_is_too_large_is_413(reporter: Reporter) -> None:
    is_problem(await posted(reporter.http, json.dumps(a_report(title="x" * 70_000)).encode()), 413)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("field", ["description", "title", "clause"])
async def test_a_null_byte_is_told_with_its_field(reporter: Reporter, field: str) -> None:
    reply = await reporter.reports(a_report(**{field: "a null byte \u0000 in the middle"}))
    is_problem(reply, 422)
    assert reply.fields == {field}


@pytest.mark.usefixtures("unchanged")
async def test_half_a_surrogate_pair_is_told(reporter: Reporter) -> None:
    body = json.dumps(a_report()).replace("Two laboratories", "Two \\ud800 laboratories").encode()
    assert (await posted(reporter.http, body)).status in {400, 422}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("language", "word"), [("zh-CN,zh;q=0.9", "请"), ("en-GB", "again"), ("", "请"), ("fr", "请")]
)
async def test_errors_speak_the_language_that_was_asked_for(
    reporter: Reporter, language: str, word: str
) -> None:
    reply = await posted(reporter.http, b"{", **{"Accept-Language": language})
    assert word in reply.body["detail"]


@pytest.mark.usefixtures("unchanged")
async def test_an_idempotency_key_without_end_is_refused(reporter: Reporter) -> None:
    is_problem(await reporter.reports(a_report(), **{"Idempotency-Key": "x" * 201}), 422)


async def test_a_key_used_for_another_report_is_told_and_adds_nothing(
    reporter: Reporter, system: System
) -> None:
    key = {"Idempotency-Key": "one key"}
    first = await reporter.reports(a_report(), **key)
    before = await stored(system)
    is_problem(await reporter.reports(a_report(clause="5.2"), **key), 422)
    again = await reporter.reports(a_report(), **key)
    assert (again.body, again.headers["Idempotency-Replayed"]) == (first.body, "true")
    assert await stored(system) == before


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("receipt", ["0" * 26, "nonsense", "Z" * 25, "'; drop", "０" * 26])
async def test_a_receipt_that_does_not_exist_is_404_whatever_it_looks_like(
    reporter: Reporter, receipt: str
) -> None:
    is_problem(await ask(reporter.http, "POST", "/v1/reports/status", json={"receipt": receipt}), 404)


@pytest.mark.usefixtures("unchanged")
async def test_an_address_that_does_not_exist_is_404_and_a_wrong_method_405(reporter: Reporter) -> None:
    is_problem(await ask(reporter.http, "GET", "/v1/nothing"), 404)
    is_problem(await ask(reporter.http, "PUT", "/v1/reports", json=a_report()), 405)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer fbk_wrong", "Basic YTpi", "Bearer \u00e9"])
async def test_a_wrong_token_is_401(reporter: Reporter, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    is_problem(await ask(reporter.http, "GET", "/v1/escalations", headers=headers), 401)


@pytest_asyncio.fixture(scope="module")
async def escalation(system: System) -> str:
    """One that was put to the national administration."""
    async with a_reporter(system) as reporter, an_authority(system, "sac") as sac:
        receipt = (await reporter.reports()).body["receipt"]

        async def opened() -> list[dict[str, Any]]:
            status = await reporter.status(receipt)
            return [] if status["case"] is None else await sac.escalations()

        return str((await eventually(opened))[0]["id"])


@pytest_asyncio.fixture(scope="module")
async def stranger(system: System) -> AsyncIterator[Authority]:
    """A ministry that the escalation is no business of."""
    async with an_authority(system, "nhc") as it:
        yield it


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("acknowledge", {}),
        ("answer", {"outcome": "no_change", "text": "none of yours"}),
        ("return", {"text": "none of ours"}),
    ],
)
async def test_the_token_of_another_authority_finds_nothing_to_speak_of(
    escalation: str, stranger: Authority, what: str, body: dict[str, str]
) -> None:
    theirs = await stranger.says(escalation, what, body)
    nobodys = await stranger.says("0198c0de-0000-7000-8000-000000000000", what, body)
    is_problem(theirs, 404)
    assert theirs.body["detail"] == nobodys.body["detail"]


@pytest.mark.usefixtures("unchanged")
async def test_the_token_of_another_authority_sees_nothing(escalation: str, stranger: Authority) -> None:
    is_problem(await ask(stranger.http, "GET", f"/v1/escalations/{escalation}"), 404)
    assert await stranger.escalations() == []


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "no outcome"}, "outcome"),
        ({"outcome": "maybe", "text": "who knows"}, "outcome"),
        ({"outcome": "amend"}, "text"),
        ({"outcome": "amend", "text": "x\u0000y"}, "text"),
    ],
)
async def test_an_answer_that_does_not_fit_is_told_and_ends_nothing(
    system: System, escalation: str, body: dict[str, str], field: str
) -> None:
    async with an_authority(system, "sac") as sac:
        reply = await sac.says(escalation, "answer", body)
    is_problem(reply, 422)
    assert reply.fields == {field}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "pigeon", "address": "roof"}, "channel"),
        ({"channel": "webhook", "address": "file:///etc/passwd"}, "address"),
        ({"channel": "webhook", "address": "http://a:b@example.com/"}, "address"),
        ({"channel": "email", "address": "nobody"}, "address"),
        ({"channel": "queue", "address": "agency.sac.v1"}, "address"),
        ({"channel": "webhook", "address": "https://example.com/", "severities": ["worst"]}, "severities.0"),
    ],
)
async def test_a_subscription_that_does_not_fit_is_told(
    stranger: Authority, body: dict[str, Any], field: str
) -> None:
    reply = await ask(stranger.http, "POST", "/v1/subscriptions", json=body)
    is_problem(reply, 422)
    assert reply.fields == {field}
