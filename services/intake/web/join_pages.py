"""The small form by which one joins a known problem: "me too"."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from services.intake import form, form_token
from services.intake.declined import NotThere, TooLate
from services.intake.register.entry import Entry
from services.intake.register.joining import NO_CASE, Supporter
from services.intake.web import keys, limits
from services.intake.web.form_page import EMPTY, Reply, form_page
from services.intake.web.joining import join
from services.intake.web.problems import problem
from services.intake.web.register_pages import CASE, show_case
from services.intake.web.sent import sent_fields
from services.intake.web.thanks import note_suspect, thanks
from services.intake.web.who import problem_of
from shared.case import ENDED
from shared.errors import TryAgain

routes = web.RouteTableDef()


@routes.get(f"/cases/{CASE}/join")
async def get_join(request: web.Request) -> web.Response:
    """Show the form."""
    return await ask(request, request.match_info["number"], {})


@routes.post(f"/cases/{CASE}/join")
async def post_join(request: web.Request) -> web.Response:
    """Take the form: thanks with the receipt, or the form again with what is to be changed."""
    sent, number, now = await sent_fields(request), request.match_info["number"], datetime.now(UTC)
    if sent.get("step"):
        return await ask(request, number, sent)
    token = form_token.read(request.app[keys.VAULT], sent.get("token", ""), now)
    found = form.read_supporter(form.typed(sent), request.app[keys.REGIONS])
    if not isinstance(found, Supporter):
        return await ask(request, number, sent, Reply(422, found))
    if token is None:
        return await ask(request, number, {**sent, "token": ""}, Reply(422, notice="errors.stale"))
    try:
        accepted = await join(request, number, found, token.key_of(found, number))
        kept = await request.app[keys.REGISTER].followed(number)
    except limits.TooMany as full:
        reply = Reply.too_many(full)
    except (NotThere, TooLate):
        reply = EMPTY
    except TryAgain as later:
        reply = Reply.unsafe(later)
    else:
        note_suspect(accepted.id, sent, token, now)
        standard = kept.entry.standard if kept else None
        return thanks(request, standard, accepted.receipt, now, joins=number.upper())
    return await ask(request, number, sent, reply)


async def ask(
    request: web.Request, number: str, sent: Mapping[str, str], reply: Reply = EMPTY
) -> web.Response:
    """Show the form with what was filled in; the case itself where it can no more be joined."""
    entry: Entry | None = None
    try:
        kept = await request.app[keys.REGISTER].followed(number)
    except TryAgain as later:
        if not sent:
            raise problem(503, retry_after=max(1, round(later.after))) from later
        reply = Reply.unsafe(later)._replace(questions=reply.questions)
    else:
        if kept is None:
            raise problem_of(NotThere(NO_CASE))
        if kept.case.state in ENDED:
            return show_case(request, kept, status=409)
        entry = kept.entry
    return form_page(request, "join.html", sent, reply, number=number.upper(), entry=entry)
