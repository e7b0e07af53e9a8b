"""The people of the channel as programs: a reporter who posts, an authority that hears and speaks."""

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import ClientSession

from shared.broker import connect
from tests.receiver import Hook
from tests.system import System

Seen = TypeVar("Seen")
A_REPORT = {
    "standard": "GB 18401-2010",
    "clause": "5.1",
    "description": "Two laboratories read this clause in two ways and reach opposite results.",
    "region": "440305",
    "reporter": {"kind": "enterprise"},
    "language": "en",
}


def a_report(**changes: Any) -> dict[str, Any]:
    """A report that is accepted; the changes show what matters. A field set to None is left out."""
    return {name: value for name, value in {**A_REPORT, **changes}.items() if value is not None}


async def eventually(
    look: Callable[[], Awaitable[Seen | None]], *, seconds: float = 30.0, what: str = ""
) -> Seen:
    """The first thing that `look` sees; AssertionError when it never sees any."""
    deadline = time.monotonic() + seconds
    while True:
        seen = await look()
        if seen:
            return seen
        assert time.monotonic() < deadline, (
            f"not seen within {seconds:.0f} s: {what or inspect.getsource(look)}"
        )
        await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Reply:
    """What intake answered."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def fields(self) -> set[str]:
        return {error["field"] for error in self.body.get("errors", ())}


async def ask(http: ClientSession, method: str, path: str, **parts: Any) -> Reply:
    async with http.request(method, path, **parts) as response:
        is_json = response.content_type.endswith("json")
        body = await response.json(content_type=None) if is_json else await response.text()
        return Reply(response.status, dict(response.headers), body)


@dataclass(frozen=True)
class Reporter:
    """Somebody who reports by program."""

    http: ClientSession

    async def reports(self, body: Any = None, **headers: str) -> Reply:
        return await ask(self.http, "POST", "/v1/reports", json=body or a_report(), headers=headers)

    async def status(self, receipt: str) -> Any:
        return (await ask(self.http, "POST", "/v1/reports/status", json={"receipt": receipt})).body


@dataclass(frozen=True)
class Authority:
    """An authority by its token."""

    id: str
    http: ClientSession

    async def escalations(self, **query: str) -> list[dict[str, Any]]:
        found = await ask(self.http, "GET", "/v1/escalations", params=query)
        assert found.status == 200, found
        return list(found.body["escalations"])

    async def says(self, escalation: str, what: str, body: Any = None) -> Reply:
        return await ask(self.http, "POST", f"/v1/escalations/{escalation}/{what}", json=body or {})

    async def subscribes(self, channel: str, address: str | None = None, **more: Any) -> dict[str, Any]:
        wanted = {"channel": channel, **({"address": address} if address else {}), **more}
        made = await ask(self.http, "POST", "/v1/subscriptions", json=wanted)
        assert made.status == 201, made
        return dict(made.body)

    async def subscribes_by_webhook(self, hook: Hook, **more: Any) -> dict[str, Any]:
        made = await self.subscribes("webhook", hook.url, **more)
        hook.secret = made["secret"]
        return made


@asynccontextmanager
async def a_reporter(system: System) -> AsyncIterator[Reporter]:
    async with ClientSession(system.url) as http:
        yield Reporter(http)


@asynccontextmanager
async def an_authority(system: System, id_: str) -> AsyncIterator[Authority]:
    token = await asyncio.to_thread(system.token, id_)
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    async with ClientSession(system.url, headers=headers) as http:
        yield Authority(id_, http)


async def read_queue(url: str, queue: str, *, want: int, seconds: float = 30.0) -> list[bytes]:
    """What an agency's program reads of its own queue, each message acknowledged; at least so many.

    TryAgain when the broker does not let it in.
    """
    found: list[bytes] = []
    connection = await connect(url, f"reads {queue}")
    async with connection:
        channel = await connection.channel()
        source = await channel.get_queue(queue, ensure=False)
        deadline = time.monotonic() + seconds
        while len(found) < want and time.monotonic() < deadline:
            message = await source.get(fail=False)
            if message is None:
                await asyncio.sleep(0.1)
                continue
            found.append(message.body)
            await message.ack()
    return found


def queue_url(made: dict[str, Any]) -> str:
    """The broker's address as an agency's program uses it, from what the subscription was answered with."""
    return str(made["url"]).replace("PASSWORD", quote(str(made["password"]), safe=""))
