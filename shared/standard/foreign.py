"""Reading a foreign or international reference that begins at an offset."""

import re
from collections.abc import Callable

from shared.standard.fields import Fields, Reading, full_year, is_year
from shared.standard.level import Level
from shared.standard.publishers import (
    JOINED,
    PARTNERS,
    PUBLISHERS,
    SINGLE_SHORT_WORDS,
    SPACED_AFTER,
    SPELLED,
    TYPES,
    Publisher,
)

BREAK = re.compile(r"[0-9A-Za-z_]|-[0-9]|[.~][0-9]")
LAST_SOVIET_YEAR = 1991

WORDS = "|".join(sorted({*JOINED, *PARTNERS, *TYPES, "GUIDE", "NZS"}, key=len, reverse=True))
FIRST = "|".join(sorted(JOINED, key=len, reverse=True))
HEAD = re.compile(rf"(?:{FIRST})(?![A-Z])(?:[ /-](?:{WORDS})(?![A-Z])){{0,5}}", re.IGNORECASE)
NUMBER = re.compile(
    r" ?-?(?P<number>(?:[0-9]?[A-Z]{1,3} )?[0-9]{1,6}[A-Z]{0,2}(?:\.[0-9]{1,3}){0,2})"
    r"(?:-(?P<part>[A-Z]{0,2}[0-9]{1,5}[A-Z]{0,3}(?:\.[0-9]{1,3}){0,3}(?:-[A-Z]?[0-9]{1,5}[A-Z]{0,2}){0,3}))?"
    r"(?: ?: ?(?P<year>[0-9]{4}(?:-[0-9]{2})?|[0-9]{2})(?![0-9]))?:?",
    re.IGNORECASE,
)
SUPPLEMENT = (
    r"(?:[/+: ] ?(?:(?:CD|AWI|WD|FD|PWI) )?(?:AMD|DAMD?|FDAMD?|COR|DCOR|FDCOR|ISH|FRAG|ADDENDUM NO)\.? ?[0-9]{1,3}"
    r"|[/+]A ?[0-9]{1,2}|[/+]AC ?[0-9]{0,2}|/ISSUE [0-9])(?::(?:19|20)[0-9]{2}(?:-[0-9]{2})?)?"
)
SUPPLEMENTS = re.compile(rf"(?:{SUPPLEMENT}){{1,4}}", re.IGNORECASE)
VARIANT = re.compile(r" (?P<edition>(?:EXV-|S)?(?:CSV|RLV|CMV|EXV|SER)|- TC|S[0-9](?::(?:19|20)[0-9]{2})?)(?![A-Z])", re.I)


def _head(typed: str) -> tuple[str, str]:
    """The words of a head as code and nature: `ISO/IEC CD TS` is `ISO/IEC` and `CD TS`."""
    code, nature = "", []
    for word in re.split(r"[ /-]", typed.upper()):
        if word in TYPES and code:
            nature.append(word)
            continue
        spelled = SPELLED.get(word, word)
        last = code.rsplit(" ", 1)[-1]
        spaced = last in SPACED_AFTER or spelled == "Guide" or (last in {"CEN", "CLC"} and word in {"ISO", "IEC"})
        spaced = spaced and (last, word) != ("AS", "NZS")
        code = f"{code}{' ' if spaced else '/'}{spelled}" if code else spelled
    return code, " ".join(nature)


def _part_and_year(part: str | None, year: str | None) -> tuple[str | None, int | None]:
    """A last component such as -2015 is a year where no other is written."""
    if year is not None:
        return part, full_year(year[:4])
    if part is None:
        return None, None
    rest, _, last = part.rpartition("-")
    return (rest or None, int(last)) if is_year(last) else (part, None)


def _amendment(typed: str) -> str:
    pieces = re.split(r"[/+]", typed.lstrip("/+: "))
    return "/".join(re.sub(r"(?<=[A-Za-z])\.? ?(?=[0-9])", " ", piece.strip()).title() for piece in pieces)


def _read_joined(text: str, start: int, *, asked: bool) -> Reading | None:
    head = HEAD.match(text, start)
    body = NUMBER.match(text, head.end()) if head else None
    if head is None or body is None:
        return None
    code, nature = _head(head[0])
    part, year = _part_and_year(body["part"], body["year"])
    if not asked and code in SINGLE_SHORT_WORDS and year is None:
        return None
    level = JOINED[code.split(" ")[0].split("/")[0].upper()]
    fields = Fields(level=level, code=code, nature=nature, number=body["number"].upper(), part=part, year=year)
    end = body.end()
    if supplements := SUPPLEMENTS.match(text, end):
        fields["amendment"], end = _amendment(supplements[0]), supplements.end()
    if variant := VARIANT.match(text, end):
        fields["edition"], end = variant["edition"].upper().removeprefix("- "), variant.end()
    return fields, end


def _read_published(publisher: Publisher, pattern: re.Pattern[str], text: str, start: int) -> Reading | None:
    match = pattern.match(text, start)
    if match is None:
        return None
    groups = match.groupdict()
    edition = groups.get("edition") or groups.get("revision")
    year = groups.get("year") or (dated[0] if edition and (dated := re.search(r"(?:19|20)[0-9]{2}", edition)) else None)
    fields = Fields(
        level=publisher.level,
        code=(groups.get("code") or publisher.code).upper() if publisher.gap != "-" else publisher.code,
        nature=(groups.get("nature") or "").upper(),
        number=match["number"].upper() if publisher.code != "draft" else match["number"].lower(),
        part=groups.get("part"),
        year=full_year(year) if year else None,
        edition=edition,
        amendment=(groups.get("amendment") or "").strip() or None,
    )
    return fields, match.end()


def _is_soviet(fields: Fields) -> bool:
    """CH before the 1990s is the Soviet СН: the Chinese code of surveying (CH) is younger."""
    return (fields.get("year") or LAST_SOVIET_YEAR) < 1988


def _patterns() -> tuple[tuple[Publisher, re.Pattern[str]], ...]:
    return tuple((row, re.compile((row.head or f"{row.code} ?") + row.body, re.IGNORECASE)) for row in PUBLISHERS)


PATTERNS = _patterns()
Check = Callable[[Fields], bool]


def read_foreign(text: str, start: int, *, asked: bool) -> Reading | None:
    """The reference at `start`; `asked` says that the text is meant to be one. None where there is none."""
    readings = (
        _read_published(row, pattern, text, start) for row, pattern in PATTERNS if asked or not row.loose
    )
    for reading in (*readings, _read_joined(text, start, asked=asked)):
        if reading is None or BREAK.match(text, reading[1]):
            continue
        if reading[0]["code"] == "СН" and not _is_soviet(reading[0]):
            continue
        return reading
    return None


def level_of(code: str) -> Level | None:
    """The level of a foreign code's first word; None where nobody bears it."""
    return JOINED.get(code.split(" ")[0].split("/")[0].upper())


JOINED_STYLE = Publisher("", Level.FOREIGN, "", year=":{}")
BY_FIRST_WORD = {row.code: row for row in PUBLISHERS}


def publisher_of(code: str) -> Publisher:
    """The row by which a foreign code prints."""
    words = re.split(r"[ /-]", code)
    if words[0] in {"ANSI", "CAN"} and len(words) > 1 and words[1] in BY_FIRST_WORD:
        return BY_FIRST_WORD[words[1]]
    return BY_FIRST_WORD.get(words[0], JOINED_STYLE)
