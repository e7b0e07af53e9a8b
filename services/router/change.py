"""Change: one case before and after a batch, as it is to be saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from services.router.likeness import Likeness
from shared.case import Case
from shared.errors import TryAgain
from shared.event import Event
from shared.fact import Fact
from shared.outbox import Stamp


class Overtaken(TryAgain):
    """Somebody else changed, or opened, one of the cases meanwhile: decide again on what is there now."""


class Entry(NamedTuple):
    """One event in a case's outbox, and the write that caused it."""

    stamp: Stamp
    event: Event


class Stored(NamedTuple):
    """A case as the store has it.

    `heard` are the ids of the answers and rulings that were applied to it; `likenesses` what further reports
    are compared with; `slots` the places that its reports took on the shelf of its standard.
    """

    case: Case
    heard: tuple[str, ...] = ()
    outbox: tuple[Entry, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    slots: tuple[str, ...] = ()


@dataclass(slots=True)
class Change:
    """A case on its way from what is stored (None: nothing yet) to what it becomes."""

    case: Case
    stored: Stored | None = None
    heard: tuple[str, ...] = ()
    facts: list[Fact] = field(default_factory=list)
    likenesses: tuple[Likeness, ...] = ()
    slots: tuple[str, ...] = ()

    @classmethod
    def to(cls, stored: Stored) -> "Change":
        """Begin with what is stored."""
        return cls(stored.case, stored, stored.heard, likenesses=stored.likenesses, slots=stored.slots)

    def take(self, case: Case, facts: Sequence[Fact]) -> None:
        """Go one step on."""
        self.case = case
        self.facts.extend(facts)

    @property
    def matters(self) -> bool:
        """Say whether there is anything to save."""
        before = self.stored
        return before is None or (self.case, self.heard, self.likenesses) != (
            before.case,
            before.heard,
            before.likenesses,
        )
