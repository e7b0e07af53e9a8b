"""A text as sets of terms: marks, concepts of two languages, English words, pairs of Chinese characters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from services.router.likeness.wording import is_mark, number, pairs, stem, tokens

SHORTEST = 3  # letters of an English word that says something
IDLE = -1


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text speaks of; `marks` name particular things: numbers, identifiers, designations.

    `spelled` is the text as written, without its idle words, each Chinese character by itself.
    """

    marks: frozenset[str]
    concepts: frozenset[int]
    words: frozenset[str]
    pairs: frozenset[str]
    spelled: str


class Parts(NamedTuple):
    """The three lines of a report's text: its terms, the words that it wants changed, and what it quotes."""

    said: Terms
    change: frozenset[str]
    quoted: Terms


class Reader:
    """Cuts texts into terms by a table of concepts (Chinese terms, English words) and one of idle words."""

    def __init__(
        self,
        concepts: Sequence[tuple[Sequence[str], Sequence[str]]],
        idle: Iterable[str],
        idle_zh: Iterable[str],
    ) -> None:
        self._stems = {stem(word): at for at, (_, en) in enumerate(concepts) for word in en}
        self._idle = frozenset(stem(word) for word in idle)
        rows = [(term, at) for at, (zh, _) in enumerate(concepts) for term in zh]
        rows += [(term, IDLE) for term in idle_zh]
        self._means = [at for _, at in rows]
        self._finder = AhoCorasick([term for term, _ in rows], matchkind=MatchKind.LeftmostLongest)
        self.parts = lru_cache(maxsize=4096)(self._parts)

    def _parts(self, text: str) -> Parts:
        said, change, quoted = text.split("\n")
        changed = frozenset(change.casefold().split())
        return Parts(self._terms(f"{said} {change}"), changed, self._terms(quoted))

    def _terms(self, text: str) -> Terms:
        marks: set[str] = set()
        concepts: set[int] = set()
        words: set[str] = set()
        twos: set[str] = set()
        spelled: list[str] = []
        for token in tokens(text):
            if not token[0].isascii():
                spelled += self._chinese(token, concepts, twos)
                continue
            low = token.casefold()
            word = stem(low)
            if word in self._idle:
                continue
            spelled.append(low)
            if (meant := self._stems.get(word)) is not None:
                concepts.add(meant)
            elif len(token) == 1:
                words.add(low)
            elif is_mark(token):
                marks.add(number(low) or low)
            elif len(token) >= SHORTEST:
                words.add(word)
        return Terms(
            frozenset(marks), frozenset(concepts), frozenset(words), frozenset(twos), " ".join(spelled)
        )

    def _chinese(self, run: str, concepts: set[int], twos: set[str]) -> str:
        """Add a run's concepts and pairs; returns it without its idle words."""
        position, kept = 0, ""
        for which, start, end in self._finder.find_matches_as_indexes(run):
            twos.update(pairs(run[position:start]))
            kept += run[position:start]
            if self._means[which] != IDLE:
                concepts.add(self._means[which])
                kept += run[start:end]
            position = end
        twos.update(pairs(run[position:]))
        return kept + run[position:]
