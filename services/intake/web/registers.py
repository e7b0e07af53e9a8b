"""The public register's API: the cases of a standard, one case, and joining it."""

from aiohttp import web
from pydantic import ValidationError

from services.intake.declined import Declined, NotThere
from services.intake.register.joining import NO_CASE, Supporter
from services.intake.register.question import question_of
from services.intake.register.view import View
from services.intake.web import formats, keys
from services.intake.web.joining import join
from services.intake.web.problems import Problem, from_validation, problem
from services.intake.web.reports import (
    check_region,
    idempotency_key,
    json_body,
    key_used,
    receipt_response,
)
from services.intake.web.who import problem_of
from shared.errors import Refused, TryAgain
from shared.text import Text

routes = web.RouteTableDef()


@routes.get("/v1/cases")
async def get_cases(request: web.Request) -> web.StreamResponse:
    """List cases, those of the very edition first, then the latest opened first."""
    try:
        question = question_of(request.query, request.app[keys.REGIONS])
        page = await request.app[keys.REGISTER].page(question)
        cursor = page.end.cursor() if page.end else None
        return formats.several(request, view_of(request), page.entries, cursor)
    except Declined as declined:
        raise problem_of(declined) from declined
    except TryAgain as later:
        raise unread(later) from later


@routes.get("/v1/cases/{number}")
async def get_case(request: web.Request) -> web.StreamResponse:
    """Show one case; a merged one names the case that it became part of."""
    try:
        kept = await request.app[keys.REGISTER].case(request.match_info["number"])
        if kept is None:
            raise NotThere(NO_CASE)
        return formats.one(request, view_of(request), kept.entry)
    except Declined as declined:
        raise problem_of(declined) from declined
    except TryAgain as later:
        raise unread(later) from later


@routes.post("/v1/cases/{number}/supporters")
async def post_supporter(request: web.Request) -> web.Response:
    """Accept a "me too": 202 with its id and the receipt, which is shown this once."""
    key = idempotency_key(request)
    try:
        supporter = Supporter.model_validate_json(await json_body(request))
    except ValidationError as error:
        raise from_validation(error) from error
    check_region(request, supporter.region)
    try:
        return receipt_response(await join(request, request.match_info["number"], supporter, key))
    except Declined as declined:
        raise problem_of(declined) from declined
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later
    except Refused as refused:
        raise key_used() from refused


def view_of(request: web.Request) -> View:
    """Return what writes entries, with the channel's own address."""
    return View(request.app[keys.SETTINGS].public_url.rstrip("/"), request.app[keys.REGIONS])


def unread(later: TryAgain) -> Problem:
    """Return how it is told that the register cannot be read now."""
    return Problem(503, _UNREAD, retry_after=max(1, round(later.after)))


_UNREAD = Text(
    zh="现在查不到案件，没有更改任何内容。请稍后再试。",
    en="The cases cannot be looked up right now, and nothing was changed. Please try again shortly.",
)
