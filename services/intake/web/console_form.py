"""The console's forms: what is declined is shown again, as it was filled in, with the reason."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from aiohttp import web
from pydantic import ValidationError

from services.intake.declined import FIELDS, Declined, NotThere, Unfit
from services.intake.web.console_door import Visit, console_page, sent
from services.intake.web.problems import field_errors
from services.intake.web.who import problem_of
from services.intake.words.authority import AUTHORITY


class Filled(NamedTuple):
    """What a form is shown with: its fields as they were sent, and why they were declined."""

    fields: Mapping[str, str] = MappingProxyType({})
    declined: Declined | None = None


EMPTY = Filled()

Do = Callable[[Mapping[str, str]], Awaitable[web.Response]]
Show = Callable[[web.Request, Visit, Filled], Awaitable[web.Response]]


async def taken(request: web.Request, visit: Visit, do: Do, show: Show) -> web.Response:
    """Do what a form asks for; what is declined is shown again. NotThere is raised: nothing can be shown."""
    fields = await sent(request)
    try:
        return await do(fields)
    except NotThere:
        raise
    except Declined as declined:
        return await show(request, visit, Filled(fields, declined))


def done(address: str) -> web.Response:
    """Lead on to a page that says what became of it."""
    return web.Response(status=303, headers={"Location": address})


def filled_page(
    request: web.Request, visit: Visit, template: str, filled: Filled, **values: Any
) -> web.Response:
    """Answer with a page that has forms: why one was declined, or what was done by the one before."""
    declined = filled.declined
    word = f"done.{request.query.get('done', '')}"
    return console_page(
        request,
        visit,
        template,
        status=problem_of(declined).status if declined else 200,
        declined=declined,
        questions=dict(declined.fields) if declined else {},
        done=AUTHORITY.get(word) if declined is None else None,
        **values,
    )


def unfit(error: ValidationError, names: Mapping[str, str] = MappingProxyType({})) -> Unfit:
    """Return the no to what does not fit, by field; `names` are those that the page calls otherwise."""
    found = [(one.field.partition(".")[0], one.message) for one in field_errors(error)]
    return Unfit(FIELDS, [(names.get(field, field), message) for field, message in found])
