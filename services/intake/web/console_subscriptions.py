"""The authority's console: by which ways it wants to hear, and what it was told."""

from collections.abc import Mapping

import orjson
from aiohttp import web
from pydantic import ValidationError

from services.intake import console_view
from services.intake.subscribing import NewSubscription
from services.intake.subscription_desk import Shown
from services.intake.web.console_door import HOME, Visit, console_page, visited
from services.intake.web.console_form import EMPTY, Filled, done, filled_page, taken, unfit
from services.intake.web.who import SUBSCRIPTIONS
from services.intake.words.authority import AUTHORITY
from shared.subscription import Channel

PAGE = f"{HOME}/subscriptions"
RECENT = 20  # deliveries on the page

routes = web.RouteTableDef()


@routes.get(PAGE)
@visited
async def get_subscriptions(request: web.Request, visit: Visit) -> web.StreamResponse:
    """Show the authority's subscriptions and what was sent of late."""
    return await _show(request, visit)


@routes.post(PAGE)
@visited
async def post_subscriptions(request: web.Request, visit: Visit) -> web.StreamResponse:
    """Add, test, rotate or delete; a new secret is shown this once."""

    async def do(fields: Mapping[str, str]) -> web.Response:
        shown = await _do(request, visit, fields)
        if shown and shown.secrets:
            return console_page(request, visit, "secret.html", shown=shown)
        return done(f"{PAGE}?done={fields.get('do', '')}")

    return await taken(request, visit, do, _show)


async def _do(request: web.Request, visit: Visit, fields: Mapping[str, str]) -> Shown | None:
    desk, viewer, id_ = request.app[SUBSCRIPTIONS], visit.viewer, fields.get("id", "")
    match fields.get("do"):
        case "rotate":
            return await desk.rotate(viewer, id_)
        case "test":
            await desk.test(viewer, id_)
        case "deleted":
            await desk.delete(viewer, id_)
        case "replay":
            await desk.replay(viewer, id_)
        case _:
            return await desk.add(viewer, new_in(fields))
    return None


def new_in(fields: Mapping[str, str]) -> NewSubscription:
    """Read a new subscription out of a form. Unfit names the fields that do not fit."""
    written = {
        "channel": fields.get("channel", ""),
        "address": fields.get("address", "").strip() or None,
        "severities": fields.get("severities", "").split(),
        "digest": fields.get("digest") == "yes",
        "standards": [line.strip() for line in fields.get("standards", "").splitlines() if line.strip()],
    }
    try:
        return NewSubscription.model_validate_json(orjson.dumps(written))
    except ValidationError as error:
        raise unfit(error) from error


async def _show(request: web.Request, visit: Visit, filled: Filled = EMPTY) -> web.Response:
    desk = request.app[SUBSCRIPTIONS]
    subscriptions = await desk.list_(visit.viewer)
    deliveries, _ = await desk.deliveries(visit.viewer, "", None, RECENT)
    return filled_page(
        request,
        visit,
        "subscriptions.html",
        filled,
        subscriptions=[(s, console_view.wishes(s)) for s in subscriptions],
        deliveries=[(d, console_view.delivery_words(d)) for d in deliveries],
        channels=[(channel.value, AUTHORITY[f"channel.{channel}"]) for channel in Channel],
        severities=console_view.severities(),
        values={
            **dict.fromkeys(("address", "severities", "standards", "digest"), ""),
            "channel": "email",
            **filled.fields,
        },
    )
