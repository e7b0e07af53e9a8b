"""What takes a term back: 不存在安全隐患, 安全隐患已消除, “no known safety hazard”."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from services.router.classify.part import Part
from services.router.classify.terms import Terms, any_of


class Reach(NamedTuple):
    """A term that begins from `first` to `last` is denied."""

    first: int
    last: int


class Negation(Part):
    """Words before a term (with `between`, unless `undone`), or after it."""

    before: Terms
    between: Terms
    undone: Terms
    after: Terms

    @cached_property
    def _zh(self) -> re.Pattern[str]:
        return re.compile(f'(?P<no>{any_of(self.before.zh)})(?:{any_of(self.between.zh)})*[“"「]?')

    @cached_property
    def _en(self) -> re.Pattern[str]:
        only = f"(?!{any_of(self.undone.en)})"
        words = rf"\s+(?:{only}(?:{any_of(self.between.en)})\s+)*[“\"]?"
        return re.compile(rf"(?<![a-z])(?P<no>{any_of(self.before.en)}){words}")

    @cached_property
    def _trailing(self) -> re.Pattern[str]:
        return re.compile(rf"\s*(?:{any_of((*self.after.zh, *self.after.en))})")

    def reaches(self, text: str) -> tuple[Reach, ...]:
        """Return how far each negation of a normal text reaches; one pass, however many terms there are."""
        return tuple(self._reaches(text))

    def _reaches(self, text: str) -> Iterator[Reach]:
        for match in self._zh.finditer(text):
            if not text.endswith(self.undone.zh, 0, match.start()):
                yield Reach(match.end("no"), match.end())
        yield from (Reach(match.end("no"), match.end()) for match in self._en.finditer(text))

    def takes_back(self, text: str, start: int, end: int, reaches: Iterable[Reach]) -> bool:
        """Say whether what stands at `start` to `end` is denied rather than said."""
        return any(reach.first <= start <= reach.last for reach in reaches) or bool(
            self._trailing.match(text, end)
        )
