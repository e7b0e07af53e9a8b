"""A report's text as it is compared: folded, without its citations of itself, and cut into terms."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from shared.standard.clause import in_digits
from shared.standard.normal import DASHES

SAID_MAX = 800
"""Characters kept of what the reporter says; what is wrong stands at its beginning."""
CHANGED_MAX = 200
"""Characters kept of the words that are to be changed."""
QUOTED_MAX = 200
"""Characters kept of what the standard says now."""

NAMED = 3
"""Characters of a clause's number that is no plain number; 5.1 is taken out of a text, 5 may be a value."""

DASH = str.maketrans(DASHES)
THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
NUMERAL = re.compile("(?<=第)[一二三四五六七八九十百零〇]{1,7}(?=[条款节章项])")
DESIGNATION = re.compile(
    r"(?<![A-Za-z0-9])((?:[A-Z]{2,6}[0-9]{0,4}|T)(?:/[A-Z]{1,6})?) ?"
    r"([0-9]{2,6}(?:\.[0-9]{1,3})*)(?:[-:](?:19|20)[0-9]{2})?(?![0-9A-Za-z])"
)
NATURE = re.compile(r"/[TZ]$")
TERM = re.compile(r"[A-Za-z0-9]+(?:[._'\-/][A-Za-z0-9]+)*|[\u3400-\u9fff]+")
NUMBER = re.compile(r"(0|[1-9][0-9]*)((?:\.[0-9]+)*)[a-z%]{0,4}")
YEAR = re.compile("(?:19|20)[0-9]{2}")
MARKED = re.compile(r"[0-9_]|[a-z][A-Z]|^[A-Z]{2,}$")


def wording(
    said: Sequence[str | None], current: str | None, proposed: str | None, own: Sequence[str | None] = ()
) -> str:
    """Return three lines: what is said, which words are to change, and what stands there now.

    `own` are the report's standard and clause, which say nothing more when they stand in what is said.
    """
    before, after = _spelled(current or ""), _spelled(proposed or "")
    told = _spelled("\n".join(filter(None, said)))
    for name in filter(None, own):
        told = _without(told, name)
    changed = _changed(before, after) if before and after else after
    return "\n".join((told[:SAID_MAX], changed[:CHANGED_MAX], before[:QUOTED_MAX]))


def _without(told: str, name: str) -> str:
    bare = name.replace("/", "").replace(" ", "")
    # A pattern has to be made for each name, and most texts do not hold it.
    if len(bare) < NAMED or bare.encode().lower() not in told.encode().lower():
        return told
    return re.sub(rf"(?<![\w.]){re.escape(bare)}(?!\.?\w)", "", told, flags=re.ASCII | re.IGNORECASE)


def _changed(before: str, after: str) -> str:
    """The terms that stand in one of the two texts only, in the order of the texts."""
    old, new = dict.fromkeys(tokens(before)), dict.fromkeys(tokens(after))
    return " ".join(
        [token for token in new if token not in old] + [token for token in old if token not in new]
    )


def _spelled(text: str) -> str:
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text[:SAID_MAX]).translate(DASH)
    folded = THOUSANDS.sub("", " ".join(folded.split()))
    folded = NUMERAL.sub(lambda match: in_digits(match[0]), folded)
    return DESIGNATION.sub(_designation, folded)


def _designation(match: re.Match[str]) -> str:
    return f" {NATURE.sub('', match[1]).replace('/', '')}{match[2]} "


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """Return the runs of letters and digits and the runs of Chinese, in order, each as written."""
    return tuple(TERM.findall(text))


def number(token: str) -> str | None:
    """Return the number that a token begins with, without a unit or closing zeros; else None."""
    match = NUMBER.fullmatch(token)
    if match is None:
        return None
    if match[2].count(".") == 1:
        return f"{match[1]}{match[2].rstrip('0').rstrip('.')}"
    return match[1] + match[2]


def is_mark(token: str) -> bool:
    """Whether it names a particular thing: a number, an identifier, an abbreviation; a year does not."""
    return MARKED.search(token) is not None and YEAR.fullmatch(token) is None


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return an English word without the endings that a rewording changes."""
    word = word.removesuffix("'s")
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s", "ly", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004 - a stem has three letters
            return word[: -len(ending)]
    return word


def pairs(run: str) -> list[str]:
    """Return the overlapping pairs of characters of a run of Chinese."""
    return [run[at : at + 2] for at in range(len(run) - 1)]
