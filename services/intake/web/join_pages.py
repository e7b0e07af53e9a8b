"""The small form by which one joins a known problem: "me too"."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from services.intake import form, form_token
from services.intake.declined import NotThere, TooLate
from services.intake.register.desk import Kept
from services.intake.register.joining import NO_CASE, Supporter
from services.intake.web import keys, limits
from services.intake.web.choices import named, next_rung, rungs_of
from services.intake.web.joining import join
from services.intake.web.language import language_of
from services.intake.web.problems import problem
from services.intake.web.register_pages import CASE, show_case
from services.intake.web.render import TONGUES, page
from services.intake.web.sent import sent_fields
from services.intake.web.thanks import note_suspect, thanks
from services.intake.web.who import problem_of
from shared.case import ENDED
from shared.errors import TryAgain
from shared.taxonomy import ReporterKind

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
        return await ask(request, number, sent, status=422, questions=found)
    if token is None:
        return await ask(request, number, {**sent, "token": ""}, status=422, notice="errors.stale")
    try:
        accepted = await join(request, number, found, token.key_of(found, number))
        kept = await request.app[keys.REGISTER].followed(number)
    except (NotThere, TooLate, limits.TooMany) as no:
        full = isinstance(no, limits.TooMany)
        return await ask(request, number, sent, status=429 if full else 200, notice="many" if full else None)
    except TryAgain as later:
        return await ask(request, number, sent, retry_after=max(1, round(later.after)))
    note_suspect(accepted.id, sent, token, now)
    return thanks(request, kept.entry.standard if kept else None, accepted.receipt, now, joins=number.upper())


async def ask(
    request: web.Request,
    number: str,
    sent: Mapping[str, str],
    *,
    status: int = 200,
    questions: form.Questions | None = None,
    notice: str | None = None,
    retry_after: int | None = None,
) -> web.Response:
    """Show the form with what was filled in; the case itself where it can no more be joined."""
    try:
        kept: Kept | None = await request.app[keys.REGISTER].followed(number)
    except TryAgain as later:
        if not sent:
            raise problem(503, retry_after=max(1, round(later.after))) from later
        kept, retry_after = None, max(1, round(later.after))
    else:
        if kept is None:
            raise problem_of(NotThere(NO_CASE))
        if kept.case.state in ENDED:
            return show_case(request, kept, status=409)
    language, fields = language_of(request), form.typed(sent)
    rungs = rungs_of(request.app[keys.REGIONS], fields, language)
    response = page(
        request,
        "join.html",
        status=503 if retry_after else status,
        number=number.upper(),
        entry=kept.entry if kept else None,
        values={**fields, "language": fields["language"] or language},
        questions=questions or {},
        notice="unsafe" if retry_after else notice,
        rungs=rungs,
        focus=next_rung(fields, rungs) if sent.get("step") == "region" else None,
        token=sent.get("token") or form_token.issue(request.app[keys.VAULT], datetime.now(UTC)),
        kinds=named(ReporterKind, language),
        languages=TONGUES,
    )
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
