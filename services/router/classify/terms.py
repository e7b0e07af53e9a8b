"""Terms of the lexicon, and how they and a text are written so that they can be compared."""

import re
import unicodedata
from itertools import chain, product
from typing import Annotated

from pydantic import AfterValidator

from services.router.classify.part import Part

LETTER = re.compile(r"[a-z0-9_]")  # Chinese characters stand beside English words without a space
CHOICE = re.compile(r"\([^()]*\|[^()]*\)")
CUT = re.compile(rf"({CHOICE.pattern})")
MOST = 400  # a term with more spellings is a slip of the pen rather than a way of speaking
GAP_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")  # as text copied from a PDF has it


def normal(text: str) -> str:
    """Return text as terms are compared: full-width forms folded, lower case, Chinese without spaces."""
    return GAP_IN_CHINESE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _term(word: str) -> str:
    if not word.strip():
        raise ValueError("an empty term would be found everywhere")
    if any(not spelling for spelling in spellings(word)):
        raise ValueError(f"{word} may be empty, which would be found everywhere")
    return word


def spellings(word: str) -> tuple[str, ...]:
    """Return the terms that one written with choices stands for: 测不(了|出) is 测不了 and 测不出.

    A choice may be empty (没(有|)), and does not hold another. Raises ValueError where brackets do not
    match, or where there are more than `MOST` terms.
    """
    fixed = CHOICE.sub("", word)
    if any(sign in fixed for sign in "()|"):
        raise ValueError(f"{word} should be written like 测不(了|出), without a choice inside a choice")
    parts = [part.strip("()").split("|") if CHOICE.fullmatch(part) else [part] for part in CUT.split(word)]
    found = tuple(dict.fromkeys(normal("".join(choice)) for choice in product(*parts)))
    if len(found) > MOST:
        raise ValueError(f"{word} stands for {len(found)} terms, more than {MOST}")
    return found


def _spelt(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(spellings(word) for word in words)))


Words = Annotated[tuple[Annotated[str, AfterValidator(_term)], ...], AfterValidator(_spelt)]


class Terms(Part):
    """Chinese terms are found anywhere, English ones as whole words. One may be written with choices."""

    zh: Words = ()
    en: Words = ()


def any_of(words: Words) -> str:
    """Return a pattern that matches any of the words, the longest first, and nothing where there is none."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"


def is_whole_word(text: str, start: int, end: int) -> bool:
    """Say whether no Latin letter or digit touches what stands at `start` to `end`."""
    before = start > 0 and LETTER.match(text[start - 1])
    return not before and not LETTER.match(text, end)
