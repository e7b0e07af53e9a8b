"""Which standard may have been meant where what is typed is known to nobody. Pure; RapidFuzz measures."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from shared.catalogue import Listed, folded, near, read_or_none, tails
from shared.standard import StandardRef
from shared.standard.families import BY_CODE, SPELLED

MOST = 3
ALIKE = 0.72
"""At least so much of the longer designation must agree, from 0 to 1."""
CODE_ALIKE = 0.5
"""At least so much of a code: one of two letters."""

CODES = (*(SPELLED.get(code, code) for code in BY_CODE), "ISO", "IEC", "EN", "ASTM", "IEEE")
"""Codes that may stand before a number, those most often cited first."""

_YEAR = re.compile(r"-[0-9]{4}")
_PARTS = re.compile(r"(?P<code>[A-Z0-9]{1,6}?)(?P<nature>[TZ]?)(?P<rest>[0-9]{2,}.*)")
_LETTER_FOR_DIGIT = re.compile(r"(?<=[0-9/ ])[lIoO](?=[0-9])|(?<=[0-9lIoO])[lIoO](?=[0-9lIoO-])")


def words_of(typed: str) -> set[str]:
    """The words by which the store finds what may have been meant."""
    ref = read_or_none(typed)
    return near(ref) if ref else tails(typed)


def is_known(ref: StandardRef, known: Iterable[Listed]) -> bool:
    """Whether this very edition is known, or any where no year was typed."""
    return any(one.key == ref.key and ref.year in {None, one.ref.year} for one in known)


def nearest(typed: str, known: Sequence[Listed]) -> tuple[str, ...]:
    """What may have been meant, likeliest first: of what is known, else by a code that exists.

    Nothing where what was typed is known itself.
    """
    ref = read_or_none(typed)
    if ref and is_known(ref, known):
        return ()
    alike = _alike(typed, {one.id: _comparable(one.id, typed) for one in known})
    return alike if alike or ref else (_by_digit(typed) or _by_code(typed))


def _comparable(id_: str, typed: str) -> str:
    """A known designation as it is compared: without its year where none was typed."""
    whole = folded(id_)
    return whole if _YEAR.search(folded(typed)) else _YEAR.sub("", whole)


def _alike(typed: str, choices: dict[str, str]) -> tuple[str, ...]:
    found = process.extract(
        folded(typed),
        choices,
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=ALIKE,
        limit=MOST,
    )
    return tuple(str(StandardRef.parse(id_)) for _, _, id_ in found)


def _by_digit(typed: str) -> tuple[str, ...]:
    """The designation with digits in the place of letters that look like them: GB/T l9OO1."""
    mended = _LETTER_FOR_DIGIT.sub(lambda found: "1" if found[0] in "lI" else "0", typed)
    ref = read_or_none(mended) if mended != typed else None
    return (str(ref),) if ref else ()


def _by_code(typed: str) -> tuple[str, ...]:
    """The designation with codes that exist in the place of the one that does not."""
    parts = _PARTS.fullmatch(folded(typed))
    if parts is None:
        return ()
    nature = f"/{parts['nature']}" if parts["nature"] else ""
    codes = process.extract(
        parts["code"],
        CODES,
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=CODE_ALIKE,
        limit=MOST,
    )
    refs = (read_or_none(f"{code}{nature} {parts['rest']}") for code, _, _ in codes)
    return tuple(dict.fromkeys(str(ref) for ref in refs if ref))
