"""What two words say together and neither alone: 没有 … 标准, 英文 … 中文, “no … laboratory”."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, NamedTuple

from pydantic import Field

from services.router.classify.finder import Finder, Found
from services.router.classify.part import Part
from services.router.classify.terms import Terms

BREAK = re.compile(r"[。！？!?;；\n]|\.(?!\S)")  # as `normal` leaves them
FARTHEST = 60


class Pair(Part):
    """One of `first`, then one of `then` at most `within` characters on, in one sentence.

    With `either_order`, one of `then` may also come first.
    """

    first: Terms
    then: Terms
    within: Annotated[int, Field(ge=0, le=FARTHEST)]
    either_order: bool = False


class Couple(NamedTuple):
    """A pair found at two places of the text, the earlier first."""

    number: int
    one: Found["Side"]
    other: Found["Side"]

    @property
    def stretch(self) -> tuple[int, int]:
        """From the beginning of the earlier word to the end of the later."""
        return self.one.start, self.other.end

    def written(self, text: str) -> str:
        """Return how a reason names it."""
        between = "…" if self.other.start > self.one.end else ""
        return f"{text[self.one.start : self.one.end]}{between}{text[self.other.start : self.other.end]}"


class Side(NamedTuple):
    """Which word of which pair, and whether it is one that may open it, or close it."""

    number: int
    opens: bool
    closes: bool
    first: bool


class Pairs:
    """All pairs of the lexicon, by their number."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = tuple(pairs)
        self._finder = Finder(_sides(self._pairs))

    def find(self, text: str, silent: Iterable[tuple[int, int]]) -> Iterator[Couple]:
        """Yield the pairs that a normal text holds, without words in its `silent` stretches."""
        opening: dict[int, list[Found[Side]]] = {}
        closing: dict[int, list[Found[Side]]] = {}
        for found in self._finder.find(text):
            side = found.meaning
            if side.opens:
                opening.setdefault(side.number, []).append(found)
            if side.closes:
                closing.setdefault(side.number, []).append(found)
        silent = tuple(silent)
        for number in sorted(opening.keys() & closing.keys()):
            for couple in self._couples(number, opening[number], closing[number]):
                if not _apart(text, couple) and not _touched(couple, silent):
                    yield couple

    def _couples(
        self, number: int, opening: Iterable[Found[Side]], closing: Iterable[Found[Side]]
    ) -> Iterator[Couple]:
        within, closing = self._pairs[number].within, sorted(closing)
        starts = [side.start for side in closing]
        for one in opening:
            last = bisect_right(starts, one.end + within)
            for other in closing[bisect_left(starts, one.end) : last]:
                if other.meaning.first is not one.meaning.first:
                    yield Couple(number, one, other)


def _apart(text: str, couple: Couple) -> bool:
    """Say whether a sentence ends between the two."""
    return bool(BREAK.search(text, couple.one.end, couple.other.start))


def _touched(couple: Couple, silent: Iterable[tuple[int, int]]) -> bool:
    """Say whether either word stands in a stretch that says nothing."""
    return any(side.touches(*stretch) for side in (couple.one, couple.other) for stretch in silent)


def _sides(pairs: Iterable[Pair]) -> Iterator[tuple[Terms, Side]]:
    for number, pair in enumerate(pairs):
        yield pair.first, Side(number, opens=True, closes=pair.either_order, first=True)
        yield pair.then, Side(number, opens=pair.either_order, closes=True, first=False)
