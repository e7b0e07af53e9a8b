"""Pages out of templates: escaped, in the reader's language, with dates as people in China read them."""

import functools
import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web
from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from services.intake.web.language import COOKIE, language_of
from services.intake.web.problems import TITLES, Problem, problem
from services.intake.words import WORDS
from shared.taxonomy import NAMES
from shared.text import Language, Text

HERE = Path(__file__).resolve().parent.parent
STATIC = HERE / "static"
CHINA = ZoneInfo("Asia/Shanghai")
YEAR = 365 * 24 * 3600  # seconds that the choice of language is kept
_COLON = Text(zh="：", en=": ")
_LOCALES: Mapping[Language, str] = {"zh-CN": "zh_Hans_CN", "en": "en"}
_MOMENTS: Mapping[Language, str] = {"zh-CN": "y年M月d日 EEEE HH:mm", "en": "EEEE, d MMMM y, HH:mm"}
_DAYS: Mapping[Language, str] = {"zh-CN": "y年M月d日 EEEE", "en": "EEEE, d MMMM y"}


class Say(NamedTuple):
    """What a template calls to speak the reader's language."""

    language: Language

    def __call__(self, key: str, **parts: str | int) -> str:
        """Return a sentence of the pages, with the places in braces filled where parts are given."""
        text = WORDS[key]
        return self.text(text.with_(**parts) if parts else text)

    def text(self, text: Text) -> str:
        """Return any sentence."""
        return text.in_(self.language)

    def word(self, key: str) -> Text:
        """Return a sentence of the pages in both languages."""
        return WORDS[key]


class Tongue(NamedTuple):
    """A language by its tag, and by its name in itself."""

    tag: Language
    name: str


TONGUES = (Tongue("zh-CN", "中文"), Tongue("en", "English"))


def moment(at: datetime, language: Language) -> str:
    """Return date and time in Beijing, in words."""
    return format_datetime(at, _MOMENTS[language], tzinfo=CHINA, locale=_LOCALES[language])


def day(at: datetime, language: Language) -> str:
    """Return the date in Beijing, in words."""
    return format_datetime(at, _DAYS[language], tzinfo=CHINA, locale=_LOCALES[language])


@functools.cache
def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"


@pass_context
def _moment(context: Context, at: datetime) -> str:
    return moment(at, context["language"])


@pass_context
def _day(context: Context, at: datetime) -> str:
    return day(at, context["language"])


@functools.cache
def environment() -> Environment:
    """Return the templates, read once."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,  # in the Atom feed as well: XML's five characters are HTML's
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"moment": _moment, "day": _day}
    found.globals |= {"asset": asset, "colon": _COLON, "names": NAMES}
    return found


def page(
    request: web.Request, template: str, *, status: int = 200, cache: str = "no-store", **values: Any
) -> web.Response:
    """Answer with a page in the request's language."""
    html = written(language_of(request), template, here=request.path, **values)
    return whole(request, html.encode(), status=status, cache=cache)


def written(language: Language, template: str, *, here: str, **values: Any) -> str:
    """Return a page as HTML; `here` is its path."""
    other = next(tongue for tongue in TONGUES if tongue.tag != language)
    found = environment().get_template(template)
    return found.render(language=language, other=other, say=Say(language), here=here, **values)


def whole(request: web.Request, html: bytes, *, status: int = 200, cache: str = "no-store") -> web.Response:
    """Answer with a page as it was written; a language asked for by `?lang=` is remembered."""
    language = language_of(request)
    headers = {"Cache-Control": cache, "Content-Language": language, "Vary": "Accept-Language, Cookie"}
    response = web.Response(
        body=html, content_type="text/html", charset="utf-8", status=status, headers=headers
    )
    if "lang" in request.query:
        response.set_cookie(
            COOKIE, language, max_age=YEAR, httponly=True, samesite="Lax", secure=request.secure
        )
    return response


def error_page(request: web.Request, found: Problem, language: Language) -> web.Response:
    """Answer a person's request that went wrong: what happened, and what to do.

    A problem that explains itself is told in its own words, any other in those of the pages.
    """
    heading = TITLES.get(found.status, WORDS["error.500"])
    why = found.detail
    if why == problem(found.status).detail:
        heading = WORDS.get(f"error.{found.status}", heading)
        why = WORDS.get(f"error.{found.status}.why", why)
    response = page(
        request,
        "error.html",
        status=found.status,
        heading=heading.in_(language),
        why=why.in_(language),
        incident=found.headers.get("X-Incident"),
    )
    response.headers.update(found.headers)
    return response
