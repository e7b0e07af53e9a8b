"""Which stretches of a text are somebody else's words: titles, and what the standard itself says."""

import re
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import Field

from services.router.classify.part import Part
from services.router.classify.terms import Terms, any_of

TITLE = re.compile(r"《[^《》\n]*》|〈[^〈〉\n]*〉")
QUOTED = re.compile(r"“[^“”\n]*”|「[^「」\n]*」|『[^『』\n]*』|\"[^\"\n]*\"")


class Span(NamedTuple):
    """A stretch of text; `end` is one beyond its last character."""

    start: int
    end: int

    def holds(self, start: int) -> bool:
        """Say whether a term that begins at `start` begins inside."""
        return self.start <= start < self.end


class Quotation(Part):
    """`emphasis`: quoted words up to this length are the reporter's own, unless one of `leads` stands before.

    `reads` ends with the sign after which the standard is quoted without marks, up to the end of the
    sentence. Where more than the share `most` of a text is quoted, its quotation marks mean nothing.
    """

    emphasis: Annotated[int, Field(ge=0)]
    leads: Terms
    reads: Terms
    most: Annotated[float, Field(gt=0, le=1)]

    @cached_property
    def _led(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{any_of((*self.leads.zh, *self.leads.en))})[:,]?\s*$")

    @cached_property
    def _reading(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{any_of((*self.reads.zh, *self.reads.en))})(?:[^。;\n.]|\.(?=\S))*")

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return where a normal text does not speak for its reporter."""
        titles = [Span(*match.span()) for match in TITLE.finditer(text)]
        said = [Span(*match.span()) for match in QUOTED.finditer(text) if self._is_quoted(text, match)]
        said += [Span(*match.span()) for match in self._reading.finditer(text)]
        if sum(span.end - span.start for span in said) > self.most * len(text):
            said = []
        return (*titles, *said)

    def _is_quoted(self, text: str, match: re.Match[str]) -> bool:
        inside = match.end() - match.start() - 2
        return inside > self.emphasis or bool(
            self._led.search(text[max(0, match.start() - 16) : match.start()])
        )
