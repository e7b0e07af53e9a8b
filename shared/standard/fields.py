"""What a reader takes out of a citation: the fields of a `StandardRef`, before it is one."""

from typing import NotRequired, TypedDict

from shared.standard.level import Level

CENTURY_TURNS = 50
"""A two-digit year below this belongs to the 2000s; the earliest Chinese standards are of the 1950s."""

CENTURY = 100
EARLIEST, LATEST = 1900, 2049


class Fields(TypedDict):
    """The named parts of one citation; absent means not written."""

    level: Level
    code: str
    number: str
    nature: NotRequired[str]
    part: NotRequired[str | None]
    through: NotRequired[str | None]
    year: NotRequired[int | None]
    region: NotRequired[str | None]
    mandatory: NotRequired[bool | None]
    amendment: NotRequired[str | None]
    edition: NotRequired[str | None]
    clause: NotRequired[str | None]


Reading = tuple[Fields, int]
"""The fields, and the offset at which what was read ends."""


def full_year(digits: str) -> int:
    """The year that two or four digits mean: '89' is 1989, '07' is 2007."""
    year = int(digits)
    if year >= CENTURY:
        return year
    return year + (2000 if year < CENTURY_TURNS else 1900)


def is_year(digits: str) -> bool:
    """Whether four digits may be the year of a standard."""
    return digits.isdigit() and EARLIEST <= int(digits) <= LATEST
