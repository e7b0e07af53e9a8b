"""Subscribing: what an authority may ask of a subscription, and the secrets that are made for it."""

import base64
import hashlib
import secrets
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict, Field

from services.intake.declined import FIELDS, Unfit
from shared.addresses import addresses
from shared.report import Line
from shared.subscription import Channel, Subscription, agency_queue, agency_user
from shared.taxonomy import Severity
from shared.text import Text

ADDRESS_MAX = 2_000  # characters
LIVE_SECRETS = 2  # a new one beside the old, until the next rotation

Standards = Annotated[tuple[Annotated[Line, Field(min_length=1, max_length=100)], ...], Field(max_length=100)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class NewSubscription(_Body):
    """A subscription as the contract gives it; empty filters mean everything."""

    channel: Literal["webhook", "email", "queue", "wecom", "dingtalk", "feishu"]
    address: Annotated[Line, Field(max_length=ADDRESS_MAX)] | None = None
    severities: tuple[Severity, ...] = ()
    standards: Standards = ()
    digest: bool = False


class SubscriptionChange(_Body):
    """What is to be different; what is left out stays."""

    address: Annotated[Line, Field(max_length=ADDRESS_MAX)] | None = None
    severities: tuple[Severity, ...] | None = None
    standards: Standards | None = None
    digest: bool | None = None


class Wanted(NamedTuple):
    """A subscription that may be made."""

    channel: Channel
    address: str
    severities: tuple[Severity, ...]
    standards: tuple[str, ...]
    digest: bool

    def subscription(self, id_: str, authority: str, at: datetime) -> Subscription:
        """Return the subscription, without secrets yet."""
        return Subscription(id=id_, at=at, authority=authority, **self._asdict())


class Credentials(NamedTuple):
    """What an agency's program logs in with; shown once."""

    username: str
    password: str

    @property
    def password_hash(self) -> str:
        """Return RabbitMQ's salted SHA-256 of the password."""
        salt = secrets.token_bytes(4)
        digest = hashlib.sha256(salt + self.password.encode()).digest()
        return base64.b64encode(salt + digest).decode()


def wanted(body: NewSubscription, *, authority: str) -> Wanted:
    """Return what may be made of the body. Unfit names the field that cannot be taken."""
    channel = _channel(body.channel)
    address = checked_address(channel, body.address, authority=authority)
    return Wanted(channel, address, body.severities, body.standards, _checked_digest(channel, body.digest))


def changed(subscription: Subscription, body: SubscriptionChange) -> Subscription:
    """Return the subscription as it is to be. Unfit names the field that cannot be taken."""
    changes: dict[str, Any] = {
        name: value for name in ("severities", "standards") if (value := getattr(body, name)) is not None
    }
    if body.address is not None:
        changes["address"] = checked_address(
            subscription.channel, body.address, authority=subscription.authority
        )
    if body.digest is not None:
        changes["digest"] = _checked_digest(subscription.channel, body.digest)
    return subscription.model_copy(update=changes)


def checked_address(channel: Channel, address: str | None, *, authority: str) -> str:
    """Return the address in its usual form. Unfit when it is none of this channel."""
    match channel:
        case Channel.WEBHOOK:
            return _url(address or "")
        case Channel.EMAIL:
            return _email(address or "")
        case Channel.QUEUE:
            return _queue(address, agency_queue(authority))


def new_secret() -> str:
    """Return a webhook's secret (Standard Webhooks 1.0): 256 random bits after its prefix."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def new_credentials(authority: str) -> Credentials:
    """Return what an agency's program logs in with: a name of its own, and 192 random bits."""
    return Credentials(agency_user(authority), secrets.token_urlsafe(24))


def url_hint(amqp_url: str, username: str) -> str:
    """Return the broker's address for an agency, with a place for its password and never with ours."""
    parts = urlsplit(addresses(amqp_url)[0])
    host = parts.hostname or "localhost"
    where = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{username}:PASSWORD@{where}{port}{parts.path or '/'}"


def _channel(name: str) -> Channel:
    try:
        return Channel(name)
    except ValueError as error:
        raise Unfit(FIELDS, [("channel", _NOT_YET)]) from error


def _checked_digest(channel: Channel, digest: bool) -> bool:
    if digest and channel is Channel.QUEUE:
        raise Unfit(FIELDS, [("digest", _NO_DIGEST)])
    return digest


def _url(address: str) -> str:
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.username is not None or parts.fragment or any(c.isspace() for c in address):
        raise Unfit(FIELDS, [("address", _NO_URL)])
    return address


def _email(address: str) -> str:
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Unfit(FIELDS, [("address", _NO_EMAIL)]) from error


def _queue(address: str | None, queue: str) -> str:
    if address and address != queue:
        raise Unfit(FIELDS, [("address", _OWN_QUEUE.with_(queue=queue))])
    return queue


_NOT_YET = Text(
    zh="这种渠道尚未开通。请先选择 webhook、email 或 queue。",
    en="This channel is not available yet. For now choose webhook, email or queue.",
)
_NO_DIGEST = Text(
    zh="每日汇总只通过电子邮件或 webhook 发送；队列里只有转请处理的事项。请另建一个 email 或 webhook 订阅。",
    en="Digests come by e-mail or webhook; a queue holds escalations alone. Add a subscription by e-mail or "
    "webhook for them.",
)
_NO_URL = Text(
    zh="应为以 http:// 或 https:// 开头的完整网址，且不含用户名、口令和 # 部分。",
    en="Give a whole address that begins with http:// or https://, without user name, password or # part.",
)
_NO_EMAIL = Text(
    zh="不是有效的电子邮箱，例如 biaozhun@example.cn。",
    en="This is not an e-mail address; one looks like standards@example.org.",
)
_OWN_QUEUE = Text(
    zh="每个机构只有自己的队列 {queue}；请将 address 留空。",
    en="Each authority has one queue, {queue}; leave the address out.",
)
