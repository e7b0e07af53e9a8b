"""The subscription desk: how an authority says by which ways it wants to hear, and sees what it was told."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from services.intake.declined import FIELDS, NO_DELIVERY, NO_SUBSCRIPTION, NotThere, NotYours, TooLate, Unfit
from services.intake.reading import Viewer
from services.intake.subscribing import (
    LIVE_SECRETS,
    Credentials,
    NewSubscription,
    SubscriptionChange,
    Wanted,
    changed,
    new_credentials,
    new_secret,
    url_hint,
    wanted,
)
from services.intake.telling import write_and_tell
from shared.clock import Clock, wall
from shared.delivery import Delivery, DeliveryState
from shared.errors import TryAgain
from shared.event import Event
from shared.events import DeliveryRequested, SubscriptionChanged
from shared.ids import derived_id, new_id
from shared.outbox import Stamp, Voice
from shared.ruling import OPERATOR
from shared.sealing import Vault
from shared.subscription import Channel, Subscription, agency_queue
from shared.telemetry import logger
from shared.text import Text

log = logger("subscriptions")

MOST = 50  # live subscriptions of one authority
_TRIES = 3


class Kept(NamedTuple):
    """A subscription as it is stored; `change` names its last write, made `at`."""

    subscription: Subscription
    change: str
    at: datetime


class Shown(NamedTuple):
    """A subscription, and the secrets that are shown this once."""

    subscription: Subscription
    secrets: Mapping[str, str]


class Request(NamedTuple):
    """What an authority asked the notifier to send: a trial, or a delivery again."""

    id: str
    kind: str
    authority: str
    subscription: str | None
    delivery: str | None
    at: datetime


class SubscriptionStore(Protocol):
    """What the desk asks of the store."""

    async def subscriptions(self, authority: str) -> list[Kept]:
        """Return an authority's live subscriptions, oldest first."""

    async def subscription(self, id_: str) -> Kept | None:
        """Return one subscription, a deleted one included."""

    async def put(self, kept: Kept, instead_of: str | None, stamp: Stamp) -> bool:
        """Store a subscription in place of that change (None: a new one); False when it was not so."""

    async def deliveries(
        self, authority: str, state: DeliveryState | None, after: Delivery | None, limit: int
    ) -> list[Delivery]:
        """Return what was sent to an authority, newest first, older than `after`."""

    async def delivery(self, id_: str) -> Delivery | None:
        """Return one delivery."""

    async def insert_request(self, request: Request, stamp: Stamp) -> bool:
        """Store a request."""


