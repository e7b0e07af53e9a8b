"""The thanks, with the receipt, for whatever a form of ours has brought."""

from collections.abc import Mapping
from datetime import datetime

from aiohttp import web

from services.intake.form_token import FormToken
from services.intake.web import keys
from services.intake.web.language import language_of
from services.intake.web.render import moment, page
from shared.telemetry import logger

log = logger("pages")

GROUP = 4  # characters of the receipt that stand together


def thanks(
    request: web.Request, standard: str | None, receipt: str, at: datetime, *, joins: str | None = None
) -> web.Response:
    """Show the receipt, this once, and say what happens next; `joins` is the number of a case."""
    groups = [receipt[start : start + GROUP] for start in range(0, len(receipt), GROUP)]
    return page(
        request,
        "thanks.html",
        receipt=receipt,
        groups=groups,
        at=moment(at, language_of(request)),
        joins=joins,
        understood=request.app[keys.STANDARDS].read(standard or ""),
    )


def note_suspect(report: str, sent: Mapping[str, str], token: FormToken, now: datetime) -> None:
    """Note in the log that a script may have filled in the form; what it sent is kept all the same."""
    if sent.get("website") or token.hasty(now):
        log.info("form.suspect", report=report, trap=bool(sent.get("website")), hasty=token.hasty(now))
