"""Redaction: what points to a person is replaced by a mark; designations of standards stay. Pure.

Names and addresses in free text are not found: a person has to look.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import phonenumbers

from shared.standard import StandardRef

EMAIL, PHONE, NUMBER, CODE, QUERY = "[EMAIL]", "[PHONE]", "[NUMBER]", "[CODE]", "[QUERY]"
REGION = "CN"
"""Telephone numbers without a country's prefix are read as of this one."""


class _Found(NamedTuple):
    start: int
    end: int
    mark: str

    def meets(self, other: "_Found") -> bool:
        return self.start < other.end and other.start < self.end


_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}\s?[@＠]\s?[A-Za-z0-9-]+(?:[.．][A-Za-z0-9-]+)+")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>\"'，。；、（）《》“”]+", re.IGNORECASE)
_AFTER_PATH = re.compile(r"[?#].*")
_LOGIN = re.compile(r"(?<=://)[^/@\s]*@")
# GB 32100 leaves out I, O, S, V and Z; a code that people have typed may hold blanks after each group.
_CODE = re.compile(
    r"(?<![0-9A-Za-z])(?=(?:[ -]?\d){6})[0-9A-HJ-NPQRTUWXY](?:[ -]?[0-9A-HJ-NPQRTUWXY]){17}"
    r"(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?<!\d)\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXx](?![0-9A-Za-z])")
_LONG = re.compile(r"\d{9,}[Xx]?")
_SHORT = re.compile(r"(?<![\d.])\d{7,8}(?![\d.]|\s?(?:[-–—~～]|m|k|g|V|W|Hz|Pa|N|元|次|个|件|万))")


def redacted(text: str) -> str:
    """Return the text with e-mail addresses, telephone and other long numbers, and URLs' queries marked."""
    kept: list[_Found] = []
    for found in _found(text):
        if not any(found.meets(other) for other in kept):
            kept.append(found)
    parts, position = [], 0
    for start, end, mark in sorted(kept):
        parts += [text[position:start], mark]
        position = end
    return "".join([*parts, text[position:]])


def _found(text: str) -> Iterator[_Found]:
    """Yield what is to be marked, what counts most first."""
    yield from _of_addresses(text)
    yield from _of(_EMAIL, text, EMAIL)
    yield from _of(_IDENTITY, text, NUMBER)
    yield from _of(_CODE, text, CODE)
    yield from _apart_from_standards(text)
    yield from _of(_LONG, text, NUMBER)


def _of_addresses(text: str) -> Iterator[_Found]:
    for address in _ADDRESS.finditer(text):
        for pattern in (_LOGIN, _AFTER_PATH):
            if part := pattern.search(address[0]):
                yield _Found(address.start() + part.start(), address.start() + part.end(), QUERY)


def _apart_from_standards(text: str) -> Iterator[_Found]:
    """Yield what looks like a telephone number, unless it is the number of a standard: GB 23101.1-2008."""
    standards = list(_standards(text))
    for found in (*_phones(text), *_of(_SHORT, text, NUMBER)):
        if not any(found.meets(standard) for standard in standards):
            yield found


def _standards(text: str) -> Iterator[_Found]:
    position = 0
    for ref in StandardRef.find(text):
        start = text.find(ref.as_typed, position)
        if start >= 0:
            position = start + len(ref.as_typed)
            yield _Found(start, position, "")


def _phones(text: str) -> Iterator[_Found]:
    matches: Iterable[phonenumbers.PhoneNumberMatch] = phonenumbers.PhoneNumberMatcher(text, REGION)
    return (_Found(match.start, match.end, PHONE) for match in matches)


def _of(pattern: re.Pattern[str], text: str, mark: str) -> Iterator[_Found]:
    return (_Found(match.start(), match.end(), mark) for match in pattern.finditer(text))
