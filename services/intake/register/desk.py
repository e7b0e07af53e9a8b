"""The register's desk: pages of cases, one case, and the known problems of a standard that is typed."""

from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from services.intake.register.entry import Entry, entry_of
from services.intake.register.question import OPEN_STATES, Page, Question
from shared.case import Case
from shared.catalogue import read_or_none
from shared.standard import StandardRef

KNOWN_MOST = 5
_MERGES = 20  # that are followed; cases merge into living ones, so that a circle would be somebody's error


class Kept(NamedTuple):
    """A case, and the time of its last change."""

    case: Case
    updated_at: datetime

    @property
    def entry(self) -> Entry:
        """What everybody may see of it."""
        return entry_of(self.case, self.updated_at)


class Known(NamedTuple):
    """The problems of a standard that still wait for an answer, a few; `more` when there are others."""

    standard: StandardRef
    entries: tuple[Entry, ...]
    more: bool


class RegisterStore(Protocol):
    """What the register asks of the store."""

    async def page(self, question: Question, now: datetime) -> Page:
        """Return one page of cases: those of the very edition first, then the latest opened first."""

    async def case(self, number: str) -> Kept | None:
        """Return the case of a public number."""


class Register:
    """Reads the public register."""

    def __init__(self, store: RegisterStore) -> None:
        self._store = store

    async def page(self, question: Question) -> Page:
        """Return one page of cases. TryAgain with the store away."""
        if question.nothing:
            return Page((), None)
        return await self._store.page(question, datetime.now(UTC))

    async def case(self, number: str) -> Kept | None:
        """Return the case of a public number, a merged one as it is."""
        return await self._store.case(number.upper())

    async def followed(self, number: str) -> Kept | None:
        """Return the case of a public number, or the one that it has become part of."""
        kept = await self.case(number)
        for _ in range(_MERGES):
            link = kept.case.merged_into if kept else None
            if link is None:
                break
            kept = await self.case(link.number)
        return kept

    async def known(self, typed: str) -> Known | None:
        """Return the problems that are known of the standard that was typed, None where it is not read."""
        standard = read_or_none(typed)
        if standard is None:
            return None
        question = Question(standard=standard, states=OPEN_STATES, limit=KNOWN_MOST)
        page = await self.page(question)
        return Known(standard, tuple(page.entries), page.end is not None)
