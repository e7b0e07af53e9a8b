"""The public listener: limits, headers, errors, and every route of intake."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from services.intake.web import (
    authority_side,
    join_pages,
    keys,
    limits,
    openapi,
    pages,
    register_pages,
    registers,
    reports,
    standards,
    status_pages,
)
from services.intake.web.connections import SERVER, Connection, House, noted, room_for
from services.intake.web.language import language_of
from services.intake.web.problems import Problem, problem
from services.intake.web.render import error_page
from shared.ids import new_id
from shared.telemetry import logger

log = logger("web")

BODY_MAX = 64 * 1024  # bytes of a JSON body or a form
KEEPALIVE = 75.0  # seconds; aiohttp's own default is an hour
FAREWELL = 1.5  # seconds in which whoever is connected when the service stops is told so with an answer
GRACE = 18.0  # seconds for requests still under way after that
BACKLOG = 4096  # connections that wait to be let in
LINGER = 2.0  # seconds in which the rest of a body that nobody wants may still arrive
# A compressed body is refused by its route, so nothing is ever inflated on a stranger's word.
_OPTIONS = {
    "access_log": None,
    "keepalive_timeout": KEEPALIVE,
    "lingering_time": LINGER,
    "auto_decompress": False,
}

PUBLIC = (
    *(reports.routes, standards.routes, registers.routes, openapi.routes),
    *(pages.routes, status_pages.routes, register_pages.routes, join_pages.routes),
)
"""Every route that needs no token."""

_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}


def _is_api(request: web.Request) -> bool:
    return request.path.startswith("/v1/")


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error as a problem to programs, as a page to people; a bug is logged and told as 500."""
    try:
        return await handler(request)
    except Problem as known:
        found = known
    except web.HTTPException as http:
        if http.status < 400:  # noqa: PLR2004 - a redirect is an answer
            raise
        found = problem(http.status)
        found.headers.update({k: v for k, v in http.headers.items() if k == "Allow"})
    except ConnectionError:  # whoever asked has hung up: aiohttp closes, and there is nobody to tell
        raise
    except Exception:
        log.exception("request.failed", path=request.path, incident=(incident := new_id()))
        found = problem(500)
        found.headers["X-Incident"] = incident
    language = language_of(request)
    return found.response(language) if _is_api(request) else error_page(request, found, language)


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = SERVER
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)


def make_app(parts: Mapping[web.AppKey[Any], Any]) -> web.Application:
    """Return the application over its parts, by the keys of `services.intake.web.keys`."""
    app = web.Application(middlewares=[noted, errors, limits.requests], client_max_size=BODY_MAX)
    for key, part in parts.items():
        app[key] = part
    app.on_response_prepare.append(_add_headers)
    for table in (*PUBLIC, *authority_side.ROUTES):
        app.add_routes(table)
    return app


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve while the block runs, then finish the requests under way; yields the port (a free one for 0).

    At the end the listener closes first. Connections that are kept alive are closed with their next answer:
    closed in between, as aiohttp would, they would meet a request on its way.
    """
    leaving = asyncio.Event()

    async def close_when_leaving(_request: web.Request, response: web.StreamResponse) -> None:
        if leaving.is_set():
            response.force_close()
            response.headers["Connection"] = "close"

    app.on_response_prepare.append(close_when_leaving)
    settings = app[keys.SETTINGS]
    house = House(
        most=room_for(settings.connections),
        of_one=settings.connections_of_one,
        known=(*settings.unlimited, *settings.proxies),
        patience=settings.patience,
    )
    runner = web.AppRunner(app, shutdown_timeout=GRACE)
    await runner.setup()
    assert runner.server is not None  # noqa: S101 - it has been set up
    listener = await asyncio.get_running_loop().create_server(
        partial(Connection, house, runner.server, **_OPTIONS), host, port, backlog=BACKLOG, reuse_port=True
    )
    watching = asyncio.create_task(house.watch())
    try:
        yield listener.sockets[0].getsockname()[1]
        leaving.set()
        listener.close()
        await house.emptied(FAREWELL)
    finally:
        watching.cancel()
        listener.close()
        await runner.cleanup()
