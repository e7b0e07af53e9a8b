"""The authorities' API: the escalations put to them, and what they say of them."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from services.intake.case_view import CaseView
from services.intake.declined import Declined
from services.intake.escalation_list import question_of
from services.intake.escalation_view import EscalationView
from services.intake.reading import Viewer
from services.intake.speech import AnswerBody, ReturnBody, Utterance
from services.intake.web import keys
from services.intake.web.language import language_of
from services.intake.web.problems import from_validation
from services.intake.web.reports import json_body, json_response
from services.intake.web.who import DESK, away, problem_of, viewer_of
from shared.answer import Said
from shared.errors import TryAgain

Body = TypeVar("Body", bound=BaseModel)
ForAuthority = Callable[[web.Request, Viewer], Awaitable[web.Response]]

routes = web.RouteTableDef()


def for_authority(handler: ForAuthority) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Let an authority in, and tell what the desk declines as the contract's problems."""

    async def guarded(request: web.Request) -> web.Response:
        try:
            return await handler(request, await viewer_of(request))
        except Declined as declined:
            raise problem_of(declined) from declined
        except TryAgain as later:
            raise away(later) from later

    guarded.__doc__ = handler.__doc__
    return guarded


async def body_of(request: web.Request, kind: type[Body]) -> Body:
    """Read a JSON body; the contract's problems when it does not fit."""
    try:
        return kind.model_validate_json(await json_body(request))
    except ValidationError as error:
        raise from_validation(error) from error


@routes.get("/v1/escalations")
@for_authority
async def get_escalations(request: web.Request, viewer: Viewer) -> web.Response:
    """List own escalations and those of the bodies below, newest deadline first."""
    page = await request.app[DESK].list_(viewer, question_of(request.query))
    return json_response(_view(request).page(page))


@routes.get("/v1/escalations/{id}")
@for_authority
async def get_escalation(request: web.Request, viewer: Viewer) -> web.Response:
    """Show one escalation with its case, its reports and its history."""
    seen = await request.app[DESK].one(viewer, request.match_info["id"])
    return json_response(_view(request).one(seen))


@routes.post("/v1/escalations/{id}/acknowledge")
@for_authority
async def post_acknowledge(request: web.Request, viewer: Viewer) -> web.Response:
    """Take an escalation."""
    return await _say(request, viewer, Utterance(said=Said.ACKNOWLEDGED))


@routes.post("/v1/escalations/{id}/answer")
@for_authority
async def post_answer(request: web.Request, viewer: Viewer) -> web.Response:
    """Answer an escalation with an outcome and words; every reporter is told."""
    body = await body_of(request, AnswerBody)
    return await _say(request, viewer, Utterance(said=Said.ANSWERED, outcome=body.outcome, text=body.text))


@routes.post("/v1/escalations/{id}/return")
@for_authority
async def post_return(request: web.Request, viewer: Viewer) -> web.Response:
    """Return what is not theirs: the named body, or the common superior, is asked."""
    body = await body_of(request, ReturnBody)
    return await _say(request, viewer, Utterance(said=Said.RETURNED, text=body.text, to=body.authority))


async def _say(request: web.Request, viewer: Viewer, words: Utterance) -> web.Response:
    """Answer 202: what was said is safe, and `state` is what the escalation will be in a moment."""
    spoken = await request.app[DESK].say(viewer, request.match_info["id"], words)
    content = {"id": spoken.escalation, "state": spoken.state, "answer": spoken.answer}
    return json_response(content, status=202)


def cases_view(request: web.Request) -> CaseView:
    """Return what writes cases in the request's language."""
    return CaseView(language_of(request), request.app[keys.NAME_OF])


def _view(request: web.Request) -> EscalationView:
    return EscalationView(cases_view(request))
