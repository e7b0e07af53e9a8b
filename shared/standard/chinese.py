"""Reading a Chinese designation that begins at an offset: code, nature, number, part, year."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

from shared.standard.families import BY_CODE, FAMILIES, HYPHENED, PLAIN, SPELLED, Family
from shared.standard.fields import CENTURY, LATEST, Fields, Reading, full_year, is_year
from shared.standard.level import Level
from shared.standard.provinces import (
    CONSTRUCTION_CODES,
    province_of_short_name,
    region_of_code,
    region_of_construction,
)

Match = re.Match[str]
Build = Callable[[Match], Fields | None]

THROUGH = r"(?: ?(?:~|至|到) ?(?:[A-Z]{1,4}(?: ?/ ?[TZ])? ?)?(?P<through>\.?[0-9]{1,6}(?:\.[0-9]{1,5})?))?"
YEAR = r"(?: ?[-:一] ?(?P<year>[0-9]{4}|[0-9]{2})| (?P<late>(?:19|20)[0-9]{2})(?! ?[0-9A-Za-z.,/~年月:-]))?"
GAP = r" ?[-_]? ?"
BREAK = re.compile(r"[0-9A-Za-z_]| ?- ?[0-9]|[.:~][0-9]")
"""What cannot follow a designation: it would be a model number, a date, a telephone number."""


class Form(NamedTuple):
    """One way of writing.

    Its first two characters are among `heads`; `loose` forms are believed only where one was asked for.
    """

    heads: frozenset[str]
    pattern: re.Pattern[str]
    build: Build
    loose: bool = False


def _pattern(head: str, number: str) -> re.Pattern[str]:
    return re.compile(head + GAP + number + THROUGH + YEAR, re.IGNORECASE)


def through_of(number: str, part: str | None, last: str | None) -> str | None:
    """The last number of a range, whole: 20234.3 of `20234.1~.3`, 6675.4 of `6675.1~4`."""
    if last is None:
        return None
    if last.startswith("."):
        return number + last
    if part is not None and "." not in last:
        return f"{number}.{last}"
    return last


def _fields(
    match: Match, level: Level, code: str, *, nature: str = "", binding: bool | None = True
) -> Fields:
    groups = match.groupdict()
    year = groups["year"] or groups["late"]
    nature, number, part = nature.upper(), match["number"].upper(), groups.get("part")
    return Fields(
        level=level,
        code=code,
        nature=nature,
        number=number,
        part=part.upper() if part else None,
        through=through_of(number, part, groups["through"] or groups.get("upto")),
        year=full_year(year) if year else None,
        mandatory=False if nature else binding,
    )


def _of_family(match: Match) -> Fields | None:
    code = match["code"].upper().replace(" ", "")
    family = BY_CODE[code]
    nature = match.groupdict().get("nature") or ""
    fields = _fields(match, family.level, SPELLED.get(code, code), nature=nature, binding=family.binding)
    return fields | {"region": family.region} if family.region else fields


def _of_place(match: Match) -> Fields | None:
    digits = match["digits"]
    region = region_of_code(digits) or CONSTRUCTION_CODES.get(digits)
    if region is None:
        return None
    code = f"DB{digits if digits in CONSTRUCTION_CODES else region}{'(J)' if match['building'] else ''}"
    nature = match["nature"] or match["joined"] or ""
    return _fields(match, Level.LOCAL, code, nature=nature) | {"region": region}


def _of_numbered_place(match: Match) -> Fields | None:
    digits, nature = match["number"], match["nature"] or ""
    if match["code"].upper() == "DB" and (place := region_of_code(digits)):
        fields = _fields(match, Level.LOCAL, f"DB{digits}", nature=nature)
        return fields | {"region": place, "number": match["part"], "part": None}
    region = region_of_construction(digits)
    if region is None:
        return None
    return _fields(match, Level.LOCAL, match["code"].upper(), nature=nature) | {"region": region}


def _of_special_place(match: Match) -> Fields | None:
    region = region_of_construction(match["digits"])
    if region is None:
        return None
    code = match["code"].upper() + match["digits"]
    return _fields(match, Level.LOCAL, code, nature=match["nature"] or "") | {"region": region}


def _of_shanghai(match: Match) -> Fields | None:
    code = match["code"].upper()
    return _fields(match, Level.LOCAL, code, binding="/" not in code) | {"region": "31"}


def _of_jiangsu(match: Match) -> Fields | None:
    mark = match["mark"].upper()
    return _fields(match, Level.LOCAL, f"DGJ32/{mark}", binding=mark == "J") | {"region": "32"}


def _of_metrology(match: Match) -> Fields | None:
    code, place = match["code"].upper(), match["place"]
    region = province_of_short_name(place) if place else None
    if place and region is None:
        code = f"{code}({place})"
    fields = _fields(match, Level.METROLOGY, code, binding=None)
    return fields | {"region": region} if region else fields


def _of_body(match: Match) -> Fields | None:
    code = match["code"].upper().replace(" ", "")
    code = code if "/" in code else f"{code[0]}/{code[1:]}"
    level = Level.GROUP if code.startswith("T") else Level.ENTERPRISE
    return _fields(match, level, code, binding=None)


def _family_forms() -> Iterator[Form]:
    def shape(family: Family) -> tuple[str, str]:
        return family.shape, family.natures

    for (number, natures), families in groupby(sorted(FAMILIES, key=shape), key=shape):
        codes = sorted((family.code for family in families), key=len, reverse=True)
        spellings = "|".join(code.replace("/", " ?/ ?") for code in codes)
        nature = rf"(?: ?[/_]? ?\(?(?P<nature>{natures})\)?)?" if natures else ""
        yield Form(
            frozenset(code[:2] for code in codes),
            _pattern(rf"(?P<code>{spellings}){nature}", number),
            _of_family,
        )


NATURE = r"(?: ?/ ?(?P<nature>[TZ])?| ?(?P<joined>[TZ])| |(?<=\)))"
OPEN_NATURE = r"(?: ?/? ?(?P<nature>T))? ?/?"
SERIAL = r"(?P<number>(?:G:)?[A-Z]{0,2}[0-9]{1,6})(?:\.(?P<part>[0-9]{1,4}(?:\.[0-9]{1,3})?))?"
OWN_SERIAL = r"(?P<number>[A-Z]{0,2}[0-9]{1,6}[A-Z]?(?:[ .][0-9]{1,6}){0,4})(?P<part>(?!))?"
LETTERS = r"[0-9]{0,6} ?[A-Z]{1,15}(?:[&/-][A-Z]{1,12}){0,3}"
_PLACE = r"\((?:[A-Z]{1,4}|[\u4e00-\u9fff]{1,4})\) ?[A-Z]{1,12}"
HOUSE = rf"(?:{LETTERS}|[\u4e00-\u9fff]{{1,6}}[A-Z]{{0,12}}|{_PLACE})"
"""An enterprise may put Chinese characters, or its place in brackets, into its own code."""

DB, DG = frozenset({"DB"}), frozenset({"DG"})

FORMS: tuple[Form, ...] = (
    Form(DB, _pattern(r"(?P<code>DB)(?: ?/? ?(?P<nature>T))?", HYPHENED + r"(?= ?-)"), _of_numbered_place),
    Form(
        DB,
        _pattern(r"DB ?(?P<digits>[0-9]{6}|[0-9]{4}|[0-9]{2}) ?(?P<building>\(J\))?" + NATURE, PLAIN),
        _of_place,
    ),
    Form(
        DB, _pattern(r"(?P<code>DBJ|DBS) ?(?P<digits>[0-9]{2}) ?/ ?(?P<nature>T)?", PLAIN), _of_special_place
    ),
    Form(DB, _pattern(r"(?P<code>DBJ)" + OPEN_NATURE, HYPHENED), _of_numbered_place),
    Form(DB, _pattern(r"(?P<code>DBS) ?(?P<digits>[0-9]{2}) (?P<nature>T)?", PLAIN), _of_special_place),
    Form(DG, _pattern(r"(?P<code>DG/TJ|DGJ)", HYPHENED.replace("[A-Z]{0,2}[0-9]{1,6}", "08")), _of_shanghai),
    Form(DG, _pattern(r"DGJ ?32 ?/ ?(?P<mark>T?J)", PLAIN), _of_jiangsu),
    Form(
        frozenset({"JJ"}),
        _pattern(r"(?P<code>JJ[GF])(?: ?\( ?(?P<place>[\u4e00-\u9fff]{1,4}) ?\))?", PLAIN),
        _of_metrology,
    ),
    Form(frozenset({"T/", "T "}), _pattern(rf"(?P<code>T ?/ ?{LETTERS})", SERIAL), _of_body),
    Form(frozenset({"Q/", "Q "}), _pattern(rf"(?P<code>Q ?/ ?{HOUSE})", OWN_SERIAL), _of_body),
    *_family_forms(),
    Form(frozenset({"T "}), _pattern(r"(?P<code>T [A-Z]{3,12})", SERIAL + r"(?= ?-)"), _of_body, loose=True),
)
BY_HEAD = {
    head: tuple(form for form in FORMS if head in form.heads)
    for head in sorted(frozenset().union(*(form.heads for form in FORMS)))
}


def _plausible(fields: Fields, match: Match) -> bool:
    year = match["year"]
    if year and int(year) >= CENTURY and not is_year(year):
        return False
    family = BY_CODE.get(fields["code"])
    if family and (fields.get("year") or LATEST) < family.since:
        return False
    if fields["code"] == "DB" and fields["level"] is Level.INDUSTRY and match[0][2:3].isdigit():
        return False  # DB11945 has lost its slash: whose it is, nobody can say
    return not BREAK.match(match.string, match.end())


def read_chinese(text: str, start: int, *, asked: bool) -> Reading | None:
    """The designation at `start`; `asked` says that the text is meant to be one. None where there is none."""
    for form in BY_HEAD.get(text[start : start + 2].upper(), ()):
        if form.loose and not asked:
            continue
        match = form.pattern.match(text, start)
        fields = form.build(match) if match else None
        if match and fields and _plausible(fields, match):
            return fields, match.end()
    return None


def part_mark_of(code: str, level: Level) -> str:
    """What stands between number and part where this code is printed."""
    if level is Level.LOCAL and code in {"DB", "DBJ", "DGJ", "DG/TJ"}:
        return "-"
    family = BY_CODE.get(code.upper())
    return family.part_mark if family else "."
