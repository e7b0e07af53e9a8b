"""A TCP proxy that stands between any two parts and does to the bytes what networks do to them.

`async with a_proxy(port) as way:` and give the part `way.port`; then, while it runs, `way.hole()` (everything
is accepted, nothing comes through, as behind a dead cable), `way.reset()` (every connection is reset, each
new one too), `way.limit(1_000)` (bytes a second, each way), `way.slice(7)` (bytes at a time), `way.mend()`.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from deploy.local.ports import LOOPBACK

CHUNK = 64 * 1024
TICK = 0.05  # seconds between two pieces of a limited way
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends RST


@dataclass
class Way:
    """The way from its own port to the target's. What a hole holds back comes through once it is mended."""

    target: int
    port: int = 0
    rate: float | None = None
    piece: int | None = None
    connections: int = 0
    _resets: bool = False
    _passes: asyncio.Event = field(default_factory=asyncio.Event)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._passes.set()

    def mend(self) -> None:
        """Let everything through again."""
        self.rate, self.piece, self._resets = None, None, False
        self._passes.set()

    def hole(self) -> None:
        """Let nothing through, and tell nobody."""
        self._passes.clear()

    def limit(self, rate: float) -> None:
        """Let so many bytes a second through, each way of each connection."""
        self.rate = rate

    def slice(self, piece: int) -> None:
        """Pass on so many bytes at a time."""
        self.piece = piece

    def reset(self) -> None:
        """Reset every connection now, and each new one."""
        self._resets = True
        self.cut()

    def cut(self) -> None:
        """Reset every connection now; new ones are welcome."""
        for writer in [*self._writers]:
            _reset(writer)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one connection from beginning to end."""
        self.connections += 1
        self._writers.add(writer)
        try:
            if self._resets:
                _reset(writer)
                return
            with contextlib.suppress(OSError):
                await self._join(reader, writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self.target)
        self._writers.add(far_writer)
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._pass(reader, far_writer))
                ways.create_task(self._pass(far_reader, writer))
        except* OSError:
            _reset(writer)
            _reset(far_writer)
        finally:
            self._writers.discard(far_writer)
            far_writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(CHUNK):
            while chunk:
                await self._passes.wait()
                piece = self._next(chunk)
                writer.write(piece)
                await writer.drain()
                chunk = chunk[len(piece) :]
                await asyncio.sleep(len(piece) / self.rate if self.rate else 0)
        if writer.can_write_eof() and not writer.is_closing():
            writer.write_eof()

    def _next(self, chunk: bytes) -> bytes:
        sizes = [len(chunk)]
        if self.rate:
            sizes.append(max(1, int(self.rate * TICK)))
        if self.piece:
            sizes.append(self.piece)
        return chunk[: min(sizes)]


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    writer.transport.abort()


@asynccontextmanager
async def a_proxy(target: int) -> AsyncIterator[Way]:
    """A way to a port of this machine; afterwards it is gone, with every connection."""
    way, meetings = Way(target), set[asyncio.Task[None]]()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(way.meet(reader, writer))
        meetings.add(task)
        task.add_done_callback(meetings.discard)

    server = await asyncio.start_server(welcome, LOOPBACK, 0)
    way.port = server.sockets[0].getsockname()[1]
    try:
        yield way
    finally:
        server.close()
        for task in [*meetings]:
            task.cancel()
        await asyncio.gather(*meetings, return_exceptions=True)
        await server.wait_closed()
