"""The public pages: the form, the thanks with the receipt, and what became of a report."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from services.intake import form, form_token
from services.intake.standards import Standards
from services.intake.status import StatusView
from services.intake.web import keys
from services.intake.web.language import language_of
from services.intake.web.problems import problem
from services.intake.web.render import STATIC, TONGUES, Say, day, moment, page
from services.intake.words import WORDS
from services.intake.words.provinces import PROVINCES
from shared.case import WAITING
from shared.catalogue import Listed
from shared.errors import TryAgain
from shared.region import Region, UnknownRegion
from shared.report import Report
from shared.taxonomy import NAMES, Problem, ReporterKind
from shared.telemetry import logger
from shared.text import Language, Text

log = logger("pages")

BODY_SECONDS = 10
STATUS_SECONDS = 0.15  # what a look at a receipt takes at least, whether it exists or not
GROUP = 4
LONGEST_TYPED = 300  # characters of the field of the standard
MEANT = "standard:"  # what the button of a standard that may be meant is called, before its designation
Options = tuple[tuple[str, str], ...]

routes = web.RouteTableDef()


class Rung(NamedTuple):
    """One of the three pull-downs of the region."""

    name: str
    options: Options


@routes.get("/")
async def get_form(request: web.Request) -> web.Response:
    """Show the empty form."""
    return await _form(request, {}, cache="private, no-cache")


@routes.post("/")
async def post_form(request: web.Request) -> web.Response:
    """Take the form: thanks with the receipt, or the form again with what is to be changed."""
    sent = await _sent(request)
    fields = form.typed(sent)
    if "step" in sent:
        return await _form(request, _with_choice(sent))
    vault, now = request.app[keys.VAULT], datetime.now(UTC)
    token = form_token.read(vault, sent.get("token", ""), now)
    found = form.read(fields, request.app[keys.REGIONS])
    if not isinstance(found, Report):
        return await _form(request, sent, status=422, questions=found)
    if token is None:
        return await _form(request, {**sent, "token": ""}, status=422, notice="errors.stale")
    try:
        accepted = await request.app[keys.ACCEPTANCE].submit(found, token.key_of(found))
    except TryAgain as later:
        return await _form(request, sent, status=503, notice="unsafe", retry_after=max(1, round(later.after)))
    if sent.get("website") or token.hasty(now):
        log.info("form.suspect", report=accepted.id, trap=bool(sent.get("website")), hasty=token.hasty(now))
    return _thanks(request, found, accepted.receipt, now)


@routes.get("/status")
async def get_status(request: web.Request) -> web.Response:
    """Ask for the receipt."""
    return _ask_receipt(request)


@routes.post("/status")
async def post_status(request: web.Request) -> web.Response:
    """Show what became of a report; a receipt that does not exist takes as long as one that does."""
    receipt = (await _sent(request)).get("receipt", "").strip()[:60]
    try:
        view, _ = await asyncio.gather(
            request.app[keys.STATUSES].find(receipt), asyncio.sleep(STATUS_SECONDS)
        )
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later
    if view is None:
        return _ask_receipt(request, receipt, WORDS["status.unknown"])
    return _status(request, view, receipt)


@routes.get(r"/regions/{code:\d{6}}.json")
async def get_regions(request: web.Request) -> web.Response:
    """Return the divisions directly below one."""
    try:
        below = request.app[keys.REGIONS].below(request.match_info["code"])
    except UnknownRegion as unknown:
        raise web.HTTPNotFound from unknown
    return web.json_response(
        [{"code": region.code, "name": region.name} for region in below],
        headers={"Cache-Control": "public, max-age=86400"},
    )


@routes.get("/standards/understood")
async def get_understood(request: web.Request) -> web.Response:
    """Return what was understood of a designation while it is typed, and what it may be completed to."""
    typed, language = request.query.get("q", "")[:LONGEST_TYPED], language_of(request)
    standards = request.app[keys.STANDARDS]
    understood, completed = await asyncio.gather(standards.understood(typed), _completed(standards, typed))
    return web.json_response(
        {
            "line": understood.line.in_(language) if understood else "",
            "standard": str(understood.ref) if understood and understood.ref else None,
            "maybe": understood.maybe if understood else (),
            "complete": [{"standard": str(one.ref), "title": one.title or ""} for one in completed],
        },
        headers={"Cache-Control": "no-store", "Content-Language": language},
    )


async def _completed(standards: Standards, typed: str) -> list[Listed]:
    try:
        return await standards.completed(typed)
    except TryAgain:
        return []


routes.static("/static", STATIC)


async def _sent(request: web.Request) -> dict[str, str]:
    """Return the fields of a form sent from our own pages; a problem when it comes from another site."""
    if not _from_here(request):
        raise problem(403)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise problem(415)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            sent = await request.post()
    except TimeoutError as error:
        raise problem(408) from error
    except (ValueError, LookupError, RuntimeError, HttpProcessingError) as error:  # aiohttp's, of a bad form
        raise problem(400) from error
    return {name: value for name, value in sent.items() if isinstance(value, str)}


def _from_here(request: web.Request) -> bool:
    """Say whether a form comes from our own pages, by what the browser says of where it comes from."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    ours = {f"{request.scheme}://{request.host}", request.app[keys.SETTINGS].public_url.rstrip("/")}
    return origin is None or origin in ours


