"""Sends one report after the other to intake, and reads what intake says of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from services.intake.submit.gate import Gate, Unreachable
from shared.text import Text

TIMEOUT = 30.0  # seconds for one answer
TRIES = 5  # answers with an error of intake's own that one report may get
RETRY_AFTER_MAX = 600.0  # seconds
WAIT = frozenset({429, 502, 503, 504})
FITS = frozenset({400, 409, 413, 415, 422})
"""Statuses that speak of the report; any other refusal speaks of the address."""

_AWAY = Text(zh="连接不上接收服务（{why}）", en="intake cannot be reached ({why})")
_BUSY = Text(zh="接收服务暂时不能受理（{status}）", en="intake cannot take reports now ({status})")
_BROKEN = Text(zh="接收服务出错（{status}）", en="intake failed ({status})")
_ELSEWHERE = Text(
    zh="此地址不是接收服务（HTTP {status}），请检查 --url",
    en="there is no intake at this address (HTTP {status}); check --url",
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """Intake's receipt; `again` when it was given before."""

    id: str
    receipt: str
    again: bool


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a report was not taken; `failed` when the fault is intake's."""

    reason: str
    status: int | None = None
    fields: list[dict[str, str]] = field(default_factory=list)
    failed: bool = False


class Sender:
    """Sends reports over one pool of connections; waits at the gate while intake cannot take them."""

    def __init__(self, session: ClientSession, gate: Gate) -> None:
        self._session = session
        self._gate = gate

    async def send(self, report: bytes, key: str) -> Accepted | NotTaken:
        """Send until intake has taken or refused the report. Raises Unreachable when patience ends."""
        for attempt in range(1, TRIES + 1):
            answer = await self._until_answered(report, key)
            if not (isinstance(answer, NotTaken) and answer.failed):
                break
            await asyncio.sleep(0.2 * attempt)
        return answer

    async def _until_answered(self, report: bytes, key: str) -> Accepted | NotTaken:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        while True:
            await self._gate.passed()
            try:
                async with self._session.post(
                    "v1/reports", data=report, headers=headers, allow_redirects=False
                ) as response:
                    content = await response.read()
            except (ClientError, TimeoutError, OSError) as error:
                self._gate.trouble(_AWAY.with_(why=str(error) or type(error).__name__))
                continue
            if response.status in WAIT:
                busy = _BUSY.with_(status=response.status)
                patient = response.status == HTTPStatus.TOO_MANY_REQUESTS
                self._gate.trouble(busy, asked=_retry_after(response), patient=patient)
                continue
            return self._read(response, content)

    def _read(self, response: ClientResponse, content: bytes) -> Accepted | NotTaken:
        status = response.status
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return NotTaken(_BROKEN.with_(status=status).both, status, failed=True)
        body = _json_object(content)
        if status == HTTPStatus.ACCEPTED and "id" in body:
            self._gate.well()
            again = response.headers.get("Idempotency-Replayed") == "true"
            return Accepted(str(body["id"]), str(body.get("receipt", "")), again)
        if status in FITS:
            self._gate.well()
            reason = str(body.get("detail") or body.get("title") or f"HTTP {status}")
            return NotTaken(reason, status, body.get("errors") or [])
        raise Unreachable(_ELSEWHERE.with_(status=status))


@asynccontextmanager
async def sender(url: str, connections: int, gate: Gate) -> AsyncIterator[Sender]:
    """A sender with that many connections; they are closed afterwards."""
    connector = TCPConnector(limit=connections)
    async with ClientSession(
        url.rstrip("/") + "/", connector=connector, timeout=ClientTimeout(total=TIMEOUT), trust_env=True
    ) as session:
        yield Sender(session, gate)


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(response: ClientResponse) -> float:
    """Return the seconds that intake asked for, within reason."""
    value = response.headers.get("Retry-After", "")
    return min(float(value), RETRY_AFTER_MAX) if value.isdecimal() else 0.0
