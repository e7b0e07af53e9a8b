"""What a form of our own pages sends."""

import asyncio

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from services.intake.web import keys
from services.intake.web.problems import problem


async def sent_fields(request: web.Request) -> dict[str, str]:
    """Return the fields of a form sent from our own pages; a problem when it comes from another site."""
    if not _from_here(request):
        raise problem(403)
    return dict(await texts_of(request))


async def texts_of(request: web.Request) -> list[tuple[str, str]]:
    """Return the fields of a form that hold text, as they come; a problem when it cannot be read."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise problem(415)
    try:
        async with asyncio.timeout(request.app[keys.SETTINGS].patience):
            sent = await request.post()
    except TimeoutError as error:
        raise problem(408) from error
    except (ValueError, LookupError, RuntimeError, HttpProcessingError) as error:  # aiohttp's, of a bad form
        raise problem(400) from error
    return [(name, value) for name, value in sent.items() if isinstance(value, str)]


def _from_here(request: web.Request) -> bool:
    """Say whether a form comes from our own pages, by what the browser says of where it comes from."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    ours = {f"{request.scheme}://{request.host}", request.app[keys.SETTINGS].public_url.rstrip("/")}
    return origin is None or origin in ours
