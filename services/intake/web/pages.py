"""The page of the form, and the thanks with the receipt."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from services.intake import form, form_token
from services.intake.register.desk import Known
from services.intake.standards import Standards
from services.intake.web import join_pages, keys, limits
from services.intake.web.choices import named
from services.intake.web.form_page import EMPTY, Reply, form_page
from services.intake.web.language import language_of
from services.intake.web.render import STATIC, page
from services.intake.web.sent import sent_fields
from services.intake.web.thanks import note_suspect, thanks
from shared.catalogue import Listed
from shared.errors import TryAgain
from shared.region import UnknownRegion
from shared.report import Report
from shared.taxonomy import Problem

LONGEST_TYPED = 300  # characters of the field of the standard
MEANT = "standard:"  # what the button of a standard that may be meant is called, before its designation
JOIN = "join:"  # what the button of a known problem is called, before its case's number
LOOK = "known"  # what the button that looks for known problems is called
LINKED = ("standard", "clause")  # what a link to the form may fill in

routes = web.RouteTableDef()


@routes.get("/")
async def get_form(request: web.Request) -> web.Response:
    """Show the form, empty but for what the link here names."""
    linked = {name: request.query[name][:LONGEST_TYPED] for name in LINKED if name in request.query}
    return await _form(request, linked, cache="private, no-cache")


@routes.post("/")
async def post_form(request: web.Request) -> web.Response:
    """Take the form: thanks with the receipt, or the form again with what is to be changed."""
    sent = await sent_fields(request)
    step = sent.get("step", "")
    if step.startswith(JOIN):
        return await join_pages.ask(request, step.removeprefix(JOIN), {**sent, "step": "", "token": ""})
    if step:
        return await _form(request, _with_choice(sent))
    now = datetime.now(UTC)
    token = form_token.read(request.app[keys.VAULT], sent.get("token", ""), now)
    found = form.read(form.typed(sent), request.app[keys.REGIONS])
    if not isinstance(found, Report):
        return await _form(request, sent, Reply(422, found))
    if token is None:
        return await _form(request, {**sent, "token": ""}, Reply(422, notice="errors.stale"))
    return await _take(request, sent, found, token)


async def _take(
    request: web.Request, sent: Mapping[str, str], found: Report, token: form_token.FormToken
) -> web.Response:
    now = datetime.now(UTC)
    try:
        limits.may_report(request, danger=found.danger)
        accepted = await request.app[keys.ACCEPTANCE].submit(found, token.key_of(found))
    except limits.TooMany as full:
        return await _form(request, sent, Reply.too_many(full))
    except TryAgain as later:
        return await _form(request, sent, Reply.unsafe(later))
    note_suspect(accepted.id, sent, token, now)
    return thanks(request, found.standard, accepted.receipt, now)


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


@routes.get("/standards/known")
async def get_known(request: web.Request) -> web.Response:
    """Return the known problems of the standard that is typed, as they stand in the form."""
    typed = request.query.get("q", "")[:LONGEST_TYPED]
    return page(request, "known.html", known=await _known(request, typed), join=JOIN)


async def _known(request: web.Request, typed: str) -> Known | None:
    """Return the known problems; None where the standard is not read, or the store is away: no error here."""
    try:
        return await request.app[keys.REGISTER].known(typed)
    except TryAgain:
        return None


routes.static("/static", STATIC)


def _with_choice(sent: Mapping[str, str]) -> dict[str, str]:
    """Take what was meant into the field, where that button was pressed."""
    chosen = sent["step"].partition(MEANT)[2]
    return {**sent, "standard": chosen} if chosen else dict(sent)


async def _form(
    request: web.Request, sent: Mapping[str, str], reply: Reply = EMPTY, *, cache: str = "no-store"
) -> web.Response:
    standard, away = form.typed(sent)["standard"], reply.retry_after is not None
    return form_page(
        request,
        "form.html",
        sent,
        reply,
        cache=cache,
        understood=None if away else await request.app[keys.STANDARDS].understood(standard),
        known=None if away else await _known(request, standard),
        meant=MEANT,
        join=JOIN,
        look=LOOK,
        looked=sent.get("step") == LOOK,
        problems=named(Problem, language_of(request)),
    )
