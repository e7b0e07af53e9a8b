"""Relay: tells the broker what the store has, and takes over from writers that have died."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Protocol

from shared.errors import TryAgain
from shared.events import Event
from shared.ids import new_id
from shared.outbox import Outbox, Stamp
from shared.telemetry import ORPHANS_RELAYED, OUTBOX_BEHIND, OUTBOX_WAITING, logger

log = logger("relay")

BATCH = 200  # events published together
STRIDE = 500  # sequences re-read together
LEASE = 30.0  # seconds that a silent writer is believed to be alive


class Publisher(Protocol):
    """What the relay asks of the broker."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Return when every event is confirmed; TryAgain when any may be missing."""


class Journal(Protocol):
    """What the relay asks of a service's store: its writes by stamp, and its writers' marks."""

    async def written(self, writer: str, after: int, until: int) -> list[tuple[int, Event]]:
        """Return the events of the writes with `after` < s <= `until`, in order."""

    async def has_beyond(self, writer: str, after: int) -> bool:
        """Say whether the writer has any write beyond."""

    async def set_mark(self, writer: str, mark: int) -> None:
        """Store how far the writer is (never backwards) and renew its lease."""

    async def claim_orphan(self) -> tuple[str, int] | None:
        """Take over one writer whose lease has lapsed: its id and mark."""

    async def retire(self, writer: str) -> None:
        """Forget a writer that has nothing left to tell and has long been silent."""


class Relay:
    """One process's voice: stamps its writes, tells their events, keeps its mark."""

    def __init__(self, journal: Journal, publisher: Publisher) -> None:
        self._journal = journal
        self._publisher = publisher
        self._outbox = Outbox(new_id())
        self._marked = 0
        self._news = asyncio.Event()

    async def register(self) -> None:
        """Make the writer known; before this no write may be stamped."""
        await self._journal.set_mark(self._outbox.writer, 0)

    def stamp(self) -> Stamp:
        """Return the stamp for a write that is about to begin."""
        return self._outbox.stamp()

    def committed(self, stamp: Stamp, events: Sequence[Event]) -> None:
        """Take the events of a write that is safe; they are told soon."""
        self._outbox.committed(stamp, events)
        self._news.set()

    def dropped(self, stamp: Stamp) -> None:
        """Forget a write that surely did not happen."""
        self._outbox.dropped(stamp)

    def unsure(self, stamp: Stamp) -> None:
        """Look in the store, later, whether a write happened, and tell it if so."""
        self._outbox.unsure(stamp)
        self._news.set()

    @property
    def mark(self) -> int:
        """Return the writer's own mark as the store knows it."""
        return self._marked

    @property
    def writer(self) -> str:
        """Return the writer's id."""
        return self._outbox.writer

    async def run(self) -> None:
        """Tell whatever is committed, for ever; the mark follows and the lease is kept."""
        while True:
            self._news.clear()
            try:
                while await self._tell_some():
                    pass
                await self._keep_mark()
            except TryAgain as later:
                self._outbox.fall_behind()
                log.warning("relay.behind", reason=later.reason, mark=self._outbox.mark)
                await asyncio.sleep(min(later.after, 5.0))
                continue
            finally:
                OUTBOX_WAITING.set(self._outbox.waiting)
                OUTBOX_BEHIND.set(1 if self._outbox.gap else 0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LEASE / 3)

    async def drain(self) -> None:
        """Tell what is left before the process ends; what cannot be told now, another will tell."""
        with contextlib.suppress(TryAgain, TimeoutError):
            async with asyncio.timeout(5):
                while await self._tell_some():
                    pass
                await self._keep_mark()

    async def _tell_some(self) -> bool:
        if self._outbox.gap:
            await self._close_gap()
            return True
        batch = self._outbox.take(BATCH)
        if not batch:
            return False
        await self._publisher.publish([event for _, event in batch])
        self._outbox.confirmed([s for s, _ in batch])
        await self._keep_mark()
        return True

    async def _close_gap(self) -> None:
        gap = self._outbox.gap
        if gap is None:
            return
        until = min(gap.after + STRIDE, gap.until)
        events = await self._journal.written(self._outbox.writer, gap.after, until)
        if events:
            await self._publisher.publish([event for _, event in events])
        self._outbox.closed(until)
        await self._keep_mark()

    async def _keep_mark(self) -> None:
        mark = self._outbox.mark
        await self._journal.set_mark(self._outbox.writer, mark)
        self._marked = mark

    async def adopt(self) -> None:
        """Tell what dead writers left untold; for a tick."""
        while orphan := await self._journal.claim_orphan():
            writer, mark = orphan
            while await self._journal.has_beyond(writer, mark):
                events = await self._journal.written(writer, mark, mark + STRIDE)
                if events:
                    await self._publisher.publish([event for _, event in events])
                    ORPHANS_RELAYED.inc(len(events))
                mark += STRIDE
                await self._journal.set_mark(writer, mark)
            await self._journal.retire(writer)
