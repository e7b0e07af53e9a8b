"""Whoever asks too much is told to wait, by himself alone; nobody who is in danger ever is."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector

from tests.authority_side import Side, a_side
from tests.faults.hostile.strangers import HEAD, a_stranger
from tests.people import Reply, a_report, ask

GUESSES = 5  # a minute, and twice as many at once
FEW = {"unlimited": (), "guesses_per_minute": GUESSES, "reports_per_minute": 5, "requests_per_minute": 100}
LOOPBACK = (ip_network("127.0.0.0/8"),)


@asynccontextmanager
async def somebody(side: Side, address: str = "127.0.0.1") -> AsyncIterator[ClientSession]:
    """A program with an address of its own."""
    async with ClientSession(side.url, connector=TCPConnector(local_addr=(address, 0))) as http:
        yield http


async def asks(http: ClientSession, receipt: str = "0" * 26, **headers: str) -> Reply:
    return await ask(http, "POST", "/v1/reports/status", json={"receipt": receipt}, headers=headers)


async def shows(http: ClientSession, token: str) -> Reply:
    return await ask(http, "GET", "/v1/escalations", headers={"Authorization": f"Bearer {token}"})


def is_told_to_wait(reply: Reply) -> None:
    assert (reply.status, reply.headers["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(reply.headers["Retry-After"]) <= 60
    assert reply.body["errors"] == []


async def test_guessed_receipts_are_stopped_and_so_is_a_right_one_among_them(mongo_url: str):
    async with a_side(mongo_url, **FEW) as side, somebody(side) as guesser:
        receipt = (await ask(guesser, "POST", "/v1/reports", json=a_report())).body["receipt"]
        statuses = [(await asks(guesser)).status for _ in range(2 * GUESSES)]
        assert statuses == [404] * 2 * GUESSES
        is_told_to_wait(await asks(guesser))
        is_told_to_wait(await asks(guesser, receipt))
        page = await ask(guesser, "POST", "/status", data={"receipt": receipt})
        assert page.status == 429


async def test_one_who_guesses_makes_nobody_else_wait(mongo_url: str):
    async with a_side(mongo_url, **FEW) as side, somebody(side) as guesser:
        receipt = (await ask(guesser, "POST", "/v1/reports", json=a_report())).body["receipt"]
        for _ in range(3 * GUESSES):
            await asks(guesser)
        async with somebody(side, "127.0.0.2") as other:
            assert (await asks(other, receipt)).status == 200


async def test_right_receipts_are_no_guesses(mongo_url: str):
    async with a_side(mongo_url, **FEW) as side, somebody(side) as http:
        receipt = (await ask(http, "POST", "/v1/reports", json=a_report())).body["receipt"]
        assert {(await asks(http, receipt)).status for _ in range(4 * GUESSES)} == {200}


async def test_guessed_tokens_are_stopped_at_the_api_and_at_the_desk(mongo_url: str):
    async with a_side(mongo_url, **FEW) as side, somebody(side) as guesser:
        statuses = [(await shows(guesser, f"fbk_{number}")).status for number in range(2 * GUESSES)]
        assert statuses == [401] * 2 * GUESSES
        is_told_to_wait(await shows(guesser, "fbk_one_more"))
        login = await ask(guesser, "POST", "/authority", data={"token": "x"}, headers={"Origin": side.url})
        assert login.status == 429
        async with somebody(side, "127.0.0.2") as authority:
            assert (await shows(authority, await side.token("sac"))).status == 200


async def test_a_forged_address_is_not_another_source(mongo_url: str):
    async with a_side(mongo_url, **FEW) as side, somebody(side) as guesser:
        for number in range(2 * GUESSES):
            await asks(guesser, **{"X-Forwarded-For": f"198.51.100.{number}"})
        is_told_to_wait(await asks(guesser, **{"X-Forwarded-For": "203.0.113.7"}))


async def test_behind_our_proxy_each_is_one_source_and_forges_no_other(mongo_url: str):
    async with a_side(mongo_url, **FEW, proxies=LOOPBACK) as side, somebody(side) as proxy:
        for number in range(2 * GUESSES):
            await asks(proxy, **{"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.1"})
        is_told_to_wait(await asks(proxy, **{"X-Forwarded-For": "203.0.113.99, 198.51.100.1"}))
        assert (await asks(proxy, **{"X-Forwarded-For": "198.51.100.2"})).status == 404


async def test_too_many_reports_wait_but_one_of_danger_never_does(mongo_url: str):
    async with a_side(mongo_url, **FEW) as side, somebody(side) as http:
        replies = [await ask(http, "POST", "/v1/reports", json=a_report()) for _ in range(11)]
        assert [reply.status for reply in replies] == [202] * 10 + [429]
        is_told_to_wait(replies[-1])
        assert "receipt" not in replies[-1].body
        dangers = [await ask(http, "POST", "/v1/reports", json=a_report(danger=True)) for _ in range(30)]
        assert {reply.status for reply in dangers} == {202}


async def test_who_says_me_too_too_often_by_the_page_is_told_when_to_come_again(mongo_url: str):
    async with a_side(mongo_url, **FEW) as side, somebody(side) as http:
        address = f"/cases/{(await side.put()).number}/join"
        form = {"region1": "440000", "reporter_kind": "media"}
        for _ in range(10):
            assert (await ask(http, "POST", address, data=await filled(http, address, form))).status == 200
        full = await ask(http, "POST", address, data=await filled(http, address, form))
        assert full.status == 429
        assert 1 <= int(full.headers["Retry-After"]) <= 60


async def filled(http: ClientSession, address: str, form: dict[str, str]) -> dict[str, str]:
    """The form as a browser gets it now, filled in."""
    page = (await ask(http, "GET", address)).body
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    return form | {"token": token.group(1)}


async def test_too_many_of_anything_else_wait(mongo_url: str):
    async with a_side(mongo_url, **FEW) as side, somebody(side) as http:
        statuses = [(await ask(http, "GET", "/v1/taxonomy")).status for _ in range(220)]
        assert statuses[:200] == [200] * 200
        assert 429 in statuses
        assert (await ask(http, "POST", "/v1/reports", json=a_report())).status == 202


@pytest.mark.parametrize("fields", [{}, {"unlimited": (), "reports_per_minute": 0, "requests_per_minute": 0}])
async def test_this_machine_or_an_operator_who_says_so_has_no_limit(mongo_url: str, fields: dict[str, Any]):
    async with a_side(mongo_url, **fields) as side, somebody(side) as http:
        replies = await asyncio.gather(
            *(ask(http, "POST", "/v1/reports", json=a_report()) for _ in range(300)),
        )
        assert {reply.status for reply in replies} == {202}


async def test_one_address_holds_so_many_connections_and_its_oldest_idle_one_gives_way(mongo_url: str):
    async with (
        a_side(mongo_url, unlimited=(), connections_of_one=3) as side,
        a_stranger(side.url, "127.0.0.3") as first,
        a_stranger(side.url, "127.0.0.3"),
        a_stranger(side.url, "127.0.0.3"),
    ):
        async with somebody(side, "127.0.0.3") as http:
            assert (await ask(http, "GET", "/v1/taxonomy")).status == 200
        await asyncio.wait_for(first.listens(), 5)


async def test_an_address_whose_connections_are_all_at_work_gets_no_more_but_others_do(mongo_url: str):
    async with (
        a_side(mongo_url, unlimited=(), connections_of_one=2, patience=5.0) as side,
        a_stranger(side.url, "127.0.0.3") as first,
        a_stranger(side.url, "127.0.0.3") as second,
    ):
        for busy in (first, second):
            busy.writer.write(HEAD + b"Content-Length: 100\r\n\r\n{")
        await asyncio.sleep(0.3)
        async with a_stranger(side.url, "127.0.0.3") as third:
            await asyncio.wait_for(third.listens(), 2)
        async with somebody(side, "127.0.0.4") as other:
            assert (await ask(other, "GET", "/v1/taxonomy")).status == 200


async def test_beyond_all_connections_the_one_that_rests_longest_gives_way(mongo_url: str):
    async with (
        a_side(mongo_url, connections=2) as side,
        a_stranger(side.url) as first,
        a_stranger(side.url),
        somebody(side) as http,
    ):
        assert (await ask(http, "GET", "/v1/taxonomy")).status == 200
        await asyncio.wait_for(first.listens(), 5)
