"""Webhooks: Standard Webhooks 1.0, to addresses that strangers name."""

import base64
import hmac
import socket
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from types import TracebackType
from typing import Any, Self

import aiohttp

from services.notifier import guard
from services.notifier.channels import Failed, Heard, body_of
from services.notifier.listener import Listener, subscription_of
from services.notifier.schedule import wish
from shared.clock import Clock, wall
from shared.delivery import Delivery
from shared.event import CONTENT_TYPE
from shared.sealing import Vault

TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)  # seconds
REPLY_LIMIT = 16 * 1024  # bytes of a reply that are read
QUOTED = 200  # characters of a reply that are kept
AT_ONCE, TOGETHER = 8, 200
PER_HOST = 16  # connections
SECRETS = 1_000  # secrets that stay open in memory, those of the listeners that were told last
HTTP_GONE, HTTP_SLOW_DOWN = 410, {429, 502, 503, 504}


def signatures(secrets: Iterable[str], message: str, timestamp: int, body: bytes) -> str:
    """Return the `webhook-signature` header: one signature for each live secret (`whsec_` and base64)."""
    signed = f"{message}.{timestamp}.".encode() + body

    def one(secret: str) -> str:
        key = base64.b64decode(secret.removeprefix("whsec_") + "==")  # the padding may be missing
        return f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}"

    return " ".join(map(one, secrets))


class WebhookSender:
    """Posts the event; holds its connections while it is entered."""

    at_once, together = AT_ONCE, TOGETHER

    def __init__(self, vault: Vault, allowed_hosts: Iterable[str], clock: Clock = wall) -> None:
        self._secret = lru_cache(SECRETS)(partial(_opened, vault))
        self._clock = clock
        self._allowed = frozenset(host.lower().strip("[]") for host in allowed_hosts)

    async def __aenter__(self) -> Self:
        self._outside = _session(socket_factory=_public_only)
        self._inside = _session(socket_factory=None)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._outside.close()
        await self._inside.close()

    async def send(self, delivery: Delivery, listener: Listener) -> Heard | Failed:
        """Post once; 2xx alone is success, and no redirect is followed."""
        subscription = subscription_of(listener)
        now, body = self._clock(), body_of(delivery)
        timestamp = int(now.timestamp())
        secrets = [self._secret(sealed, subscription.id) for sealed in subscription.secrets]
        headers = {
            "Content-Type": CONTENT_TYPE,
            "User-Agent": "standards-feedback",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures(secrets, delivery.id, timestamp, body),
        }
        session = self._inside if guard.is_allowed(subscription.address, self._allowed) else self._outside
        try:
            async with session.post(
                subscription.address, data=body, headers=headers, allow_redirects=False
            ) as response:
                return _verdict(response, await _beginning(response), now)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return Failed(f"{type(error).__name__}: {error}"[:QUOTED])


def _opened(vault: Vault, sealed: str, subscription: str) -> str:
    return vault.unseal_text(sealed, bound_to=subscription)


def _verdict(response: aiohttp.ClientResponse, reply: str, now: datetime) -> Heard | Failed:
    detail = f"HTTP {response.status} {reply}".strip()
    if 200 <= response.status < 300:  # noqa: PLR2004 - the class of status codes that means success
        return Heard(f"HTTP {response.status}")
    if response.status == HTTP_GONE:
        return Failed(detail, for_ever=True, gone=True)
    slow = response.status in HTTP_SLOW_DOWN
    return Failed(detail, retry_after=wish(response.headers.get("Retry-After"), now) if slow else None)


async def _beginning(response: aiohttp.ClientResponse) -> str:
    """Read as much of the reply as is worth keeping; the rest is left unread, and the connection dropped."""
    read = bytearray()
    while len(read) < REPLY_LIMIT and (chunk := await response.content.read(REPLY_LIMIT - len(read))):
        read += chunk
    if not response.content.at_eof():
        response.close()
    words = read[: 4 * QUOTED].decode(errors="replace").split()
    return "".join(c for c in " ".join(words) if c.isprintable())[:QUOTED]


def _session(socket_factory: Any) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit_per_host=PER_HOST, keepalive_timeout=15, socket_factory=socket_factory
    )
    return aiohttp.ClientSession(
        connector=connector,
        timeout=TIMEOUT,
        trust_env=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )


def _public_only(address: Sequence[Any]) -> socket.socket:
    """Open a socket for one resolved address, (family, type, protocol, name, sockaddr), if it is public."""
    family, kind, protocol, _, sockaddr = address
    guard.check(str(sockaddr[0]))
    return socket.socket(family, kind, protocol)
