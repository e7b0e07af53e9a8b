"""Change: one case before and after a batch, as it is to be saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.case import Case
from shared.events import Event, Fact
from shared.outbox import Stamp


class Entry(NamedTuple):
    """One event in a case's outbox, and the write that caused it."""

    stamp: Stamp
    event: Event


class Stored(NamedTuple):
    """A case as the store has it; `heard` are the ids of the answers that were applied to it."""

    case: Case
    heard: tuple[str, ...] = ()
    outbox: tuple[Entry, ...] = ()


@dataclass(slots=True)
class Change:
    """A case on its way from what is stored (None: nothing yet) to what it becomes."""

    case: Case
    stored: Stored | None = None
    heard: tuple[str, ...] = ()
    facts: list[Fact] = field(default_factory=list)

    @classmethod
    def to(cls, stored: Stored) -> "Change":
        """Begin with what is stored."""
        return cls(stored.case, stored, stored.heard)

    def take(self, case: Case, facts: Sequence[Fact]) -> None:
        """Go one step on."""
        self.case = case
        self.facts.extend(facts)

    @property
    def matters(self) -> bool:
        """Say whether there is anything to save."""
        return self.stored is None or (self.case, self.heard) != (self.stored.case, self.stored.heard)
