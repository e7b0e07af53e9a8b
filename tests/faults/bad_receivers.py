"""Receivers that nobody would wish for, as raw bytes over TCP: slow, dead, endless, circling, inflating …"""

import asyncio
import contextlib
import gzip
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache

from deploy.local.ports import LOOPBACK, Ports

MEGABYTE = 1 << 20
SLOW = 14.0  # seconds until a slow receiver answers; the sender waits for fifteen
RETRY_AFTER = 4  # seconds
BOMB = 200  # MB that the bomb would fill
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Bad:
    """One of them: its address, and the times and message ids of the calls that it got."""

    name: str
    url: str = ""
    calls: list[tuple[float, str]] = field(default_factory=list)


def answer(status: str, *headers: str, body: bytes = b"") -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def says(content: bytes) -> Answer:
    """Answers at once."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return say


async def slow(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(SLOW)
    writer.write(answer("200 OK"))
    await writer.drain()


async def dead(_writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3_600)


async def endless(writer: asyncio.StreamWriter) -> None:
    """A success whose body is a megabyte a second, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        writer.write(b"x" * (MEGABYTE // 10))
        await writer.drain()
        await asyncio.sleep(0.1)


@cache
def bomb() -> bytes:
    return gzip.compress(b"\0" * (BOMB * MEGABYTE))


async def inflating(writer: asyncio.StreamWriter) -> None:
    writer.write(answer("200 OK", "Content-Encoding: gzip", body=bomb()))
    await writer.drain()


KINDS: Mapping[str, Answer] = {
    "slow": slow,
    "dead": dead,
    "endless": endless,
    "circling": says(answer("302 Found", "Location: /")),
    "inflating": inflating,
    "gone": says(answer("410 Gone")),
    "busy": says(answer("429 Too Many Requests", f"Retry-After: {RETRY_AFTER}")),
}


@asynccontextmanager
async def bad_receivers(ports: Ports) -> AsyncIterator[dict[str, Bad]]:
    """One of each kind, and one that is not there at all."""
    bomb()
    async with AsyncExitStack() as stack:
        found = {kind: await stack.enter_async_context(_one(kind, reply)) for kind, reply in KINDS.items()}
        yield found | {"refusing": Bad("refusing", f"http://{LOOPBACK}:{ports.take()}/")}


@asynccontextmanager
async def _one(name: str, reply: Answer) -> AsyncIterator[Bad]:
    bad, meetings = Bad(name), set[asyncio.Task[None]]()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                head = await reader.readuntil(b"\r\n\r\n")
                bad.calls.append((time.monotonic(), _header(head, b"webhook-id")))
                await reader.readexactly(int(_header(head, b"content-length")))
                await reply(writer)
        finally:
            writer.close()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(meet(reader, writer))
        meetings.add(task)
        task.add_done_callback(meetings.discard)

    server = await asyncio.start_server(welcome, LOOPBACK, 0)
    bad.url = f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}/"
    try:
        yield bad
    finally:
        server.close()
        for task in [*meetings]:
            task.cancel()
        await asyncio.gather(*meetings, return_exceptions=True)
        await server.wait_closed()


def _header(head: bytes, name: bytes) -> str:
    lines = (line.partition(b":") for line in head.split(b"\r\n"))
    return next((value.strip().decode() for key, _, value in lines if key.lower() == name), "")
