"""The pages of the public register: looking for known problems, and one problem at its permanent address."""

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from services.intake import form
from services.intake.declined import NotThere, Unfit
from services.intake.register.desk import Kept
from services.intake.register.joining import NO_CASE
from services.intake.register.question import OPEN, Page, question_of
from services.intake.web import keys
from services.intake.web.choices import Options, rungs_of
from services.intake.web.language import language_of
from services.intake.web.problems import problem
from services.intake.web.registers import view_of
from services.intake.web.render import Say, page
from services.intake.web.who import problem_of
from shared.case import ENDED, CaseState, Relation
from shared.errors import TryAgain
from shared.region import Region, Regions
from shared.text import Text

CASE = r"{number:\d{4}-[0-9A-Za-z]{5}-[0-9A-Za-z]{5}}"
FIELDS = ("standard", "state", "problem", "severity")
STATES = (OPEN, CaseState.ANSWERED, CaseState.UNANSWERED)
PAGE = "20"

routes = web.RouteTableDef()


@routes.get("/cases")
async def get_cases(request: web.Request) -> web.Response:
    """Look for known problems by standard, place and state; without any of them, the latest."""
    query, regions = dict(request.query), request.app[keys.REGIONS]
    place = _place(query, regions)
    wanted = {name: query[name].strip() for name in FIELDS if query.get(name, "").strip()}
    if place:
        wanted["region"] = place[-1].code
    found, questions = await _found(request, {**wanted, "limit": PAGE, **_cursor(query)})
    language = language_of(request)
    rungs = dict(zip(form.RUNGS, (region.code for region in place), strict=False))
    end = found.end.cursor() if found.end else None
    return page(
        request,
        "cases.html",
        status=422 if questions else 200,
        cache="private, no-cache",
        entries=found.entries,
        further=urlencode({**wanted, "cursor": end}) if end else None,
        asked=urlencode(wanted),
        wanted=wanted,
        values={**dict.fromkeys(form.RUNGS, ""), **rungs, "standard": query.get("standard", "").strip()}
        | {"state": wanted.get("state", "")},
        questions=questions,
        rungs=rungs_of(regions, {**dict.fromkeys(form.RUNGS, ""), **rungs}, language),
        states=_states(Say(language)),
        view=view_of(request),
    )


async def _found(request: web.Request, query: Mapping[str, str]) -> tuple[Page, dict[str, Text]]:
    """Return a page of cases, or what is to be changed in the question."""
    try:
        question = question_of(query, request.app[keys.REGIONS])
        return await request.app[keys.REGISTER].page(question), {}
    except Unfit as unfit:
        return Page((), None), dict(unfit.fields)
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later


def _place(query: Mapping[str, str], regions: Regions) -> tuple[Region, ...]:
    """Return the divisions asked for, province first: by the pull-downs, or by one code in the address."""
    code = query.get("region", "")
    if code in regions:
        return tuple(reversed(regions.path(code)))
    return form.chosen(query, regions)


def _cursor(query: Mapping[str, str]) -> dict[str, str]:
    return {"cursor": query["cursor"]} if query.get("cursor") else {}


def _states(say: Say) -> Options:
    return tuple((state, say("cases.open" if state == OPEN else f"state.{state}")) for state in STATES)


@routes.get(f"/cases/{CASE}")
async def get_case(request: web.Request) -> web.Response:
    """Show one case; a merged one leads to the case that it became part of."""
    number = request.match_info["number"].upper()
    register = request.app[keys.REGISTER]
    try:
        kept = await register.case(number)
        if kept and kept.case.merged_into:
            kept = await register.followed(number)
            into = kept.case.number if kept else number
            raise web.HTTPPermanentRedirect(f"/cases/{into}?from={number}")
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later
    if kept is None:
        raise problem_of(NotThere(NO_CASE))
    return show_case(request, kept)


def show_case(request: web.Request, kept: Kept, *, status: int = 200) -> web.Response:
    """Show a case as everybody may see it."""
    entry, view = kept.entry, view_of(request)
    came_from = {link.number for link in entry.links if link.relation is Relation.MERGED_FROM}
    return page(
        request,
        "case.html",
        status=status,
        cache="private, no-cache",
        entry=entry,
        ended=entry.state in ENDED,
        late=status == web.HTTPConflict.status_code,
        merged=request.query.get("from") if request.query.get("from") in came_from else None,
        view=view,
        again=_again(entry.standard, entry.clause),
        same=urlencode({"standard": entry.standard}) if entry.standard else None,
    )


def _again(standard: str | None, clause: str | None) -> str:
    """Return the address of a form for a new report on the same."""
    known = {"standard": standard, "clause": clause}
    return "/?" + urlencode({name: value for name, value in known.items() if value})
