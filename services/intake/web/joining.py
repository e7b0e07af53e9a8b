"""Joining a known problem, for the API and for the page alike."""

from aiohttp import web

from services.intake.acceptance import Accepted
from services.intake.register.joining import Supporter, joinable, report_of
from services.intake.web import keys, limits


async def join(request: web.Request, number: str, supporter: Supporter, key: str | None) -> Accepted:
    """Take a report that joins a case, or the one that it became part of.

    NotThere or TooLate where there is none to join, TryAgain with the store away, Refused when the key was
    used for something else. The same key gives the first answer again, even when the case has ended since.
    """
    said = f"{number.upper()} {supporter.model_dump_json()}"
    acceptance = request.app[keys.ACCEPTANCE]
    if key is not None and (before := await acceptance.again(key, said)):
        return before
    kept = await request.app[keys.REGISTER].followed(number)
    case = joinable(kept.case if kept else None)
    limits.may_report(request, danger=supporter.danger)
    return await acceptance.submit(report_of(case, supporter), key, said)
