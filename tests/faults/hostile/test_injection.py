"""Text that would be an order somewhere else stays text: paths, templates, queries, sheets, logs."""

from urllib.parse import quote

import pytest

from tests.faults.hostile.strangers import says
from tests.people import Authority, Reporter, a_report, ask
from tests.system import System

PATHS = (
    "/../../../../etc/passwd",
    "/static/../__main__.py",
    "/static/../../../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/settings.py",
    "/static/..%2f..%2fsettings.py",
    "/static/%5c..%5c..%5csettings.py",
    "/static//etc/passwd",
    "/static/style.css%00.py",
    "/static/",
    "/%00",
    "/%ff%fe",
    "//etc/passwd",
    "/v1/cases/..%2f..%2fdesk",
    "/regions/../../../etc/passwd.json",
    "/cases/%2e%2e%2f%2e%2e",
)


@pytest.mark.parametrize("path", PATHS)
async def test_a_path_leads_to_nothing_but_our_own_pages(hostile: System, path: str):
    heard = await says(
        hostile.url, f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode()
    )
    assert heard[9:12] in (b"404", b"400", b"403"), heard[:300]
    assert b"root:" not in heard
    assert b"class IntakeSettings" not in heard


SUM, DONE = "7654321*1234567", "9449772114007"  # so long that no id or token of a page holds it by chance
TEMPLATES = ("{{SUM}}", "${SUM}", "{% set a = SUM %}{{ a }}", "#{SUM}", "<%= SUM %>")
ORDERS = [template.replace("SUM", SUM) for template in TEMPLATES]
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "javascript:alert(1)",
)


@pytest.mark.parametrize("text", [*ORDERS, *MARKUP])
async def test_what_was_typed_is_shown_as_it_was_typed(hostile: System, reporter: Reporter, text: str):
    form = {"standard": text, "clause": text, "description": text, "receipt": text, "token": text}
    for path in ("/", "/status"):
        reply = await ask(reporter.http, "POST", path, data=form, headers={"Origin": hostile.url})
        assert reply.status in (404, 422)
        assert DONE not in reply.body
        assert "<script>alert" not in reply.body
        assert "<img src=x" not in reply.body


@pytest.mark.parametrize("text", [*ORDERS, *MARKUP])
async def test_an_address_does_not_speak_in_the_page(reporter: Reporter, text: str):
    for path in ("/?standard=", "/cases?standard=", "/standards/known?q=", "/authority?state="):
        reply = await ask(reporter.http, "GET", path + quote(text))
        assert reply.status < 500
        assert DONE not in reply.body
        assert "<script>alert" not in reply.body
        assert "<img src=x" not in reply.body


OPERATORS = ({"$ne": None}, {"$gt": ""}, {"$where": "sleep(1000)"}, {"$regex": ".*"}, ["$ne"], 0, True)


@pytest.mark.parametrize("operator", OPERATORS, ids=str)
async def test_an_operator_of_the_store_is_no_receipt_and_no_field(
    reporter: Reporter, sac: Authority, operator: object
):
    asked = await ask(reporter.http, "POST", "/v1/reports/status", json={"receipt": operator})
    assert (asked.status, asked.fields) == (422, {"receipt"})
    told = await reporter.reports(a_report(standard=operator))
    assert (told.status, told.fields) == (422, {"standard"})
    made = await ask(sac.http, "POST", "/v1/subscriptions", json={"channel": "webhook", "address": operator})
    assert (made.status, made.fields) == (422, {"address"})


@pytest.mark.parametrize("text", ['{"$gt": ""}', "$where", "' || '1'=='1", "[$ne]=1", ".*"])
async def test_an_operator_in_an_address_finds_nothing(reporter: Reporter, sac: Authority, text: str):
    for path in ("/v1/cases/", "/v1/escalations/", "/v1/desk/cases/", "/cases/"):
        assert (await ask(sac.http, "GET", path + quote(text, safe=""))).status == 404
    for query in ("cursor", "state", "severity", "limit"):
        reply = await ask(sac.http, "GET", f"/v1/escalations?{query}={quote(text)}")
        assert reply.status == 422
    assert (await ask(reporter.http, "GET", f"/v1/cases?standard[$ne]={quote(text)}")).status == 200


FORGED = '"}\n{"event":"forged","level":"critical"}\r\n'


async def test_nobody_writes_a_line_of_the_log(hostile: System, reporter: Reporter):
    await reporter.reports(a_report(description=f"A long description. {FORGED}", title=FORGED))
    await ask(reporter.http, "GET", f"/v1/{quote(FORGED)}")
    await ask(
        reporter.http, "GET", "/", headers={"X-Forwarded-For": "1.2.3.4, forged", "User-Agent": "forged"}
    )
    await ask(reporter.http, "POST", "/v1/reports/status", json={"receipt": FORGED})
    await says(hostile.url, b"GET /forged\r\nforged\r\n\r\n")
    for service in hostile.services.values():
        assert "forged" not in service.output
        assert all(line.startswith("{") for line in service.output.splitlines())


async def test_an_address_is_in_no_line_of_the_log(hostile: System):
    assert all("127.0.0.1" not in str(line.get("source", "")) for line in hostile.intake.log)
    assert all("remote" not in line and "peer" not in line for line in hostile.intake.log)
