"""Text as the readers want it, with the way back to what was typed.

Full width, ligatures and the like are folded (NFKC, character by character), every dash becomes `-`,
every slash `/`, every run of blanks one blank. Nothing else is changed, so that a reader sees one
spelling and the offsets still lead to the original.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

DASHES = dict.fromkeys("\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\ufe58\ufe63\uff0d", "-")
SLASHES = dict.fromkeys("\u2215\u2044\u29f8\u2571\\", "/")
TILDES = dict.fromkeys("\u223c\u301c\u02dc\u2053", "~")
COLONS = dict.fromkeys("\u2236\ua789", ":")
INVISIBLE = dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\x00", "")
BRACKETS = {"〔": "(", "〕": ")"}
OWN = DASHES | SLASHES | TILDES | COLONS | INVISIBLE | BRACKETS

DASH = r"[-\u2010-\u2015\u2212\u2500\u2501\ufe58\ufe63\uff0d]"
AS_IT_IS = rf"(?:[\x21-\x2c.-\x5b\x5d-\x7e\u3001-\u3013\u4e00-\u9fff]+|-(?!{DASH}))+"
"""Nothing possessive: before Python 3.11.5, `++` around such a choice may let a rejected `-` through."""
PLAIN = re.compile(rf"{AS_IT_IS}(?: {AS_IT_IS})*")
RUN = re.compile(rf"[^\S\n]+|\n\s*|{DASH}{{2,}}|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Normal:
    """A folded text; `typed(start, end)` is the stretch of the original behind a stretch of it."""

    text: str
    original: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def typed(self, start: int, end: int) -> str:
        """The original's own characters behind `text[start:end]`."""
        return self.original[self._source(start) : self._source(end)]

    def _source(self, offset: int) -> int:
        if offset >= len(self.text):
            return len(self.original)
        piece = bisect_right(self.starts, offset) - 1
        inside = offset - self.starts[piece]
        return min(self.sources[piece] + inside, len(self.original))


@lru_cache(maxsize=4096)
def _folded(run: str) -> str:
    if run.isspace():
        return "\n" if "\n" in run else " "
    first = run[0]
    if first in OWN:
        return OWN[first]
    if unicodedata.category(first) == "No":
        return first  # the sign of a footnote or of a list is no digit of a designation
    folded = unicodedata.normalize("NFKC", first)
    return "".join(OWN.get(char, char) for char in folded).strip() or (" " if folded else "")


def normalised(text: str) -> Normal:
    """`text` folded; linear in its length."""
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = position = 0
    while position < len(text):
        plain = PLAIN.match(text, position)
        found = plain or RUN.match(text, position)
        assert found is not None  # noqa: S101 - RUN's last alternative matches any character
        piece = found.group() if plain else _folded(found.group())
        if piece == " " and pieces and pieces[-1].endswith(" "):
            piece = ""
        if piece:
            pieces.append(piece)
            starts.append(length)
            sources.append(position)
            length += len(piece)
        position = found.end()
    return Normal("".join(pieces), text, tuple(starts), tuple(sources))
