"""Connections: how long each may keep us waiting, and how many there may be of one address and of all.

aiohttp alone closes what says nothing after `keepalive_timeout`, which is as long as an honest browser rests
between two requests. Here those are told apart who have not yet said what they want, and those who do not
take the answer.
"""

import asyncio
import resource
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http import HTTPStatus
from itertools import chain
from typing import Any, cast

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import Counter, Gauge

from services.intake.source import Networks, Source, source_of

LOOK_EVERY = 1.0  # seconds between looks at all connections
SERVER = "standards-feedback"  # what answers, without the versions that an attacker looks for
SPARE_FILES = 200  # open files that are not connections of strangers: store, broker, logs, modules
SENT_AHEAD = 64 * 1024  # bytes of an answer that the system holds for a reader; what is beyond, we can see
LEAST_TAKEN = 16 * 1024  # bytes of an answer that a reader takes in the time it is given, or it is none
_AT_ONCE = struct.pack("ii", 1, 0)  # a close that throws away what was not sent, instead of offering it on

CONNECTIONS = Gauge("feedback_connections", "Connections to the public port")
CUT = Counter("feedback_connections_cut_total", "Connections closed on our side, by reason", ["reason"])
MALFORMED = Counter("feedback_malformed_requests_total", "What came to the public port and was no HTTP")


class Connection(web.RequestHandler):
    """One connection, which remembers since when we wait for the other side."""

    __slots__ = (
        "_awaited_since",
        "_busy",
        "_house",
        "_standing_since",
        "_taken",
        "_unread",
        "_wire",
        "source",
    )

    def __init__(self, house: "House", server: web.Server, **options: Any) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), **options)
        self._house = house
        self._wire: asyncio.Transport | None = None
        self.source = Source(None)
        self._busy = False
        self._awaited_since: float | None = None
        self._standing_since = 0.0
        self._unread: tuple[float, int] | None = None
        self._taken = asyncio.Event()
        self._taken.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, or close it at once where there is no room for it."""
        wire = cast("asyncio.Transport", transport)  # uvloop's own class is one in all but name
        self._wire, self.source = wire, source_of(_peer(wire), (), ())
        if not self._house.admit(self):
            wire.abort()
            return
        self._awaited_since = self._standing_since = self._loop.time()
        # Any answer that the system does not take whole is one that the reader is not taking.
        wire.set_write_buffer_limits(high=0)
        self._set(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_AHEAD)
        self._set(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(self._house.patience * 1000))
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget it."""
        self._wire = None
        self._taken.set()
        self._house.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came: where nothing is being answered, it is the beginning of a request."""
        if not self._busy and self._awaited_since is None:
            self._awaited_since = self._loop.time()
        super().data_received(data)

    def pause_writing(self) -> None:
        """Note that an answer waits for its reader."""
        self._unread = (self._loop.time(), self._left())
        self._taken.clear()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that it was taken."""
        self._unread = None
        self._taken.set()
        super().resume_writing()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, without the traceback and the address that aiohttp writes to the log."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return super().handle_error(request, status, exc, message)
        MALFORMED.inc()
        words = f"{status} {HTTPStatus(status).phrase}\n"
        response = web.Response(status=status, text=words, headers={"Server": SERVER})
        response.force_close()
        return response

    async def begun(self) -> None:
        """Note that a whole head has come; return when the answer before this one has been taken."""
        self._busy, self._awaited_since = True, None
        await self._taken.wait()

    def ended(self) -> None:
        """Note that it was answered, as far as it is up to us."""
        self._busy, self._standing_since = False, self._loop.time()

    def trying(self, now: float, patience: float) -> str | None:
        """Return by what it tries our patience (seconds), None when it does not."""
        if self._awaited_since is not None and now - self._awaited_since > patience:
            return "no request"
        if self._unread is None or now - self._unread[0] <= patience:
            return None
        before, self._unread = self._unread, (now, self._left())
        return "not read" if before[1] - self._unread[1] < LEAST_TAKEN else None

    @property
    def resting_since(self) -> float | None:
        """Since when nobody waits for anything here; None while a request is being answered."""
        return None if self._busy or self._unread else self._standing_since

    def cut(self, reason: str) -> None:
        """Close it at once, whatever the other side has not taken."""
        if self._wire is not None:
            CUT.labels(reason).inc()
            self._set(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self._wire.abort()

    def _set(self, level: int, option: int, value: int | bytes) -> None:
        found = self._wire.get_extra_info("socket") if self._wire else None
        if found is not None:
            found.setsockopt(level, option, value)

    def _left(self) -> int:
        return self._wire.get_write_buffer_size() if self._wire else 0


class House:
    """All connections: `most` in all, and `of_one` of any address that is not among `known`."""

    def __init__(self, *, most: int, of_one: int, known: Networks, patience: float) -> None:
        self._most = most
        self._of_one = of_one
        self._known = known
        self.patience = patience
        self._inside: dict[Source, set[Connection]] = {}
        self._count = 0
        self._empty = asyncio.Event()
        self._empty.set()

    async def emptied(self, within: float) -> None:
        """Wait until nobody is inside, but no longer than so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._empty.wait()

    def admit(self, new: Connection) -> bool:
        """Make room by closing the one that has rested longest; False where none rests."""
        if not self._room(new.source):
            CUT.labels("no room").inc()
            return False
        self._inside.setdefault(new.source, set()).add(new)
        self._counted(1)
        return True

    def forget(self, gone: Connection) -> None:
        """Take a connection off, where it was inside."""
        same = self._inside.get(gone.source, set())
        if gone not in same:
            return
        same.discard(gone)
        self._counted(-1)
        if not same:
            del self._inside[gone.source]

    def _counted(self, more: int) -> None:
        self._count += more
        CONNECTIONS.set(self._count)
        if self._count:
            self._empty.clear()
        else:
            self._empty.set()

    def _room(self, source: Source) -> bool:
        same = self._inside.get(source, ())
        if len(same) >= self._of_one and not source.within(self._known):
            return self._cut_one(same)
        return self._count < self._most or self._cut_one(self._all())

    def _all(self) -> Iterator["Connection"]:
        return chain.from_iterable(self._inside.values())

    def _cut_one(self, among: Iterable[Connection]) -> bool:
        resting = [(since, one) for one in among if (since := one.resting_since) is not None]
        if not resting:
            return False
        _, oldest = min(resting, key=lambda pair: pair[0])
        self.forget(oldest)
        oldest.cut("no room")
        return True

    async def watch(self) -> None:
        """Look again and again for those who try our patience, and close them."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            now = asyncio.get_running_loop().time()
            for one in tuple(self._all()):
                reason = one.trying(now, self.patience)
                if reason is not None:
                    one.cut(reason)


@web.middleware
async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the connection when a request has come, and when it has been answered."""
    connection = request.protocol
    if not isinstance(connection, Connection):
        return await handler(request)
    try:
        await connection.begun()
        return await handler(request)
    finally:
        connection.ended()


def _peer(transport: asyncio.Transport) -> str | None:
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else None


def room_for(most: int) -> int:
    """Let this process open as many files as so many connections need; return how many it has room for."""
    wanted = most + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return most if soft == resource.RLIM_INFINITY else min(most, max(1, soft - SPARE_FILES))
