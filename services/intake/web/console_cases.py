"""The authority's console: the cases that wait for a person, and one case with what can be ruled on it."""

from collections.abc import Callable, Mapping

import orjson
from aiohttp import web
from pydantic import ValidationError

from services.intake import case_page
from services.intake.declined import FIELDS, Declined, Unfit
from services.intake.ruling import ConfirmBody, CorrectBody, MergeBody, SplitBody
from services.intake.ruling_desk import Body, CaseSeen
from services.intake.screening import wanted_of
from services.intake.web import keys
from services.intake.web.console_door import HOME, Visit, console_page, place_of, visited
from services.intake.web.console_form import EMPTY, Filled, done, filled_page, taken, unfit
from services.intake.web.who import RULINGS
from services.intake.words.authority import AUTHORITY
from shared.ruling import Ruled

SCREENING, CASE = f"{HOME}/screening", f"{HOME}/cases/{{number}}"
SUGGESTED = 8  # other cases of the same standard

routes = web.RouteTableDef()


@routes.get(SCREENING)
@visited
async def get_screening(request: web.Request, visit: Visit) -> web.StreamResponse:
    """Show the cases that wait for a person, those that wait longest first."""
    page = await request.app[RULINGS].waiting(visit.viewer, wanted_of(request.query))
    name_of, place = request.app[keys.NAME_OF], place_of(request)
    return console_page(
        request,
        visit,
        "screening.html",
        lines=[case_page.waiting_line(item, name_of, place) for item in page.items],
        own=name_of(visit.viewer.authority),
        first=not request.query.get("cursor"),
        next=page.end.cursor() if page.end else None,
    )


@routes.get(CASE)
@visited
async def get_case(request: web.Request, visit: Visit) -> web.StreamResponse:
    """Show one case: what was made of it, its reports, and what can be ruled."""
    return await _show(request, visit)


@routes.post(CASE)
@visited
async def post_case(request: web.Request, visit: Visit) -> web.StreamResponse:
    """Confirm, correct, merge or split; then the page again, with what happens next."""
    number = request.match_info["number"]

    async def rule(fields: Mapping[str, str]) -> web.Response:
        try:
            ruling = await request.app[RULINGS].rule(visit.viewer, number, ruled_in(fields))
        except Declined as declined:
            raise _named(declined, fields) from declined
        return done(f"{HOME}/cases/{number}?done={ruling.ruled}")

    return await taken(request, visit, rule, _show)


def ruled_in(fields: Mapping[str, str]) -> Body:
    """Read what a form decides. Unfit names the fields that do not fit, as the API calls them."""
    do = fields.get("do", "")
    read = _FORMS.get(do, _correction)
    try:
        return read(fields, fields.get(f"{_BECAUSE.get(do, 'correct')}_because", ""))
    except ValidationError as error:
        raise unfit(error) from error


def _confirmation(_fields: Mapping[str, str], because: str) -> Body:
    return ConfirmBody(because=because or None)


def _correction(fields: Mapping[str, str], because: str) -> Body:
    """Read what differs from what the form was shown with, so that nobody else's correction is undone."""
    names = [name for name in CorrectBody.model_fields if name != "because"]
    changed = {name: fields.get(name, "").strip() for name in names if _differs(name, fields)}
    if emptied := [name for name, value in changed.items() if not value]:
        raise Unfit(FIELDS, [(name, AUTHORITY["emptied"]) for name in emptied])
    written: dict[str, str | None] = {**dict.fromkeys(names), **changed}
    return CorrectBody.model_validate_json(orjson.dumps(written | {"because": because}))


def _differs(name: str, fields: Mapping[str, str]) -> bool:
    return fields.get(name, "").strip() != fields.get(f"was_{name}", "").strip()


def _merger(fields: Mapping[str, str], because: str) -> Body:
    return MergeBody(into=fields.get("into", "").strip() or fields.get("suggested", ""), because=because)


def _splitting(fields: Mapping[str, str], because: str) -> Body:
    return SplitBody(reports=fields.get("reports", "").split(), because=because)


_FORMS: Mapping[str, Callable[[Mapping[str, str], str], Body]] = {
    Ruled.CONFIRMED: _confirmation,
    Ruled.CORRECTED: _correction,
    Ruled.MERGED: _merger,
    Ruled.SPLIT: _splitting,
}
_BECAUSE: Mapping[str, str] = {
    Ruled.CONFIRMED: "confirm",
    Ruled.CORRECTED: "correct",
    Ruled.MERGED: "merge",
    Ruled.SPLIT: "split",
}


def _named(declined: Declined, fields: Mapping[str, str]) -> Declined:
    """Return the same no, its fields called as the page calls them."""
    form = _BECAUSE.get(fields.get("do", ""), "correct")
    renamed = [(f"{form}_because" if name == "because" else name, text) for name, text in declined.fields]
    return type(declined)(declined.text, renamed)


async def _show(request: web.Request, visit: Visit, filled: Filled = EMPTY) -> web.Response:
    desk, name_of = request.app[RULINGS], request.app[keys.NAME_OF]
    seen: CaseSeen = await desk.one(visit.viewer, request.match_info["number"])
    alike = await desk.alike(visit.viewer, seen.case, SUGGESTED) if seen.may_rule else []
    given = case_page.set_fields(seen.case)
    return filled_page(
        request,
        visit,
        "case.html",
        filled,
        view=case_page.page_of(seen, name_of, place_of(request)),
        alike=[(one.number, case_page.alike_line(one)) for one in alike],
        choices=case_page.choices(),
        name_of=name_of,
        given=given,
        values={**given, **filled.fields},
    )
