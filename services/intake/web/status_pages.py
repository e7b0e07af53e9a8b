"""The pages on which a reporter sees, with the receipt, what became of a report."""

import asyncio
from typing import Any

from aiohttp import web

from services.intake.status import StatusView
from services.intake.web import keys, limits
from services.intake.web.language import language_of
from services.intake.web.problems import problem
from services.intake.web.render import Say, day, page
from services.intake.web.sent import sent_fields
from services.intake.words import WORDS
from shared.case import WAITING, Case, Escalation
from shared.errors import TryAgain
from shared.taxonomy import NAMES
from shared.text import Text

STATUS_SECONDS = 0.15  # what a look at a receipt takes at least, whether it exists or not

routes = web.RouteTableDef()


@routes.get("/status")
async def get_status(request: web.Request) -> web.Response:
    """Ask for the receipt."""
    return _ask_receipt(request)


@routes.post("/status")
async def post_status(request: web.Request) -> web.Response:
    """Show what became of a report; a receipt that does not exist takes as long as one that does."""
    receipt = (await sent_fields(request)).get("receipt", "").strip()[:60]
    try:
        view, _ = await asyncio.gather(limits.by_receipt(request, receipt), asyncio.sleep(STATUS_SECONDS))
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later
    if view is None:
        return _ask_receipt(request, receipt, WORDS["status.unknown"])
    return _status(request, view, receipt)


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
    return page(
        request,
        "status.html",
        view=view,
        receipt=receipt,
        name_of=name_of,
        courses=[_course(case, say, name_of) for case in view.cases],
    )


def _course(case: Case, say: Say, name_of: keys.NameOf) -> dict[str, Any]:
    """Return one case, with its answers and the days by which somebody must speak."""
    return {
        "case": case,
        "answers": [_answer(e, say, name_of) for e in case.escalations if e.outcome],
        "deadlines": [
            say("status.deadline", who=say.text(name_of(e.authority)), day=day(e.reply_by, say.language))
            for e in case.escalations
            if e.state in WAITING
        ],
    }


def _answer(escalation: Escalation, say: Say, name_of: keys.NameOf) -> dict[str, Any]:
    return {
        "outcome": say.text(NAMES[escalation.outcome]) if escalation.outcome else "",
        "by": say.text(name_of(escalation.authority)),
        "at": escalation.answered_at,
        "text": escalation.text,
    }
