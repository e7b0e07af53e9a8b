"""Reading a text that is meant to name one standard, and running text that may cite many."""

import re
from collections.abc import Iterator

from shared.standard.chinese import read_chinese
from shared.standard.fields import Fields, Reading
from shared.standard.foreign import read_foreign
from shared.standard.listed import listed_after
from shared.standard.normal import Normal, normalised
from shared.standard.running import START, believable
from shared.standard.tail import with_tail
from shared.standard.unreadable import NAMES_NONE, NAMES_SEVERAL, TOO_LONG, UnreadableCitation

LONGEST = 400
"""Characters, blanks at the ends apart: beyond this no text is a designation with its title."""

LEAD = re.compile(
    r"(?:《[^》]{0,120}》|代替|替代|被代替|国家标准|行业标准|地方标准|团体标准|企业标准|国标|标准号?|编号"
    r"|[\[【(「<\"'“‘《*!·•>#:,;、。 \n])*"
)
GLUED = re.compile(r"(?!\.(?:pdf|docx?|ofd|caj|txt|html?)\b)[:/_~.-][0-9A-Za-z]", re.IGNORECASE)
"""What hangs on a designation without a blank has been misread, unless it is the name of a kind of file."""
LINK = re.compile(r"[\s、,;/&+)》]*(?:和|与|及|或|以及|and|or)?\s?(?:《)?", re.IGNORECASE)

Citation = tuple[Fields, str]
"""The fields of one citation, and the text as it was typed."""


def _read(text: str, start: int, *, asked: bool) -> Reading | None:
    if start >= len(text):
        return None
    reading = read_chinese(text, start, asked=asked) or read_foreign(text, start, asked=asked)
    return with_tail(text, reading, asked=asked) if reading else None


def _is_list(text: str, reading: Reading) -> bool:
    end = reading[1]
    if end == len(text):
        return False
    if any(listed_after(text, reading)):
        return True
    link = LINK.match(text, end)
    return link is not None and link.end() > end and _read(text, link.end(), asked=False) is not None


def the_one_cited(text: str) -> Citation:
    """The one standard that `text` names; raises UnreadableCitation where it names none or several."""
    stripped = text.strip()
    if len(stripped) > LONGEST:
        raise UnreadableCitation(text, TOO_LONG)
    normal = normalised(stripped)
    lead = LEAD.match(normal.text)
    reading = _read(normal.text, lead.end() if lead else 0, asked=True)
    if reading is not None and not GLUED.match(normal.text, reading[1]):
        if _is_list(normal.text, reading):
            raise UnreadableCitation(text, NAMES_SEVERAL)
        return reading[0], stripped
    found = list(_cited(normal))
    if not found:
        raise UnreadableCitation(text, NAMES_NONE)
    if len(found) > 1:
        raise UnreadableCitation(text, NAMES_SEVERAL)
    return found[0][0], stripped


def cited(text: str) -> Iterator[Citation]:
    """The standards cited in running text, in order."""
    return _cited(normalised(text))


def _cited(normal: Normal) -> Iterator[Citation]:
    text, position = normal.text, 0
    while start := START.search(text, position):
        reading = _read(text, start.start(), asked=False)
        if reading and believable(text, start.start(), reading):
            yield reading[0], normal.typed(start.start(), reading[1])
            position = reading[1]
            for begin, listed in listed_after(text, reading):
                yield listed[0], normal.typed(begin, listed[1])
                position = listed[1]
        else:
            position = start.end()
