"""An agency's own RabbitMQ user, who can read the agency's own queue and nothing else."""

import re
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

import aiohttp
from yarl import URL

from shared.addresses import addresses
from shared.broker import Broker
from shared.errors import TryAgain
from shared.subscription import agency_queue, agency_user
from shared.telemetry import logger
from shared.topology import agency

log = logger("rights")

TIMEOUT = aiohttp.ClientTimeout(total=10)  # seconds
HTTP_NOT_FOUND = 404


def permissions(authority: str) -> dict[str, str]:
    """Return what that user may do: read one queue."""
    return {"configure": "^$", "write": "^$", "read": f"^{re.escape(agency_queue(authority))}$"}


class Rights:
    """Gives and takes queues and users, through AMQP and the management API; each call may be repeated."""

    def __init__(self, broker: Broker, amqp_url: str, admin_url: str | None) -> None:
        self._broker = broker
        self._vhost = quote(unquote(urlsplit(addresses(amqp_url)[0]).path[1:]) or "/", safe="")
        self._admin = urlsplit(admin_url) if admin_url else None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=TIMEOUT, headers=self._credentials())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def give(self, authority: str, password_hash: str) -> None:
        """Make the queue, the user with this password, and the right; TryAgain when the broker is away."""
        await self._broker.declare([agency(authority)])
        user = quote(agency_user(authority), safe="")
        account = {
            "password_hash": password_hash,
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": "",
        }
        await self._call("PUT", f"/users/{user}", account)
        await self._call("PUT", f"/permissions/{self._vhost}/{user}", permissions(authority))
        log.info("rights.given", authority=authority, user=agency_user(authority))

    async def take(self, authority: str) -> None:
        """Remove the user and the queue with what is in it; TryAgain when the broker is away."""
        await self._call("DELETE", f"/users/{quote(agency_user(authority), safe='')}", None)
        await self._broker.delete_queue(agency_queue(authority))
        log.info("rights.taken", authority=authority, user=agency_user(authority))

    async def users(self) -> frozenset[str] | None:
        """Return the names that the broker knows; None without a management API. TryAgain when it is away."""
        if self._admin is None:
            return None
        return frozenset(user["name"] for user in await self._call("GET", "/users?columns=name", None))

    async def _call(self, method: str, path: str, body: Any) -> Any:
        if self._admin is None:
            log.error("rights.by_hand", needs="FEEDBACK_AMQP_ADMIN_URL", call=f"{method} {path}")
            return None
        host = self._admin.netloc.rpartition("@")[2]
        url = f"{self._admin.scheme}://{host}{self._admin.path.rstrip('/')}/api{path}"
        try:
            async with self._session.request(method, URL(url, encoded=True), json=body) as answer:
                if not answer.ok and answer.status != HTTP_NOT_FOUND:
                    raise TryAgain(f"the broker's management API answered {answer.status}", after=5.0)
                return await answer.json() if method == "GET" else None
        except (aiohttp.ClientError, OSError, TimeoutError) as away:
            raise TryAgain(f"the broker's management API is away: {away}", after=5.0) from away

    def _credentials(self) -> dict[str, str]:
        if self._admin is None or not self._admin.username:
            return {}
        user, password = unquote(self._admin.username), unquote(self._admin.password or "")
        return {"Authorization": aiohttp.encode_basic_auth(user, password)}