class SubscriptionDesk:
    """What the API and the console let an authority do about its subscriptions."""

    def __init__(
        self, store: SubscriptionStore, voice: Voice, vault: Vault, amqp_url: str, clock: Clock = wall
    ) -> None:
        self._clock = clock
        self._store = store
        self._voice = voice
        self._vault = vault
        self._amqp_url = amqp_url

    async def list_(self, viewer: Viewer) -> list[Subscription]:
        """Return the viewer's live subscriptions, oldest first."""
        return [kept.subscription for kept in await self._store.subscriptions(viewer.authority)]

    async def add(self, viewer: Viewer, body: NewSubscription) -> Shown:
        """Make a subscription; its secrets are returned this once. NotYours, Unfit or TooLate when not."""
        if viewer.authority == OPERATOR:
            raise NotYours(_NOBODY_ASKED)
        want = wanted(body, authority=viewer.authority)
        others = await self._store.subscriptions(viewer.authority)
        if any(
            (o.subscription.channel, o.subscription.address) == (want.channel, want.address) for o in others
        ):
            raise TooLate(_QUEUE_THERE if want.channel is Channel.QUEUE else _THERE)
        if len(others) >= MOST:
            raise TooLate(_TOO_MANY)
        id_, before = await self._place(viewer, want)
        shown = self._with_new_secret(want.subscription(id_, viewer.authority, self._clock()))
        if not await self._put(shown.subscription, before):
            raise TooLate(_QUEUE_THERE)
        log.info("subscription.added", subscription=id_, channel=want.channel, by=viewer.authority)
        return shown

    async def change(self, viewer: Viewer, id_: str, body: SubscriptionChange) -> Subscription:
        """Change a subscription; what the body leaves out stays."""
        shown = await self._update(viewer, id_, lambda s: Shown(changed(s, body), {}))
        return shown.subscription

    async def delete(self, viewer: Viewer, id_: str) -> None:
        """End a subscription; its secrets are forgotten."""
        gone = {"deleted_at": self._clock(), "secrets": (), "password_hash": None}
        await self._update(viewer, id_, lambda s: Shown(s.model_copy(update=gone), {}))

    async def rotate(self, viewer: Viewer, id_: str) -> Shown:
        """Make a new secret beside the old one, or new credentials of the queue in place of the old ones."""
        shown = await self._update(viewer, id_, self._with_other_secret)
        log.info("subscription.rotated", subscription=id_, by=viewer.authority)
        return shown

    async def test(self, viewer: Viewer, id_: str) -> Request:
        """Ask for a trial message to a subscription."""
        kept = await self._own(viewer, id_)
        return await self._request("test", viewer, subscription=kept.subscription.id)

    async def deliveries(
        self, viewer: Viewer, state: str, after: str | None, limit: int
    ) -> tuple[list[Delivery], str | None]:
        """Return one page of what was sent to the viewer, newest first, and the cursor of the next."""
        if state and state not in list(DeliveryState):
            raise Unfit(FIELDS, [("state", _STATES)])
        last = await self._store.delivery(after) if after else None
        if after and (last is None or last.authority != viewer.authority):
            raise Unfit(FIELDS, [("cursor", _NO_CURSOR)])
        wanted_ = DeliveryState(state) if state else None
        found = await self._store.deliveries(viewer.authority, wanted_, last, limit + 1)
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    async def replay(self, viewer: Viewer, id_: str) -> Request:
        """Ask for a delivery to be made again."""
        delivery = await self._store.delivery(id_)
        if delivery is None or delivery.authority != viewer.authority:
            raise NotThere(NO_DELIVERY)
        return await self._request("replay", viewer, subscription=delivery.subscription, delivery=delivery.id)

    async def _place(self, viewer: Viewer, want: Wanted) -> tuple[str, str | None]:
        """Return the id of a new subscription, and the change of the deleted one whose place it takes."""
        if want.channel is not Channel.QUEUE:
            return new_id(), None
        id_ = derived_id("subscription", viewer.authority, agency_queue(viewer.authority))
        before = await self._store.subscription(id_)
        return id_, before.change if before else None

    def _with_new_secret(self, subscription: Subscription) -> Shown:
        match subscription.channel:
            case Channel.WEBHOOK:
                secret = new_secret()
                sealed = self._vault.seal_text(secret, bound_to=subscription.id)
                live = (sealed, *subscription.secrets)[:LIVE_SECRETS]
                return Shown(subscription.model_copy(update={"secrets": live}), {"secret": secret})
            case Channel.QUEUE:
                credentials = new_credentials(subscription.authority)
                hashed = {"password_hash": credentials.password_hash}
                return Shown(subscription.model_copy(update=hashed), self._access(subscription, credentials))
            case Channel.EMAIL:
                return Shown(subscription, {})

    def _with_other_secret(self, subscription: Subscription) -> Shown:
        if subscription.channel is Channel.EMAIL:
            raise TooLate(_NOTHING_TO_ROTATE)
        return self._with_new_secret(subscription)

    def _access(self, subscription: Subscription, credentials: Credentials) -> Mapping[str, str]:
        return {
            "queue": subscription.address,
            "username": credentials.username,
            "password": credentials.password,
            "url": url_hint(self._amqp_url, credentials.username),
        }

    async def _own(self, viewer: Viewer, id_: str) -> Kept:
        kept = await self._store.subscription(id_)
        if kept is None or kept.subscription.authority != viewer.authority or kept.subscription.deleted_at:
            raise NotThere(NO_SUBSCRIPTION)
        return kept

    async def _update(self, viewer: Viewer, id_: str, step: Callable[[Subscription], Shown]) -> Shown:
        for _ in range(_TRIES):
            kept = await self._own(viewer, id_)
            shown = step(kept.subscription)
            if await self._put(shown.subscription, kept.change):
                log.info("subscription.changed", subscription=id_, by=viewer.authority)
                return shown
        raise TryAgain("the subscription is being changed by somebody else")

    async def _put(self, subscription: Subscription, instead_of: str | None) -> bool:
        kept = Kept(subscription, new_id(), self._clock())

        async def write(stamp: Stamp) -> bool:
            return await self._store.put(kept, instead_of, stamp)

        return await write_and_tell(self._voice, write, [subscription_changed(kept)])

    async def _request(
        self, kind: str, viewer: Viewer, *, subscription: str | None = None, delivery: str | None = None
    ) -> Request:
        request = Request(new_id(), kind, viewer.authority, subscription, delivery, self._clock())

        async def write(stamp: Stamp) -> bool:
            return await self._store.insert_request(request, stamp)

        await write_and_tell(self._voice, write, [delivery_requested(request)])
        log.info("delivery.requested", request=request.id, kind=kind, by=viewer.authority)
        return request


def subscription_changed(kept: Kept) -> Event:
    """Return the event of a stored subscription."""
    return Event.of(SubscriptionChanged(subscription=kept.subscription.id, change=kept.change), at=kept.at)


def delivery_requested(request: Request) -> Event:
    """Return the event of a stored request."""
    fact = DeliveryRequested(
        request=request.id,
        authority=request.authority,
        subscription=request.subscription,
        delivery=request.delivery,
    )
    return Event.of(fact, at=request.at)


_THERE = Text(
    zh="贵机构已有相同地址的订阅；可以修改它，或先删除再新增。",
    en="You have a subscription with this address already. Change it, or delete it before adding it again.",
)
_NOBODY_ASKED = Text(
    zh="案件只向主管机构提出，平台管理员没有可订阅的内容。请用机构令牌订阅。",
    en="Cases are put to authorities, so that there is nothing for an operator to subscribe to. Use an "
    "authority's token.",
)
_QUEUE_THERE = Text(
    zh="贵机构已有队列订阅；如需新口令，请使用 rotate。",
    en="You have the queue already; use rotate for a new password.",
)
_TOO_MANY = Text(
    zh="订阅数量已达上限（50 个）。请先删除不用的订阅。",
    en="You have 50 subscriptions, which is the most. Delete one that you no longer need.",
)
_NOTHING_TO_ROTATE = Text(
    zh="电子邮件订阅没有密钥，无需更换。",
    en="An e-mail subscription has no secret, so there is nothing to rotate.",
)
_STATES = Text(
    zh="应为以下之一：waiting, delivered, given_up。", en="This must be one of: waiting, delivered, given_up."
)
_NO_CURSOR = Text(
    zh="请原样使用上一页返回的 next 值，或去掉 cursor 从头开始。",
    en="Use the next of the page before as it is, or leave the cursor out to begin again.",
)
