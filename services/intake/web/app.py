"""The public listener: limits, headers, errors, and every route of intake."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from services.intake.web import authority_side, openapi, pages, reports, standards
from services.intake.web.language import language_of
from services.intake.web.problems import Problem, problem
from services.intake.web.render import error_page
from shared.ids import new_id
from shared.telemetry import logger

log = logger("web")

BODY_MAX = 64 * 1024  # bytes of a JSON body or a form
KEEPALIVE = 75.0  # seconds; aiohttp's own default is an hour
GRACE = 20.0  # seconds for requests under way when the service stops

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
    except Exception:
        log.exception("request.failed", path=request.path, incident=(incident := new_id()))
        found = problem(500)
        found.headers["X-Incident"] = incident
    language = language_of(request)
    return found.response(language) if _is_api(request) else error_page(request, found, language)


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)


def make_app(parts: Mapping[web.AppKey[Any], Any]) -> web.Application:
    """Return the application over its parts, by the keys of `services.intake.web.keys`."""
    app = web.Application(middlewares=[errors], client_max_size=BODY_MAX)
    for key, part in parts.items():
        app[key] = part
    app.on_response_prepare.append(_add_headers)
    for table in (reports.routes, standards.routes, pages.routes, openapi.routes, *authority_side.ROUTES):
        app.add_routes(table)
    return app


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve while the block runs, then finish the requests under way; yields the port (a free one for 0)."""
    # A compressed body is refused by its route, so nothing is ever inflated on a stranger's word.
    runner = web.AppRunner(
        app, access_log=None, keepalive_timeout=KEEPALIVE, shutdown_timeout=GRACE, auto_decompress=False
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=1024, reuse_port=True)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
