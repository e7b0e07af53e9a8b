"""What the relay stands on, in memory: what was written, under whose stamp, how far it was told; a broker."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.errors import TryAgain
from shared.event import Event
from shared.events import FACTS
from shared.outbox import Stamp
from shared.topology import LISTENERS
from tests.fakes.cases import Pause, at_once


class Died(BaseException):
    """A process ends in the middle of what it does; what it held in memory is gone."""


@dataclass
class Mishap:
    """What is to happen at one of the next awaits: a death, or a server that does not answer; or nothing."""

    error: type[BaseException] | None = None
    left: int = 0

    async def pause(self) -> None:
        """Be where a process waits for a server."""
        await asyncio.sleep(0)
        if self.error is None:
            return
        if self.left:
            self.left -= 1
            return
        error, self.error = self.error, None
        raise TryAgain("no answer", after=0) if error is TryAgain else error


@dataclass
class JournalInMemory:
    """See `shared.relay.Journal`; a writer that is not the `living` one has died."""

    pause: Pause = at_once
    living: str = ""
    marks: dict[str, int] = field(default_factory=dict)
    writes: list[tuple[Stamp, Sequence[Event]]] = field(default_factory=list)

    def keep(self, stamp: Stamp, events: Sequence[Event]) -> None:
        """Keep what a write causes to be told: part of the write, so that it is there when the write is."""
        self.writes.append((stamp, events))

    def untold(self) -> list[Event]:
        """Return what lies beyond its writer's mark."""
        waiting = [events for stamp, events in self.writes if stamp.s > self.marks.get(stamp.w, stamp.s)]
        return [event for events in waiting for event in events]

    async def written(self, writer: str, after: int, until: int) -> list[tuple[int, Event]]:
        await self.pause()
        kept = [(stamp.s, events) for stamp, events in self.writes if stamp.w == writer]
        return [
            (s, event) for s, events in sorted(kept, key=_sequence) if after < s <= until for event in events
        ]

    async def has_beyond(self, writer: str, after: int) -> bool:
        await self.pause()
        return any(stamp.w == writer and stamp.s > after for stamp, _ in self.writes)

    async def set_mark(self, writer: str, mark: int) -> None:
        await self.pause()
        self.marks[writer] = max(mark, self.marks.get(writer, 0))

    async def claim_orphan(self) -> tuple[str, int] | None:
        await self.pause()
        return next(((w, mark) for w, mark in self.marks.items() if w != self.living), None)

    async def retire(self, writer: str) -> None:
        await self.pause()
        del self.marks[writer]


def _sequence(kept: tuple[int, Sequence[Event]]) -> int:
    return kept[0]


@dataclass
class BrokerInMemory:
    """A queue for each service that listens; a message stays in it until it is acknowledged."""

    pause: Pause = at_once
    away: bool = False
    queues: dict[str, list[Event]] = field(default_factory=lambda: {service: [] for service in LISTENERS})

    async def publish(self, events: Sequence[Event]) -> None:
        """See `shared.relay.Publisher`; it may go away after any of them, and before it confirms the last."""
        if self.away:
            raise TryAgain("the broker is away", after=0)
        for event in events:
            await self.pause()
            for service, facts in LISTENERS.items():
                if FACTS[event.type] in facts:
                    self.queues[service].append(event)
        await self.pause()

    def acknowledge(self, service: str, events: Sequence[Event]) -> None:
        """Forget one copy of each of the messages."""
        for event in events:
            self.queues[service].remove(event)