def _with_choice(sent: Mapping[str, str]) -> dict[str, str]:
    """Take what was meant into the field, where that button was pressed."""
    chosen = sent["step"].partition(MEANT)[2]
    return {**sent, "standard": chosen} if chosen else dict(sent)


async def _form(
    request: web.Request,
    sent: Mapping[str, str],
    *,
    status: int = 200,
    cache: str = "no-store",
    questions: form.Questions | None = None,
    notice: str | None = None,
    retry_after: int | None = None,
) -> web.Response:
    language = language_of(request)
    fields = form.typed(sent)
    rungs = _rungs(request, fields, language)
    understood = None if retry_after else await request.app[keys.STANDARDS].understood(fields["standard"])
    response = page(
        request,
        "form.html",
        status=status,
        cache=cache,
        values={**fields, "language": fields["language"] or language},
        questions=questions or {},
        notice=notice,
        understood=understood,
        meant=MEANT,
        rungs=rungs,
        focus=_next_rung(fields, rungs) if sent.get("step") == "region" else None,
        token=sent.get("token") or form_token.issue(request.app[keys.VAULT], datetime.now(UTC)),
        problems=_named(Problem, language),
        kinds=_named(ReporterKind, language),
        languages=TONGUES,
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _named(vocabulary: type[Problem] | type[ReporterKind], language: Language) -> Options:
    return tuple((word.value, NAMES[word].in_(language)) for word in vocabulary)


def _rungs(request: web.Request, fields: form.Fields, language: Language) -> tuple[Rung, ...]:
    regions = request.app[keys.REGIONS]
    place = form.chosen(fields, regions)
    choices = [regions.provinces(), *(regions.below(region.code) for region in place)]
    shown = dict(zip(form.RUNGS, choices, strict=False))
    return tuple(
        Rung(name, tuple((r.code, _place_name(r, language)) for r in shown.get(name, ())))
        for name in form.RUNGS
    )


def _place_name(region: Region, language: Language) -> str:
    english = PROVINCES.get(region.code) if language == "en" else None
    return f"{english} {region.name}" if english else region.name


def _next_rung(fields: form.Fields, rungs: tuple[Rung, ...]) -> str:
    return next((rung.name for rung in rungs if rung.options and not fields[rung.name]), rungs[-1].name)


def _thanks(request: web.Request, report: Report, receipt: str, at: datetime) -> web.Response:
    groups = [receipt[start : start + GROUP] for start in range(0, len(receipt), GROUP)]
    return page(
        request,
        "thanks.html",
        receipt=receipt,
        groups=groups,
        at=moment(at, language_of(request)),
        understood=request.app[keys.STANDARDS].read(report.standard or ""),
    )


def _ask_receipt(request: web.Request, receipt: str = "", question: Text | None = None) -> web.Response:
    return page(
        request,
        "status_form.html",
        status=404 if question else 200,
        values={"receipt": receipt},
        questions={"receipt": question} if question else {},
    )


def _status(request: web.Request, view: StatusView, receipt: str) -> web.Response:
    say, name_of = Say(language_of(request)), request.app[keys.NAME_OF]
    escalations = view.case.escalations if view.case else ()
    return page(
        request,
        "status.html",
        view=view,
        receipt=receipt,
        name_of=name_of,
        answers=[_answer(e, say, name_of) for e in escalations if e.outcome],
        deadlines=[
            say("status.deadline", who=say.text(name_of(e.authority)), day=day(e.reply_by, say.language))
            for e in escalations
            if e.state in WAITING
        ],
    )


def _answer(escalation: Any, say: Say, name_of: keys.NameOf) -> dict[str, Any]:
    return {
        "outcome": say.text(NAMES[escalation.outcome]),
        "by": say.text(name_of(escalation.authority)),
        "at": escalation.answered_at,
        "text": escalation.text,
    }
