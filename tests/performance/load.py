"""A load of HTTP requests that costs the machine little: prepared bytes over kept connections.

It shares the processors with what is measured: its clients are protocols, without streams or tasks.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from tests.performance.processes import cpu_seconds

HTTP_LATER = 503
PAUSE = 0.1  # seconds before what was turned away is sent again
RESTING = 0.02  # seconds of processor time in half a second


@dataclass(frozen=True)
class Load:
    """What came of a load: how many answers of each status, and the seconds it took."""

    statuses: dict[int, int]
    seconds: float

    @property
    def rate(self) -> float:
        """Accepted answers a second."""
        return self.statuses.get(202, 0) / self.seconds


def post(path: str, body: Any) -> bytes:
    """One request as it crosses the wire."""
    content = orjson.dumps(body)
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    return int(head[9:12]), await reader.readexactly(_length(head))


async def send(host: str, port: int, requests: Sequence[bytes], clients: int) -> Load:
    """All requests, shared by so many clients, each waiting for its answer before it sends the next."""
    loop, sending = asyncio.get_running_loop(), _Sending(iter(requests))
    began = time.perf_counter()
    made = [
        await loop.create_connection(lambda: _Client(sending, loop.create_future()), host, port)
        for _ in range(clients)
    ]
    await asyncio.gather(*(client.done for _, client in made))
    return Load(sending.statuses, time.perf_counter() - began)


async def quiet(pid: int) -> None:
    """Wait until a process does next to nothing: what it still had to tell has been told."""
    used = cpu_seconds(pid)
    while True:
        await asyncio.sleep(0.5)
        before, used = used, cpu_seconds(pid)
        if used - before <= RESTING:
            return


@dataclass(slots=True)
class _Sending:
    """What all clients of one load share."""

    waiting: Iterator[bytes]
    statuses: dict[int, int] = field(default_factory=dict)


class _Client(asyncio.Protocol):
    """One connection; `done` when nothing is left to be sent."""

    def __init__(self, sending: _Sending, done: "asyncio.Future[None]") -> None:
        self.done = done
        self._sending = sending
        self._request = b""
        self._answer = b""
        self._whole = 0  # bytes of the answer that is coming; 0 until its head is read

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        """Take what came of an answer; once it is whole, go on."""
        self._answer += data
        if not self._whole and (end := self._answer.find(b"\r\n\r\n")) >= 0:
            self._whole = end + 4 + _length(self._answer[:end])
        if self._whole and len(self._answer) >= self._whole:
            status = int(self._answer[9:12])
            self._answer, self._whole = self._answer[self._whole :], 0
            self._answered(status)

    def connection_lost(self, exc: Exception | None) -> None:
        """Say so where there was more to send."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("closed before the answer"))

    def _answered(self, status: int) -> None:
        statuses = self._sending.statuses
        statuses[status] = statuses.get(status, 0) + 1
        if status == HTTP_LATER:
            asyncio.get_running_loop().call_later(PAUSE, self._transport.write, self._request)
        else:
            self._next()

    def _next(self) -> None:
        try:
            self._request = next(self._sending.waiting)
        except StopIteration:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._transport.write(self._request)


def _length(head: bytes) -> int:
    """The bytes of an answer's body, 0 where it does not say."""
    _, _, behind = head.lower().partition(b"\r\ncontent-length:")
    return int(behind.partition(b"\r\n")[0]) if behind else 0
