"""The operator's port of each service: `/healthz`, `/readyz`, `/metrics`, and its own pages. Not public."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.errors import TryAgain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

Check = Callable[[], Awaitable[None]]
"""Returns when the part is ready; raises TryAgain with the reason when it is not."""

Page = Callable[[Mapping[str, str], str], Awaitable[str]]
"""Returns a page without scripts as HTML, for the fields of the address and the Accept-Language header."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Door:
    """A check that passes while the service takes work: from when it listens to when it is asked to stop."""

    def __init__(self) -> None:
        self._open = False

    async def ready(self) -> None:
        """Return while the door is open; TryAgain before and after."""
        if not self._open:
            raise TryAgain("not taking work")

    @contextmanager
    def opened(self) -> "Iterator[None]":
        """Be open while the block runs."""
        self._open = True
        try:
            yield
        finally:
            self._open = False


async def _verdict(check: Check) -> str:
    try:
        async with asyncio.timeout(2):
            await check()
    except TryAgain as later:
        return later.reason
    except TimeoutError:
        return "no answer within 2 s"
    return "ok"


def _served(page: Page) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        language = request.headers.get("Accept-Language", "")
        try:
            html = await page(request.query, language)
        except TryAgain as later:
            raise web.HTTPServiceUnavailable(text=later.reason, headers={"Retry-After": "5"}) from later
        return web.Response(text=html, content_type="text/html", charset="utf-8", headers=HEADERS)

    return handler


@asynccontextmanager
async def operators_port(
    host: str, port: int, checks: Mapping[str, Check], pages: Mapping[str, Page] | None = None
) -> "AsyncIterator[int]":
    """Serve the port while the block runs; yields the port (a free one for 0). `pages` are by their path."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        verdicts = dict(zip(checks, await asyncio.gather(*map(_verdict, checks.values())), strict=True))
        ready = all(verdict == "ok" for verdict in verdicts.values())
        return web.json_response({"ready": ready, "checks": verdicts}, status=200 if ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)],
    )
    app.add_routes([web.get(path, _served(page)) for path, page in (pages or {}).items()])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
