"""The register's answers as JSON, CSV or Atom, each with what a cache needs to ask whether it has changed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import orjson
from aiohttp import web

from services.intake.declined import FIELDS, Unfit
from services.intake.register.entry import Entry
from services.intake.register.view import View
from services.intake.web.language import language_of
from services.intake.web.render import Say, environment
from shared.mongo import BEGINNING
from shared.text import Text

FRESH = 60  # seconds for which a copy need not be asked about
_LONGEST_HEADER = 500


class Form(StrEnum):
    """How an answer is written; the value is what `?format=` calls it."""

    JSON = "json"
    CSV = "csv"
    ATOM = "atom"


TYPES = {Form.JSON: "application/json", Form.CSV: "text/csv", Form.ATOM: "application/atom+xml"}


def form_of(request: web.Request) -> Form:
    """Return the form asked for by `?format=`, else by Accept (RFC 9110). Unfit when there is no such one."""
    wanted = request.query.get("format")
    if wanted is None:
        return accepted(request.headers.get("Accept", ""))
    if wanted not in list(Form):
        raise Unfit(FIELDS, [("format", _NO_FORM)])
    return Form(wanted)


def accepted(header: str) -> Form:
    """Return what an Accept header likes best; JSON when it names none of ours."""
    best: tuple[float, Form] = (0.0, Form.JSON)
    for part in header[:_LONGEST_HEADER].split(","):
        kind, *parameters = (word.strip().lower() for word in part.split(";"))
        form = next((form for form, type_ in TYPES.items() if type_ == kind), None)
        weight = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        try:
            quality = float(weight)
        except ValueError:
            continue
        if form and quality > best[0]:
            best = (quality, form)
    return best[1]


def one(request: web.Request, view: View, entry: Entry) -> web.StreamResponse:
    """Answer with one case."""
    form = form_of(request)
    body = orjson.dumps(view.json(entry)) if form is Form.JSON else _written(request, form, view, [entry])
    return _answer(request, form, body, entry.updated_at, whole=True)


def several(
    request: web.Request, view: View, entries: Sequence[Entry], cursor: str | None
) -> web.StreamResponse:
    """Answer with one page of cases; the next page's address also stands in a Link header (RFC 8288)."""
    form = form_of(request)
    if form is Form.JSON:
        body = orjson.dumps({"cases": [view.json(entry) for entry in entries], "next": cursor})
    else:
        body = _written(request, form, view, entries, cursor)
    changed = max((entry.updated_at for entry in entries), default=BEGINNING)
    response = _answer(request, form, body, changed, whole=False)
    if cursor:
        response.headers["Link"] = f'<{_next(request, view, cursor)}>; rel="next"'
    return response


def _written(
    request: web.Request, form: Form, view: View, entries: Sequence[Entry], cursor: str | None = None
) -> bytes:
    if form is Form.CSV:
        return view.csv(entries).encode()
    language = language_of(request)
    feed = (
        environment()
        .get_template("cases.atom")
        .render(
            say=Say(language),
            language=language,
            view=view,
            entries=entries,
            address=f"{view.site}{request.rel_url}",
            further=_next(request, view, cursor) if cursor else None,
            updated=max((entry.updated_at for entry in entries), default=BEGINNING),
        )
    )
    return feed.encode()


def _next(request: web.Request, view: View, cursor: str) -> str:
    return f"{view.site}{request.rel_url.update_query(cursor=cursor)}"


def _answer(
    request: web.Request, form: Form, body: bytes, changed: datetime, *, whole: bool
) -> web.StreamResponse:
    """Answer 304 to who has the same; a list may change without any of its cases, so there only by ETag."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    known = request.if_none_match
    since = request.if_modified_since
    if known is not None:
        same = any(one.value in (tag, "*") for one in known)
    else:
        same = whole and since is not None and changed.replace(microsecond=0) <= since
    response = web.Response(status=304) if same else web.Response(body=body, content_type=TYPES[form])
    if not same and form is not Form.JSON:
        response.charset = "utf-8"
    if not same and form is Form.CSV:
        response.headers["Content-Disposition"] = 'inline; filename="cases.csv"'
    response.etag = tag
    response.last_modified = changed
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.headers["Vary"] = "Accept, Accept-Language, Cookie" if form is Form.ATOM else "Accept"
    return response


_NO_FORM = Text(zh="应为以下之一：json, csv, atom。", en="This must be one of: json, csv, atom.")
