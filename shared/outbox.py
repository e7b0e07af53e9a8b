"""The record is its own outbox: every write is stamped, and one mark a writer says how far it has published.

Nothing is cleared document by document. What lies beyond a writer's mark has still to be told; after a crash
another process finds it by the stamp and tells it. This module keeps the books; `shared.relay` does the work.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from shared.event import Event


class Stamp(NamedTuple):
    """Who wrote, and as which of its writes: stored with the document as `w` and `s`."""

    w: str
    s: int


class Voice(Protocol):
    """What a writer asks of the relay."""

    def stamp(self) -> Stamp:
        """Return the stamp of a write that begins."""

    def committed(self, stamp: Stamp, events: Sequence[Event]) -> None:
        """Take the events of a write that is safe."""

    def dropped(self, stamp: Stamp) -> None:
        """Forget a write that surely did not happen."""

    def unsure(self, stamp: Stamp) -> None:
        """Look in the store, later, whether a write happened."""


class Gap(NamedTuple):
    """Sequences `after` < s <= `until` that are in the store only, and are to be re-read from there."""

    after: int
    until: int


class Outbox:
    """One writer's books: which of its writes are under way, committed, confirmed.

    Memory is bounded: when more than `limit` events wait, or the broker is away, they are forgotten here and
    remembered as a gap, which is closed from the store.
    """

    def __init__(self, writer: str, *, limit: int = 10_000) -> None:
        self.writer = writer
        self.gap: Gap | None = None
        self._limit = limit
        self._last = 0
        self._writing: set[int] = set()
        self._waiting: dict[int, Sequence[Event]] = {}
        self._taken = 0

    def stamp(self) -> Stamp:
        """Return the stamp of a write that is about to begin; it must be committed or dropped."""
        self._last += 1
        self._writing.add(self._last)
        return Stamp(self.writer, self._last)

    def committed(self, stamp: Stamp, events: Sequence[Event]) -> None:
        """Note that a write is safe, and which events it causes."""
        self._writing.discard(stamp.s)
        if not events:
            return
        self._waiting[stamp.s] = events
        if len(self._waiting) > self._limit:
            self.fall_behind()

    def dropped(self, stamp: Stamp) -> None:
        """Note that a write surely did not happen."""
        self._writing.discard(stamp.s)

    def unsure(self, stamp: Stamp) -> None:
        """Note that a write may or may not have happened: the store is to be asked."""
        self.fall_behind()
        self._writing.discard(stamp.s)

    def take(self, most: int) -> list[tuple[int, Event]]:
        """Return up to about `most` committed events, oldest first; they wait on until confirmed."""
        taken: list[tuple[int, Event]] = []
        for s, events in self._waiting.items():
            taken.extend((s, event) for event in events)
            if len(taken) >= most:
                break
        return taken

    def confirmed(self, sequences: Sequence[int]) -> None:
        """Note that the broker has these writes' events."""
        for s in sequences:
            self._waiting.pop(s, None)

    def fall_behind(self) -> None:
        """Forget what waits, and remember that the store has it."""
        self.gap = Gap(self.mark, self._last)
        self._waiting.clear()

    def closed(self, until: int) -> None:
        """Note that the gap has been told up to a sequence; a whole gap told is none."""
        if self.gap:
            self.gap = Gap(until, self.gap.until) if until < self.gap.until else None

    @property
    def mark(self) -> int:
        """Return the sequence up to which everything is told."""
        ends = [self._last]
        if self.gap:
            ends.append(self.gap.after)
        if self._writing:
            ends.append(min(self._writing) - 1)
        if self._waiting:
            ends.append(min(self._waiting) - 1)
        return min(ends)

    @property
    def waiting(self) -> int:
        """Return how many writes wait for the broker here in memory."""
        return len(self._waiting)
