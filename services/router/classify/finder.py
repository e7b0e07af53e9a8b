"""Finding many terms at once: one pass of Aho–Corasick, however many they are."""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

from services.router.classify.terms import Terms, is_whole_word

Meaning = TypeVar("Meaning")


class Found(NamedTuple, Generic[Meaning]):
    """What stands at `start` to `end` of a text, and one thing that it means."""

    start: int
    end: int
    meaning: Meaning

    def touches(self, start: int, end: int) -> bool:
        """Say whether it shares a character with a stretch."""
        return self.start < end and start < self.end


class Finder(Generic[Meaning]):
    """Finds terms, of which each may mean several things."""

    def __init__(self, groups: Iterable[tuple[Terms, Meaning]]) -> None:
        meant: dict[tuple[str, bool], list[Meaning]] = {}
        for terms, meaning in groups:
            for word, english in (*((w, False) for w in terms.zh), *((w, True) for w in terms.en)):
                meant.setdefault((word, english), []).append(meaning)
        self._meant = tuple((english, tuple(meanings)) for (_, english), meanings in meant.items())
        self._automaton = AhoCorasick([word for word, _ in meant], implementation=Implementation.DFA)

    def find(self, text: str) -> Iterator[Found[Meaning]]:
        """Yield whatever a normal text holds, once a meaning, also where terms overlap."""
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            english, meanings = self._meant[index]
            if not english or is_whole_word(text, start, end):
                for meaning in meanings:
                    yield Found(start, end, meaning)
