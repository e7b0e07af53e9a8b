"""Lists that write the code once: GB/T 228.1、229; ISO 9001, 14001 和 45001."""

import re
from collections.abc import Iterator

from shared.standard.chinese import BREAK, THROUGH, through_of
from shared.standard.fields import Fields, Reading, full_year, is_year
from shared.standard.joined import read_next_foreign
from shared.standard.level import Level, is_foreign
from shared.standard.tail import with_tail

LINK = re.compile(
    r" ?(?:[、,/](?: ?(?:和|与|及|以及|或|and |or ))?|以及|和|与|及|或|(?<= )(?:and|or) ) ?(?=[0-9]|\.[0-9])",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r" ?(?:[个项条种台件克米元年月日号次人家份套批页章节款级倍度吨升毫千万亿只位名组例天周时分秒版公多余几]"
    r"|[%‰℃°×=<>$]|美元|欧元|平方|立方)"
)
"""What follows a number that counts something and names no standard."""
WORD = re.compile(r" ?(?!(?:and|or)\b)[A-Za-z]", re.IGNORECASE)
NEXT = re.compile(
    r"(?:(?<=/)(?P<sibling>[0-9]{1,2})(?![0-9.])|(?P<number>[0-9]{1,6})|(?=\.))"
    rf"(?: ?\. ?(?P<part>[0-9]{{1,5}}(?:\.[0-9]{{1,4}}){{0,2}}))?{THROUGH}"
    r"(?:-(?P<year>[0-9]{4}|[0-9]{2}))?"
)
LISTED_ABROAD = frozenset({"ISO", "IEC", "ISO/IEC", "EN", "RFC"})
"""Foreign codes that people leave out of lists."""
SHORTEST = 3
"""Digits of a number that is believed on its own to continue a list."""


def listed_after(text: str, reading: Reading) -> Iterator[tuple[int, Reading]]:
    """The standards that continue the one just read without its code: where each begins, and its reading."""
    while (link := LINK.match(text, reading[1])) and not reading[0].get("clause"):
        following = _next(text, link.end(), reading[0])
        if following is None or not _continues(text, reading[0], following):
            return
        reading = with_tail(text, following, asked=False)
        yield link.end(), reading


def _next(text: str, start: int, previous: Fields) -> Reading | None:
    if not is_foreign(previous["level"]):
        return None if previous["level"] is Level.ENTERPRISE else _next_chinese(text, start, previous)
    if previous["code"] not in LISTED_ABROAD:
        return None
    return read_next_foreign(text, start, previous)


def _next_chinese(text: str, start: int, previous: Fields) -> Reading | None:
    """After `GB/T 228.1` a `229`, a `.2`, or of `/2` the `2`."""
    match = NEXT.match(text, start)
    if match is None or BREAK.match(text, match.end()):
        return None
    number, part = match["number"] or previous["number"], match["sibling"] or match["part"]
    year = full_year(match["year"]) if match["year"] else None
    if (match["sibling"] and not previous.get("part")) or (year and not is_year(str(year))):
        return None
    fields = Fields(
        level=previous["level"],
        code=previous["code"],
        nature=previous.get("nature", ""),
        number=number,
        part=part,
        through=through_of(number, part, match["through"]),
        year=year,
        region=previous.get("region"),
        mandatory=previous.get("mandatory"),
    )
    return fields, match.end()


def _continues(text: str, previous: Fields, following: Reading) -> bool:
    fields, end = following
    number, part = fields["number"], fields.get("part")
    if not number.isdigit() or (part is None and is_year(number)):
        return False
    sibling = part is not None and number == previous["number"]
    if fields.get("year"):
        return sibling or len(number) >= SHORTEST
    if COUNTED.match(text, end):
        return False
    if WORD.match(text, end) and not (sibling or (part and is_foreign(fields["level"]))):
        return False
    return sibling or len(number) >= SHORTEST
