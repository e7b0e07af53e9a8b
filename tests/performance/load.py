"""A load of HTTP requests that costs the machine little: prepared bytes over kept connections."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
    lines = head.split(b"\r\n")
    lengths = (line for line in lines if line.lower().startswith(b"content-length:"))
    length = int(next(lengths, b":0").partition(b":")[2])
    return int(lines[0].split()[1]), await reader.readexactly(length)


async def send(host: str, port: int, requests: Sequence[bytes], clients: int) -> Load:
    """All requests, shared by so many clients, each waiting for its answer before it sends the next."""
    waiting, statuses = iter(requests), dict[int, int]()
    began = time.perf_counter()
    await asyncio.gather(*(_client(host, port, waiting, statuses) for _ in range(clients)))
    return Load(statuses, time.perf_counter() - began)


async def quiet(pid: int) -> None:
    """Wait until a process does next to nothing: what it still had to tell has been told."""
    used = cpu_seconds(pid)
    while True:
        await asyncio.sleep(0.5)
        before, used = used, cpu_seconds(pid)
        if used - before <= RESTING:
            return


async def _client(host: str, port: int, waiting: Iterator[bytes], statuses: dict[int, int]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for request in waiting:
        status = HTTP_LATER
        while status == HTTP_LATER:
            writer.write(request)
            status, _ = await answer(reader)
            statuses[status] = statuses.get(status, 0) + 1
            if status == HTTP_LATER:
                await asyncio.sleep(PAUSE)
    writer.close()
    await writer.wait_closed()
