"""Receivers of webhooks that cost little: `python -m tests.performance.receiver PORT` or in this process.

Whatever is posted is answered with 200; GET answers how many posts came, and when the last one did, in
seconds of the machine's monotonic clock, which all of its processes share.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import orjson
import uvloop

from deploy.local.ports import LOOPBACK

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"


class Heard:
    """How many posts came, and when the last one did."""

    def __init__(self) -> None:
        self.count = 0
        self.last = 0.0
        self.news = asyncio.Event()

    def take(self) -> None:
        """Count one."""
        self.count += 1
        self.last = time.monotonic()
        self.news.set()

    async def reach(self, count: int) -> float:
        """Wait for so many; return when the last of them came."""
        while self.count < count:
            self.news.clear()
            await self.news.wait()
        return self.last


class _Connection(asyncio.Protocol):
    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast("asyncio.Transport", transport)  # uvloop's own class is not derived from it

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._received[:end]).lower()
            whole = end + 4 + _length(head)
            if len(self._received) < whole:
                return
            del self._received[:whole]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        content = b""
        if head.startswith(b"get "):
            content = orjson.dumps({"count": self._heard.count, "last": self._heard.last})
        else:
            self._heard.take()
        self._wire.write(_ANSWER % (len(content), content))


def _length(head: bytes) -> int:
    _, _, rest = head.partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0] or 0)


@asynccontextmanager
async def listening(heard: Heard, port: int = 0) -> AsyncIterator[str]:
    """One receiver's address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(heard), LOOPBACK, port, backlog=1024)
    try:
        yield f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


async def serve(port: int) -> None:
    """Receive until ended."""
    async with listening(Heard(), port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
