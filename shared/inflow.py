"""What a channel brings, put into batches; what has arrived of the next one can be seen before its turn."""

import asyncio
from typing import Generic, Protocol, TypeVar

from shared.batch import Found, unpacked

BATCH = 100  # events that are enough to begin with; the last message may bring some more


class Bearer(Protocol):
    """A message: events as bytes."""

    body: bytes


Message = TypeVar("Message", bound=Bearer)


class Inflow(Generic[Message]):
    """Messages in the order of arrival: `arrived` gets each of them, and None when the channel is closed."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[Message | None] = asyncio.Queue()
        self._next: list[tuple[Message, list[Found]]] = []
        self._events = 0
        self._ended = False

    async def batch(self) -> list[tuple[Message, list[Found]]]:
        """Return what has arrived, at least a message and about a batch; nothing after the end."""
        if not self._next:
            self._take(await self.arrived.get())
        batch = self.next()
        self._next, self._events = [], 0
        return [] if self._ended else batch

    def next(self) -> list[tuple[Message, list[Found]]]:
        """Return what has arrived already of the batch that comes next."""
        while not self._ended and self._events < BATCH and not self.arrived.empty():
            self._take(self.arrived.get_nowait())
        return self._next

    def _take(self, message: Message | None) -> None:
        if message is None:
            self._ended = True
            return
        found = unpacked(message.body)
        self._next.append((message, found))
        self._events += len(found)
