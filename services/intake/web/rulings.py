"""The authorities' API: the cases that wait for a person, and what persons rule on cases."""

from aiohttp import web

from services.intake.case_view import CaseView
from services.intake.reading import Viewer
from services.intake.ruling import ConfirmBody, CorrectBody, MergeBody, SplitBody
from services.intake.ruling_desk import Body
from services.intake.screening import wanted_of
from services.intake.web import keys
from services.intake.web.authority import body_of, cases_view, for_authority
from services.intake.web.reports import json_response
from services.intake.web.who import RULINGS

PAGE = "/authority/cases"

routes = web.RouteTableDef()


@routes.get("/v1/screening")
@for_authority
async def get_screening(request: web.Request, viewer: Viewer) -> web.Response:
    """List the cases that wait for a person, oldest first."""
    page = await request.app[RULINGS].waiting(viewer, wanted_of(request.query))
    site = request.app[keys.SETTINGS].public_url.rstrip("/")
    return json_response(cases_view(request).waiting(page, lambda number: f"{site}{PAGE}/{number}"))


@routes.get("/v1/desk/cases/{number}")
@for_authority
async def get_case(request: web.Request, viewer: Viewer) -> web.Response:
    """Show one case as an authority sees it."""
    seen = await request.app[RULINGS].one(viewer, request.match_info["number"])
    view: CaseView = cases_view(request)
    return json_response(view.one(seen))


@routes.post("/v1/cases/{number}/confirm")
@for_authority
async def post_confirm(request: web.Request, viewer: Viewer) -> web.Response:
    """Say that a case was looked at and is right as it is; the body may be left out."""
    body = await body_of(request, ConfirmBody) if request.can_read_body else ConfirmBody()
    return await _rule(request, viewer, body)


@routes.post("/v1/cases/{number}/correct")
@for_authority
async def post_correct(request: web.Request, viewer: Viewer) -> web.Response:
    """Correct what was made of a case; it is routed anew."""
    return await _rule(request, viewer, await body_of(request, CorrectBody))


@routes.post("/v1/cases/{number}/merge")
@for_authority
async def post_merge(request: web.Request, viewer: Viewer) -> web.Response:
    """Make a case part of another."""
    return await _rule(request, viewer, await body_of(request, MergeBody))


@routes.post("/v1/cases/{number}/split")
@for_authority
async def post_split(request: web.Request, viewer: Viewer) -> web.Response:
    """Make some reports of a case a case of their own."""
    return await _rule(request, viewer, await body_of(request, SplitBody))


async def _rule(request: web.Request, viewer: Viewer, body: Body) -> web.Response:
    """Answer 202: the ruling is safe, and is carried out in a moment."""
    number = request.match_info["number"].strip().upper()
    ruling = await request.app[RULINGS].rule(viewer, number, body)
    return json_response({"ruling": ruling.id, "case": number}, status=202)
