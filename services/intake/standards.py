"""Standards for those who type: what is completed, what was understood, what may have been meant."""

import asyncio
from collections.abc import Iterable
from itertools import islice
from typing import Protocol

from services.intake.near import nearest, words_of
from services.intake.understood import Detail, Understood, understand
from shared.catalogue import Catalogue, Listed, StandardStatus, folded, read_or_none
from shared.errors import TryAgain
from shared.standard import Level, StandardRef
from shared.telemetry import logger

log = logger("standards")

MOST = 10
LOOKED_AT = 200  # near numbers that are compared; so many at most differ in one digit
REMEMBERED, TOGETHER = 5_000, 50
"""Different designations, as typed, that wait to be kept, and that are read at a time: 5 ms."""
LEAST_DIGITS, LEAST_CHARACTERS = 2, 3
"""Of a number and of a title: with fewer, too many begin so for any of them to help."""


class StandardStore(Protocol):
    """What is asked of the standards that are known."""

    async def starting(self, words: str, most: int) -> list[Listed]:
        """Return editions whose folded designation or title starts so."""

    async def near(self, words: Iterable[str], most: int) -> list[Listed]:
        """Return editions that share one of these words with `shared.catalogue.near`."""

    async def editions(self, key: str, most: int) -> list[Listed]:
        """Return the editions known of one standard."""

    async def keep(self, cited: Iterable[StandardRef]) -> int:
        """Keep editions that were cited; returns how many were new."""


class Standards:
    """Answers about standards; `detail` gives the industry or the place of one."""

    def __init__(self, store: StandardStore, detail: Detail) -> None:
        self._store = store
        self._detail = detail
        self._cited: set[str] = set()

    def cited(self, typed: str | None) -> None:
        """Remember what an accepted report cites, until `note_cited`; when there is much of it, not all."""
        if typed and len(self._cited) < REMEMBERED:
            self._cited.add(typed)

    async def note_cited(self) -> int:
        """Keep the standards that were cited since the last time; returns how many were new.

        Those of enterprises are left out: who reports on them would show. TryAgain with the store away.
        """
        new = 0
        while self._cited:
            some = set(islice(self._cited, TOGETHER))
            refs = [ref for text in some if (ref := read_or_none(text)) and ref.level is not Level.ENTERPRISE]
            new += await self._store.keep(refs) if refs else 0
            self._cited -= some
        return new

    async def completed(self, typed: str) -> list[Listed]:
        """Return at most ten editions that start so, those in force first. TryAgain with the store away."""
        words = folded(typed)
        digits = sum(character.isdigit() for character in words)
        if not (digits >= LEAST_DIGITS if words[:1].isascii() else len(words) >= LEAST_CHARACTERS):
            return []
        found = await self._store.starting(words, MOST)
        gone = {StandardStatus.REPLACED, StandardStatus.WITHDRAWN}
        return sorted(found, key=lambda one: one.status in gone)

    def read(self, typed: str) -> Understood | None:
        """Say what the text was read as, without asking the store; None where nothing was written."""
        return understand(typed, self._detail)

    async def understood(self, typed: str) -> Understood | None:
        """The same with what is known of the standard, and what may have been meant."""
        plain = self.read(typed)
        if plain is None:
            return None
        try:
            editions, near = await asyncio.gather(
                self._store.editions(plain.ref.key if plain.ref else "", LOOKED_AT),
                self._store.near(words_of(typed), LOOKED_AT),
            )
        except TryAgain as later:
            log.warning("standards.unasked", reason=later.reason)
            return plain
        full = understand(typed, self._detail, _of(plain.ref, editions)) or plain
        return full._replace(maybe=nearest(typed, [*editions, *near]))


def _of(ref: StandardRef | None, editions: Iterable[Listed]) -> Listed | None:
    """Return what is known of the very edition, or where no year was typed of the latest."""
    found = Catalogue(editions).find(ref) if ref else None
    return found if ref and found and ref.year in {None, found.ref.year} else None
