"""Strangers who speak to the public port byte by byte, and what they see of it."""

import asyncio
import itertools
import json
import resource
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE = 2.0  # seconds; ten in the shipped settings, which the long form uses
ARRIVING = 4.0  # seconds in which all of them come
LONG = 12.0  # seconds, by which the other side has had enough
SIP = 1.0  # seconds between the bytes of those who are slow
MUCH = b"GET /docs HTTP/1.1\r\nHost: here\r\n\r\n" * 8
HEAD = b"POST /v1/reports HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"


@dataclass
class Stranger:
    """One connection, and since when."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    began: float = field(default_factory=time.monotonic)

    async def drips(self, what: bytes) -> None:
        """Send so slowly that it never ends."""
        for byte in itertools.cycle(what):
            self.writer.write(bytes([byte]))
            await asyncio.sleep(SIP)

    async def listens(self) -> float:
        """Read until the other side closes, and return after how many seconds that was."""
        with suppress(ConnectionError):  # closed with force is closed too
            while await self.reader.read(65_536):
                pass
        return time.monotonic() - self.began

    def reads(self, *, on: bool) -> None:
        """Take what comes, or leave it where it is."""
        transport = self.writer.transport
        assert isinstance(transport, asyncio.Transport)
        (transport.resume_reading if on else transport.pause_reading)()


def place_of(url: str) -> tuple[str, int]:
    place = urlsplit(url)
    return place.hostname or "", place.port or 0


def a_socket(address: str, buffer: int | None) -> socket.socket:
    """A socket of an address of this machine; `buffer` are the bytes that it takes unread."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setblocking(False)  # noqa: FBT003 - the standard library's own spelling
    if buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    sock.bind((address, 0))
    return sock


@asynccontextmanager
async def a_stranger(
    url: str, address: str = "127.0.0.1", buffer: int | None = None
) -> AsyncIterator[Stranger]:
    """A connection; afterwards it is closed."""
    sock = a_socket(address, buffer)
    await asyncio.get_running_loop().sock_connect(sock, place_of(url))
    reader, writer = await asyncio.open_connection(sock=sock)
    try:
        yield Stranger(reader, writer)
    finally:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def silent(url: str, address: str) -> float:
    """Connects, and says nothing."""
    async with a_stranger(url, address) as stranger:
        listening = asyncio.create_task(stranger.listens())
        done, _ = await asyncio.wait([listening], timeout=LONG)
        if not done:
            # One of a crowd may not have been let in, and not know it: it learns when it speaks.
            stranger.writer.write(b"\r\n")
        return await listening


async def slow_head(url: str, address: str) -> float:
    """Never comes to the end of its headers."""
    async with a_stranger(url, address) as stranger:
        stranger.writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n")
        return await _dripping(stranger, b"X-More: and more\r\n")


async def slow_body(url: str, address: str) -> float:
    """Announces a report, and never comes to its end."""
    async with a_stranger(url, address) as stranger:
        stranger.writer.write(HEAD + b"Content-Length: 60000\r\n\r\n")
        return await _dripping(stranger, b'{"description": "')


async def slow_reader(url: str, address: str) -> float:
    """Asks for much, and reads none of it."""
    async with a_stranger(url, address, buffer=4096) as stranger:
        stranger.reads(on=False)
        stranger.writer.write(MUCH)
        while not stranger.writer.transport.is_closing():
            await asyncio.sleep(SIP)
            stranger.writer.write(
                b"\r\n"
            )  # who does not read learns of the end when the next byte is refused
        return time.monotonic() - stranger.began


async def slow_sipper(url: str, address: str) -> float:
    """Asks for much, and reads a few bytes of it now and then."""
    loop, began = asyncio.get_running_loop(), time.monotonic()
    with a_socket(address, buffer=4096) as sock:
        await loop.sock_connect(sock, place_of(url))
        await loop.sock_sendall(sock, MUCH)
        with suppress(ConnectionError):
            while await loop.sock_recv(sock, 100):
                await asyncio.sleep(SIP)
                # What had arrived can still be read when the other side is gone; who speaks is told.
                await loop.sock_sendall(sock, b"\r\n")
    return time.monotonic() - began


async def _dripping(stranger: Stranger, what: bytes) -> float:
    dripping = asyncio.create_task(stranger.drips(what))
    try:
        return await stranger.listens()
    finally:
        dripping.cancel()


Slow = Callable[[str, str], Awaitable[float]]
"""Speaks to a URL from an address, and returns after how many seconds the other side had closed."""
SLOW: dict[str, Slow] = {
    "silent": silent,
    "slow head": slow_head,
    "slow body": slow_body,
    "slow reader": slow_reader,
    "slow sipper": slow_sipper,
}


def allow_files(number: int) -> None:
    """Let this process hold so many sockets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(number, hard), hard))


async def attack(url: str, each: int) -> dict[str, list[float]]:
    """So many of each kind, each kind from an address of its own; when each was gone."""
    kinds = [(kind, f"127.0.1.{number}") for number, kind in enumerate(SLOW.values(), 1)]

    async def one(kind: Slow, address: str, nth: int) -> float:
        await asyncio.sleep(nth / each * ARRIVING)
        return await kind(url, address)

    found = await asyncio.gather(
        *(asyncio.gather(*(one(kind, address, nth) for nth in range(each))) for kind, address in kinds)
    )
    return dict(zip(SLOW, found, strict=True))


async def says(url: str, raw: bytes, *, seconds: float = 10.0) -> bytes:
    """Everything that is answered to these very bytes, until the other side closes or falls silent."""
    heard = b""
    async with a_stranger(url) as stranger:
        stranger.writer.write(raw)
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(seconds):
                while chunk := await stranger.reader.read(65_536):
                    heard += chunk
    return heard


def main() -> None:
    """`python -m tests.faults.hostile.strangers URL EACH`: attack, and print when each was gone."""
    url, each = sys.argv[1], int(sys.argv[2])
    allow_files(len(SLOW) * each + 200)
    sys.stdout.write(json.dumps(asyncio.run(attack(url, each))))


if __name__ == "__main__":
    main()
