"""Both axes through the public interface: who is asked, who is told, when a case counts as transmitted."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest_asyncio
from aiohttp import ClientSession

from shared.mongo import COLLECTIONS, connect
from tests.people import Authority, Reporter, a_report, a_reporter, an_authority, ask, eventually
from tests.receiver import Receiver
from tests.system import System

MAJOR = "第5.1条无法执行，没有检测方法，请尽快修改。"


@pytest_asyncio.fixture(scope="module")
async def reporter(system: System) -> AsyncIterator[Reporter]:
    async with a_reporter(system) as it:
        yield it


@pytest_asyncio.fixture(scope="module")
async def bodies(system: System) -> AsyncIterator[dict[str, Authority]]:
    ids = ("sac", "440300", "nmpa", "miit", "370200", "t-cas", "440000")
    async with AsyncExitStack() as stack:
        yield {id_: await stack.enter_async_context(an_authority(system, id_)) for id_ in ids}


async def reported(reporter: Reporter, description: str, **fields: Any) -> tuple[str, str]:
    """The receipt and the id of a report."""
    reply = await reporter.reports(a_report(description=description, language="zh-CN", **fields))
    assert reply.status == 202, reply
    return reply.body["receipt"], reply.body["id"]


async def case_of(system: System, report: str) -> dict[str, Any]:
    client = connect(system.mongo_url)
    cases = client[system.database][COLLECTIONS.cases]

    async def look() -> dict[str, Any] | None:
        found: dict[str, Any] | None = await cases.find_one({"members.report": report})
        return found

    try:
        return await eventually(look)
    finally:
        client.close()


def roles(case: dict[str, Any]) -> set[tuple[str, str]]:
    return {(escalation["role"], escalation["authority"]) for escalation in case["escalations"]}


async def test_a_larger_problem_is_transmitted_only_when_setter_and_superior_both_have_it(
    system: System, reporter: Reporter, bodies: dict[str, Authority], receiver: Receiver
) -> None:
    setter, superior = receiver.hook(), receiver.hook()
    superior.status = 503
    await bodies["sac"].subscribes_by_webhook(setter)
    await bodies["440300"].subscribes_by_webhook(superior)
    receipt, report = await reported(reporter, MAJOR)
    assert roles(await case_of(system, report)) == {("setter", "sac"), ("superior", "440300")}

    async def setter_has_it() -> bool:
        history = (await reporter.status(receipt))["history"]
        return any(line["what"] == "delivered" for line in history)

    await eventually(setter_has_it)
    assert superior.calls
    assert (await reporter.status(receipt))["status"] == "asked"
    superior.status = 200

    async def is_transmitted() -> bool:
        return bool((await reporter.status(receipt))["status"] == "transmitted")

    await eventually(is_transmitted)
    history = [line["what"] for line in (await reporter.status(receipt))["history"]]
    assert history.count("delivered") == 2
    assert history.count("transmitted") == 1


async def test_an_ordinary_problem_asks_the_setter_alone_and_whoever_is_informed_may_read_but_not_answer(
    system: System, reporter: Reporter, bodies: dict[str, Authority]
) -> None:
    receipt, report = await reported(
        reporter, "第8.4条的表述有两种理解，请予说明。", standard="YY/T 0287-2017"
    )
    case = await case_of(system, report)
    assert roles(case) == {("setter", "nmpa")}
    assert set(case["informed"]) == {"440300", "440000"}
    (asked,) = case["escalations"]
    path = f"/v1/escalations/{asked['id']}"
    seen = await ask(bodies["440300"].http, "GET", path)
    assert (seen.status, seen.body["own"]) == (200, False)
    said = await bodies["440300"].says(
        asked["id"], "answer", {"outcome": "no_change", "text": "不是我们的。"}
    )
    assert said.status in {403, 409}
    assert (await ask(bodies["370200"].http, "GET", path)).status == 404
    assert any(line["what"] == "informed" for line in (await reporter.status(receipt))["history"])


async def test_a_contradiction_reaches_the_common_superior_with_both_standards_named(
    system: System, reporter: Reporter, bodies: dict[str, Authority]
) -> None:
    text = "本条与JB/T 7267-2016第4章的要求不一致，企业无法同时满足。"
    _, report = await reported(reporter, text, standard="YY/T 0287-2017", problem="contradiction")
    case = await case_of(system, report)
    assert ("superior", "sac") in roles(case)
    assert "miit" in case["informed"]

    (own,) = [e for e in case["escalations"] if e["authority"] == "sac"]
    escalation = (await ask(bodies["sac"].http, "GET", f"/v1/escalations/{own['id']}")).body
    assert (escalation["own"], escalation["role"]) == (True, "superior")
    assert "YY/T 0287—2017" in str(escalation["because"])
    assert "JB/T 7267—2016" in str(escalation["because"])


async def test_a_subscription_takes_digests_and_can_leave_them(bodies: dict[str, Authority]) -> None:
    made = await bodies["miit"].subscribes("email", "digest@miit.example.cn", digest=True)
    assert made["digest"] is True
    path = f"/v1/subscriptions/{made['id']}"
    same = await ask(bodies["miit"].http, "PATCH", path, json={"severities": ["major"]})
    assert same.body["digest"] is True
    left = await ask(bodies["miit"].http, "PATCH", path, json={"digest": False})
    assert left.body["digest"] is False
    refused = await ask(
        bodies["miit"].http, "POST", "/v1/subscriptions", json={"channel": "queue", "digest": True}
    )
    assert (refused.status, refused.fields) == (422, {"digest"})


async def test_the_page_that_says_why_is_on_the_operators_port_and_runs_nothing(system: System) -> None:
    url = f"http://127.0.0.1:{system.router.ops_port}/why"
    query = {"standard": "GB 18401-2010", "region": "深圳南山", "severity": "major", "lang": "en"}
    async with ClientSession() as http, http.get(url, params=query) as reply:
        page = await reply.text()
        assert reply.status == 200
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "Standardization Administration of China" in page
    assert "policy/routes.csv:" in page
