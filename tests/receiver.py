"""A webhook receiver as an authority would run one: checks every signature, and keeps what it heard.

`async with a_receiver() as receiver: hook = receiver.hook()` and then `hook.url`, `hook.secret = "whsec_…"`,
`hook.fail(3)`, `hook.pause = 0.5`, `hook.status = 410`, `hook.heard`.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True)
class Call:
    """One request as it came: the sender's id of the message, headers, body, and what was answered."""

    id: str
    headers: dict[str, str]
    body: bytes
    answered: int
    at: float = field(default_factory=time.monotonic)


@dataclass
class Hook:
    """One address of the receiver, for one subscription."""

    url: str
    status: int = 200
    pause: float = 0.0
    calls: list[Call] = field(default_factory=list)
    heard: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The events that were taken, by `webhook-id`: the same id is heard once."""
    forged: list[Call] = field(default_factory=list)
    """Calls whose signature did not verify."""
    _secret: str | None = None
    _failing: list[int] = field(default_factory=list)
    _unread: list[Call] = field(default_factory=list)

    @property
    def secret(self) -> str | None:
        return self._secret

    @secret.setter
    def secret(self, secret: str) -> None:
        """Calls that came before the secret was known are checked now."""
        self._secret = secret
        unread, self._unread = self._unread, []
        for call in unread:
            self._read(call)

    def fail(self, times: int, status: int = 500) -> None:
        """Answer the next calls with an error."""
        self._failing += [status] * times

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        await asyncio.sleep(self.pause)
        status = self._failing.pop(0) if self._failing else self.status
        call = Call(request.headers.get("webhook-id", ""), dict(request.headers), body, status)
        self.calls.append(call)
        if self._secret is None:
            self._unread.append(call)
        else:
            self._read(call)
        return web.Response(status=status)

    def _read(self, call: Call) -> None:
        try:
            event = Webhook(self._secret or "").verify(call.body, call.headers)
        except WebhookVerificationError:
            self.forged.append(call)
            return
        if call.answered == web.HTTPOk.status_code:
            self.heard.setdefault(call.id, event)


@dataclass
class Receiver:
    """A server with as many hooks as are asked for."""

    address: str = ""
    hooks: dict[str, Hook] = field(default_factory=dict)

    def hook(self) -> Hook:
        name = str(len(self.hooks) + 1)
        self.hooks[name] = Hook(f"{self.address}/hooks/{name}")
        return self.hooks[name]

    async def _take(self, request: web.Request) -> web.Response:
        return await self.hooks[request.match_info["name"]].take(request)


@asynccontextmanager
async def a_receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.add_routes([web.post("/hooks/{name}", receiver._take)])  # noqa: SLF001 - its own server
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield receiver
    finally:
        await runner.cleanup()
