"""The authorities' API: by which ways they want to hear, and what they were told."""

from typing import Any

from aiohttp import web

from services.intake.escalation_list import limit_of
from services.intake.reading import Viewer
from services.intake.subscribing import NewSubscription, SubscriptionChange
from services.intake.subscription_desk import Request, Shown
from services.intake.web.authority import body_of, for_authority
from services.intake.web.reports import json_response
from services.intake.web.who import SUBSCRIPTIONS
from shared.delivery import Delivery
from shared.subscription import Subscription

routes = web.RouteTableDef()


@routes.get("/v1/subscriptions")
@for_authority
async def get_subscriptions(request: web.Request, viewer: Viewer) -> web.Response:
    """List own subscriptions; no secret is ever shown again."""
    found = await request.app[SUBSCRIPTIONS].list_(viewer)
    return json_response({"subscriptions": [as_json(subscription) for subscription in found]})


@routes.post("/v1/subscriptions")
@for_authority
async def post_subscription(request: web.Request, viewer: Viewer) -> web.Response:
    """Make a subscription: 201 with the secret or the credentials, which are shown this once."""
    shown = await request.app[SUBSCRIPTIONS].add(viewer, await body_of(request, NewSubscription))
    return json_response(_shown(shown), status=201)


@routes.patch("/v1/subscriptions/{id}")
@for_authority
async def patch_subscription(request: web.Request, viewer: Viewer) -> web.Response:
    """Change the address or the filters; what is left out stays."""
    body = await body_of(request, SubscriptionChange)
    return json_response(
        as_json(await request.app[SUBSCRIPTIONS].change(viewer, request.match_info["id"], body))
    )


@routes.delete("/v1/subscriptions/{id}")
@for_authority
async def delete_subscription(request: web.Request, viewer: Viewer) -> web.Response:
    """End a subscription."""
    await request.app[SUBSCRIPTIONS].delete(viewer, request.match_info["id"])
    return web.Response(status=204)


@routes.post("/v1/subscriptions/{id}/test")
@for_authority
async def post_test(request: web.Request, viewer: Viewer) -> web.Response:
    """Ask for a trial message: 202; how it went is seen in the deliveries."""
    return _requested(await request.app[SUBSCRIPTIONS].test(viewer, request.match_info["id"]))


@routes.post("/v1/subscriptions/{id}/rotate")
@for_authority
async def post_rotate(request: web.Request, viewer: Viewer) -> web.Response:
    """Make a new secret beside the old one (webhook), or new credentials in place of the old (queue)."""
    return json_response(_shown(await request.app[SUBSCRIPTIONS].rotate(viewer, request.match_info["id"])))


@routes.get("/v1/deliveries")
@for_authority
async def get_deliveries(request: web.Request, viewer: Viewer) -> web.Response:
    """List what was sent to the authority, newest first, with every attempt."""
    query = request.query
    found, next_ = await request.app[SUBSCRIPTIONS].deliveries(
        viewer, query.get("state", ""), query.get("cursor") or None, limit_of(query)
    )
    return json_response({"deliveries": [_delivery(delivery) for delivery in found], "next": next_})


@routes.post("/v1/deliveries/{id}/replay")
@for_authority
async def post_replay(request: web.Request, viewer: Viewer) -> web.Response:
    """Ask for a delivery to be made again: 202."""
    return _requested(await request.app[SUBSCRIPTIONS].replay(viewer, request.match_info["id"]))


def as_json(subscription: Subscription) -> dict[str, Any]:
    """Return a subscription without what is secret; `secrets` counts those that are live."""
    hidden = {"secrets", "password_hash", "deleted_at"}
    return {**subscription.model_dump(mode="json", exclude=hidden), "secrets": len(subscription.secrets)}


def _shown(shown: Shown) -> dict[str, Any]:
    return {**as_json(shown.subscription), **shown.secrets}


def _requested(request: Request) -> web.Response:
    return json_response({"id": request.id, "state": "requested"}, status=202)


def _delivery(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery; of its event the type and id alone, since its content was sent already."""
    shown = delivery.model_dump(mode="json", exclude={"event", "report"})
    return {**shown, "event": {"id": delivery.event.get("id"), "type": delivery.event.get("type")}}
