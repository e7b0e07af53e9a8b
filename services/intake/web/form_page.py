"""What the two forms of a reporter have in common: what was filled in stays, beside what is to be changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from aiohttp import web

from services.intake import form, form_token
from services.intake.web import keys
from services.intake.web.choices import named, next_rung, rungs_of
from services.intake.web.language import language_of
from services.intake.web.limits import TooMany
from services.intake.web.render import TONGUES, page
from shared.errors import TryAgain
from shared.taxonomy import ReporterKind


class Reply(NamedTuple):
    """What a form is shown with: questions beside its fields, a notice above; `retry_after` in seconds."""

    status: int = 200
    questions: form.Questions = MappingProxyType({})
    notice: str | None = None
    retry_after: int | None = None

    @classmethod
    def unsafe(cls, later: TryAgain) -> Self:
        """Say that nothing was kept, and when to send it again."""
        return cls(503, notice="unsafe", retry_after=max(1, round(later.after)))

    @classmethod
    def too_many(cls, full: TooMany) -> Self:
        """Say that too much came from one source, and when to send it again."""
        return cls(full.status, notice="many", retry_after=full.wait)


EMPTY = Reply()


def form_page(
    request: web.Request,
    template: str,
    sent: Mapping[str, str],
    reply: Reply,
    *,
    cache: str = "no-store",
    **values: Any,
) -> web.Response:
    """Show a form with what was filled in; `values` are those that the template alone needs."""
    language, fields = language_of(request), form.typed(sent)
    rungs = rungs_of(request.app[keys.REGIONS], fields, language)
    response = page(
        request,
        template,
        status=reply.status,
        cache=cache,
        values={**fields, "language": fields["language"] or language},
        questions=reply.questions,
        notice=reply.notice,
        rungs=rungs,
        focus=next_rung(fields, rungs) if sent.get("step") == "region" else None,
        token=sent.get("token") or form_token.issue(request.app[keys.VAULT], datetime.now(UTC)),
        kinds=named(ReporterKind, language),
        languages=TONGUES,
        **values,
    )
    if reply.retry_after is not None:
        response.headers["Retry-After"] = str(reply.retry_after)
    return response
