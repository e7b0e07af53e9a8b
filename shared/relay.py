"""Relay: tells the broker what the store has, and takes over from writers that have died."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Protocol

from shared.crash import crash_point
from shared.errors import TryAgain
from shared.event import Event
from shared.ids import new_id
from shared.outbox import Outbox, Stamp
from shared.runtime import to_the_end
from shared.telemetry import ORPHANS_RELAYED, OUTBOX_BEHIND, OUTBOX_WAITING, logger

log = logger("relay")

BATCH = 200  # events published together
STRIDE = 500  # sequences re-read together
FINISH = 5.0  # seconds for what is being told when the process is asked to stop; given up, it is told twice
LEASE = 30.0  # seconds that a silent writer is believed to be alive
MARK_AFTER = 0.2  # seconds until the mark follows what was told; what lies between, a crash tells twice


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
        self._mark_due = 0.0
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
                while await to_the_end(self._tell_some(), within=FINISH):
                    await self._keep_mark_in_time()
                await self._keep_mark_in_time()
            except TryAgain as later:
                self._outbox.fall_behind()
                log.warning("relay.behind", reason=later.reason, mark=self._outbox.mark)
                await asyncio.sleep(min(later.after, 5.0))
                continue
            finally:
                OUTBOX_WAITING.set(self._outbox.waiting)
                OUTBOX_BEHIND.set(1 if self._outbox.gap else 0)
            with contextlib.suppress(TimeoutError):
                # Python 3.11's wait_for would swallow a cancellation that comes together with news.
                async with asyncio.timeout(max(0.0, self._mark_due - time.monotonic())):
                    await self._news.wait()

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
        crash_point("relay.publishing")
        await self._publisher.publish([event for _, event in batch])
        crash_point("relay.published")
        self._outbox.confirmed([s for s, _ in batch])
        self._mark_soon()
        return True

    async def _close_gap(self) -> None:
        gap = self._outbox.gap
        if gap is None:
            return
        until = min(gap.after + STRIDE, gap.until)
        events = await self._journal.written(self._outbox.writer, gap.after, until)
        crash_point("relay.reread")
        if events:
            await self._publisher.publish([event for _, event in events])
        crash_point("relay.caught_up")
        self._outbox.closed(until)
        self._mark_soon()

    def _mark_soon(self) -> None:
        self._mark_due = min(self._mark_due, time.monotonic() + MARK_AFTER)

    async def _keep_mark_in_time(self) -> None:
        if time.monotonic() >= self._mark_due:
            await self._keep_mark()

    async def _keep_mark(self) -> None:
        """Store the mark, which renews the lease too."""
        mark = self._outbox.mark
        self._mark_due = time.monotonic() + LEASE / 3
        await self._journal.set_mark(self._outbox.writer, mark)
        crash_point("relay.marked")
        self._marked = mark

    async def adopt(self) -> None:
        """Tell what dead writers left untold; for a tick."""
        while orphan := await self._journal.claim_orphan():
            writer, mark = orphan
            crash_point("relay.adopting")
            while await self._journal.has_beyond(writer, mark):
                events = await self._journal.written(writer, mark, mark + STRIDE)
                if events:
                    await self._publisher.publish([event for _, event in events])
                    ORPHANS_RELAYED.inc(len(events))
                crash_point("relay.retold")
                mark += STRIDE
                await self._journal.set_mark(writer, mark)
            crash_point("relay.retiring")
            await self._journal.retire(writer)
