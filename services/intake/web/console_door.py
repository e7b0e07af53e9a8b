"""The console's door: who is logged in, and whether a form was sent from our own pages."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from aiohttp import web

from services.intake.declined import Declined
from services.intake.reading import Viewer
from services.intake.web import keys
from services.intake.web.language import language_of
from services.intake.web.problems import Problem
from services.intake.web.render import Say, page
from services.intake.web.sent import texts_of
from services.intake.web.who import (
    COOKIE,
    RULINGS,
    away,
    by_secret,
    by_session,
    from_here,
    problem_of,
    sessions,
    set_session,
)
from services.intake.words.authority import AUTHORITY
from shared.errors import TryAgain
from shared.ruling import OPERATOR
from shared.text import Text

HOME = "/authority"
MOST_COUNTED = 100


class Tell(Say):
    """What the console's templates call to speak the reader's language."""

    def __call__(self, key: str, **parts: str | int) -> str:
        """Return a sentence of the console, else of the pages, with its places in braces filled."""
        text = self.word(key)
        return self.text(text.with_(**parts) if parts else text)

    def word(self, key: str) -> Text:
        """Return a sentence in both languages."""
        return AUTHORITY[key] if key in AUTHORITY else super().word(key)


class Visit(NamedTuple):
    """Who is logged in, the mark that forms carry, and how many cases wait for them, MOST_COUNTED at most."""

    viewer: Viewer
    mark: str
    waiting: int


Visited = Callable[[web.Request, Visit], Awaitable[web.StreamResponse]]


def visited(handler: Visited) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Let those in who are logged in, and show the others where to log in."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            token = await by_session(request)
            if token is None:
                return login_page(request, request.path_qs if request.method == "GET" else HOME)
            mark = sessions(request).form_mark(request.cookies[COOKIE])
            viewer = Viewer(token.authority, token.id, token.label)
            waiting = await request.app[RULINGS].count_waiting(viewer, MOST_COUNTED)
            return await handler(request, Visit(viewer, mark, waiting))
        except Declined as declined:
            raise problem_of(declined) from declined
        except TryAgain as later:
            raise away(later) from later

    guarded.__doc__ = handler.__doc__
    return guarded


def console_page(
    request: web.Request, visit: Visit, template: str, *, status: int = 200, **values: Any
) -> web.Response:
    """Answer with one of the console's pages."""
    return page(
        request,
        f"authority/{template}",
        status=status,
        tell=Tell(language_of(request)),
        who=request.app[keys.NAME_OF](visit.viewer.authority),
        mark=visit.mark,
        pages=pages_for(visit),
        **values,
    )


def pages_for(visit: Visit) -> list[tuple[str, str, int]]:
    """Return the desk's pages: the key of the name, the address, and how many things wait there."""
    pages = [("nav.list", HOME, 0), ("nav.screening", f"{HOME}/screening", visit.waiting)]
    if visit.viewer.authority != OPERATOR:
        pages.append(("nav.subscriptions", f"{HOME}/subscriptions", 0))
    return pages


async def sent(request: web.Request) -> Mapping[str, str]:
    """Return the fields of a form; a problem unless it was sent from a page of this session."""
    fields = await fields_of(request)
    if not sessions(request).is_form_mark(request.cookies[COOKIE], fields.get("mark", "")):
        raise Problem(403, _STALE)
    return fields


async def fields_of(request: web.Request) -> dict[str, str]:
    """Return a form's fields, many of one name one a line; a problem when it comes from another site."""
    if not from_here(request):
        raise Problem(403, _FOREIGN)
    found: dict[str, list[str]] = {}
    for name, value in await texts_of(request):
        found.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return {name: "\n".join(values) for name, values in found.items()}


def login_page(request: web.Request, next_: str, *, wrong: bool = False) -> web.Response:
    """Ask for the token; `next_` is where to go after it."""
    return page(
        request,
        "authority/login.html",
        status=401,
        tell=Tell(language_of(request)),
        next=next_,
        values={"token": ""},
        questions={"token": AUTHORITY["login.wrong"]} if wrong else {},
        # A link in a letter comes from another site, and a strict cookie stays behind then.
        foreign=request.headers.get("Sec-Fetch-Site") == "cross-site",
    )


async def log_in(request: web.Request, fields: Mapping[str, str]) -> web.Response:
    """Log in by token, and go on to where it was asked for."""
    token = await by_secret(request, fields.get("token", "").strip())
    wanted = fields.get("next", HOME)
    inside = wanted == HOME or wanted.startswith((f"{HOME}/", f"{HOME}?"))
    target = wanted if inside and wanted.isprintable() and wanted.isascii() else HOME
    if token is None:
        return login_page(request, target, wrong=True)
    response = web.Response(status=303, headers={"Location": target, "Cache-Control": "no-store"})
    set_session(request, response, token)
    return response


def log_out() -> web.Response:
    """Forget the session, and show where to log in."""
    response = web.Response(status=303, headers={"Location": HOME, "Cache-Control": "no-store"})
    response.del_cookie(COOKIE)
    return response


def place_of(request: web.Request) -> Callable[[str], str]:
    """Return what names a place by its code."""
    regions = request.app[keys.REGIONS]
    return lambda code: regions.full_name(code) if code in regions else code


_FOREIGN = Text(
    zh="请求来自其他网站，没有执行。请在本站页面上操作。",
    en="The request came from another site and was not carried out. Use the pages of this site.",
)
_STALE = Text(
    zh="页面已过期，没有执行。请返回工作台刷新后再提交。",
    en="The page is too old, and nothing was done. Go back to the desk, load it again, and send it again.",
)
