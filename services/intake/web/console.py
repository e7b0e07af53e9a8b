"""The authority's console: the list, one escalation, and what can be said of it; without JavaScript."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

import orjson
from aiohttp import web
from pydantic import ValidationError

from services.intake import console_view
from services.intake.escalation_list import question_of
from services.intake.speech import AnswerBody, ReturnBody, Utterance
from services.intake.web import keys
from services.intake.web.console_door import (
    HOME,
    Visit,
    console_page,
    fields_of,
    log_in,
    log_out,
    place_of,
    visited,
)
from services.intake.web.console_form import EMPTY, Filled, done, filled_page, taken, unfit
from services.intake.web.who import DESK, away
from shared.answer import Said
from shared.errors import TryAgain

routes = web.RouteTableDef()


@routes.get(HOME)
@visited
async def get_list(request: web.Request, visit: Visit) -> web.StreamResponse:
    """Show what is put to the authority and to the bodies below it, earliest deadline first."""
    query = {"state": "open", "order": "soonest", "severity": "", **request.query}
    name_of = request.app[keys.NAME_OF]
    page = await request.app[DESK].list_(visit.viewer, question_of(query))
    now, place = datetime.now(UTC), place_of(request)
    kept = {name: query[name] for name in ("state", "severity", "order")}
    return console_page(
        request,
        visit,
        "list.html",
        lines=[console_view.line_of(item, now, name_of, place) for item in page.items],
        own=name_of(visit.viewer.authority),
        query=query,
        kept=urlencode(kept),
        states=console_view.states(),
        severities=console_view.severities(),
        next=urlencode({**kept, "cursor": page.end.cursor()}) if page.end else None,
    )


@routes.post(HOME)
async def post_home(request: web.Request) -> web.StreamResponse:
    """Log in, or out."""
    fields = await fields_of(request)
    if fields.get("do") == "logout":
        return log_out()
    try:
        return await log_in(request, fields)
    except TryAgain as later:
        raise away(later) from later


@routes.get(HOME + "/escalations/{id}")
@visited
async def get_escalation(request: web.Request, visit: Visit) -> web.StreamResponse:
    """Show one escalation: its case, its reports, its history, and what can be done."""
    return await _show(request, visit)


@routes.post(HOME + "/escalations/{id}")
@visited
async def post_escalation(request: web.Request, visit: Visit) -> web.StreamResponse:
    """Acknowledge, answer or return; then the page again, with what became of it."""

    async def say(fields: Mapping[str, str]) -> web.Response:
        spoken = await request.app[DESK].say(visit.viewer, request.match_info["id"], said_in(fields))
        return done(f"{HOME}/escalations/{spoken.escalation}?done={spoken.state}")

    return await taken(request, visit, say, _show)


def said_in(fields: Mapping[str, str]) -> Utterance:
    """Read what a form says. Unfit names the fields that do not fit, as the page calls them."""
    do = fields.get("do")
    try:
        if do == Said.ACKNOWLEDGED:
            return Utterance(said=Said.ACKNOWLEDGED)
        if do == Said.RETURNED:
            to = fields.get("authority", "").strip() or None
            returned = ReturnBody.model_validate_json(
                orjson.dumps({"authority": to, "text": fields.get("return_text", "")})
            )
            return Utterance(said=Said.RETURNED, text=returned.text, to=returned.authority)
        answer = AnswerBody.model_validate_json(
            orjson.dumps({"outcome": fields.get("outcome", ""), "text": fields.get("text", "")})
        )
    except ValidationError as error:
        raise unfit(error, {"text": "return_text"} if do == Said.RETURNED else {}) from error
    return Utterance(said=Said.ANSWERED, outcome=answer.outcome, text=answer.text)


async def _show(request: web.Request, visit: Visit, filled: Filled = EMPTY) -> web.Response:
    name_of = request.app[keys.NAME_OF]
    seen = await request.app[DESK].one(visit.viewer, request.match_info["id"])
    return filled_page(
        request,
        visit,
        "escalation.html",
        filled,
        view=console_view.detail_of(seen, datetime.now(UTC), name_of, place_of(request)),
        asked=name_of(seen.escalation.authority),
        name_of=name_of,
        outcomes=console_view.outcomes(),
        values={"outcome": "", "text": "", "return_text": "", "authority": "", **filled.fields},
    )
