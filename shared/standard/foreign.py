"""Reading a foreign or international reference that begins at an offset."""

import re

from shared.standard.fields import Fields, Reading, full_year, is_year
from shared.standard.joined import read_joined
from shared.standard.level import Level
from shared.standard.publishers import PUBLISHERS, Publisher

BREAK = re.compile(r"[0-9A-Za-z_]|-[0-9]|[.~][0-9]")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
SOVIET = "СН"
CHINESE_SINCE = 1988
"""CH before this year is the Soviet СН: the Chinese code of surveying is younger."""

JOINED_STYLE = Publisher((), Level.FOREIGN, "", "", year=":{}")

ROWS = tuple((row, re.compile(row.head + row.body, re.IGNORECASE)) for row in PUBLISHERS)
BY_INITIAL = {
    initial: tuple((row, pattern) for row, pattern in ROWS if any(word[0] == initial for word in row.words))
    for initial in sorted({word[0] for row in PUBLISHERS for word in row.words})
}
BY_WORD = {word: row for row in reversed(PUBLISHERS) for word in row.words}


def _amendment(typed: str | None) -> str | None:
    if not typed:
        return None
    stripped = typed.strip()
    return stripped[0].upper() + stripped[1:].lower() if stripped.upper().startswith("ADDEND") else stripped


def _of_publisher(row: Publisher, match: re.Match[str]) -> Fields:
    groups = match.groupdict()
    edition, part = groups.get("edition"), groups.get("part")
    dated = YEAR.search(edition) if edition and not edition.upper().startswith("R") else None
    year = groups.get("year") or (dated[0] if dated else None)
    number = match["number"]
    code = (groups.get("code") or row.words[0]).strip()
    return Fields(
        level=row.level,
        code=code.lower() if row.gap == "-" and row.cased else code.upper(),
        nature=(groups.get("nature") or "").upper(),
        number=number if row.cased else number.upper(),
        part=part.upper() if part else None,
        year=full_year(year) if year else None,
        edition=edition if row.cased or not edition else edition.upper(),
        amendment=_amendment(groups.get("amendment")),
    )


def _readings(text: str, start: int, *, asked: bool) -> list[Reading]:
    readings: list[Reading] = []
    for row, pattern in BY_INITIAL.get(text[start].upper(), ()):
        match = pattern.match(text, start) if asked or not row.loose else None
        if match:
            readings.append((_of_publisher(row, match), match.end()))
    joined = read_joined(text, start, asked=asked)
    return [*readings, joined] if joined else readings


def read_foreign(text: str, start: int, *, asked: bool) -> Reading | None:
    """The reference at `start`; `asked` says that the text is meant to be one. None where there is none."""
    for fields, end in _readings(text, start, asked=asked):
        year = fields.get("year")
        dated = year is None or is_year(str(year))
        chinese = fields["code"] == SOVIET and (year or CHINESE_SINCE) >= CHINESE_SINCE
        if dated and not chinese and not BREAK.match(text, end):
            return fields, end
    return None


def publisher_of(code: str) -> Publisher:
    """The row by which a foreign code prints."""
    code = code.upper()
    first = code.split(" ")[0]
    names = (code, first, "/".join(first.split("/")[:2]), first.split("/")[0], code[:3])
    return next((BY_WORD[name] for name in names if name in BY_WORD), JOINED_STYLE)
