"""`GET /v1/standards`: completes a designation."""

from typing import Any

from aiohttp import web

from services.intake.naming import CHANNEL
from services.intake.web import keys
from services.intake.web.problems import problem
from services.intake.web.reports import json_response
from services.intake.words.standard import LEVELS
from shared.catalogue import STATUS_NAMES, Listed, committee_name
from shared.errors import TryAgain
from shared.text import Text

routes = web.RouteTableDef()


@routes.get("/v1/standards")
async def get_standards(request: web.Request) -> web.Response:
    """Return at most ten standards that start as `q` does."""
    try:
        found = await request.app[keys.STANDARDS].completed(request.query.get("q", ""))
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later
    name_of = request.app[keys.NAME_OF]
    return json_response({"standards": [as_json(one, name_of) for one in found]})


def as_json(listed: Listed, name_of: keys.NameOf) -> dict[str, Any]:
    """Return a standard as the API shows it; what is not known is null."""
    ref = listed.ref
    return {
        "standard": str(ref),
        "title": listed.title,
        "level": _named(ref.level, LEVELS[ref.level]),
        "mandatory": ref.mandatory,
        "status": _named(listed.status, STATUS_NAMES[listed.status]) if listed.status else None,
        "setter": _named(listed.setter, _name(listed.setter, name_of)) if listed.setter else None,
        "committee": committee_name(listed.committee) if listed.committee else None,
        "replaced_by": listed.successor,
        "last_review": listed.last_review,
    }


def _name(setter: str, name_of: keys.NameOf) -> Text:
    number = committee_name(setter)
    name = name_of(setter)
    return Text(zh=number, en=number) if name == CHANNEL else name


def _named(value: str, name: Text) -> dict[str, str]:
    return {"value": value, "zh-CN": name.zh, "en": name.en}
