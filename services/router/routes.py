"""The table that says who answers for which standard: deploy/policy/routes.csv, first match wins."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from string import Formatter
from typing import Protocol

from shared.policy import PolicyError, read_table, row_of
from shared.text import Text

COLUMNS = ("level", "code", "number", "to", "also", "because_zh", "because_en")
SUPERVISED_BY = "supervised_by"
"""The optional column: who supervises the body that answers."""
LEVELS = (
    "national",
    "industry",
    "local",
    "group",
    "enterprise",
    "metrology",
    "international",
    "foreign",
    "none",
    "*",
)
WORDS = frozenset({"code", "industry", "body", "place", "also"})
"""What a reason may name in braces: the code, its industry, the body that answers, the reporter's place, and
the body that is told too."""
SHARED = "shared-ministry"
"""The destination that brings a second body with it."""

ANYTHING = "*"
NUMBERS = re.compile(r"\d+(-\d+)?(\|\d+(-\d+)?)*")


class Citation(Protocol):
    """What a route looks at in a standard's designation."""

    @property
    def level(self) -> str:
        """One of LEVELS, such as `national`."""

    @property
    def code(self) -> str:
        """What stands before the number: `GB`, `YY/T`, `DB44`."""

    @property
    def number(self) -> str:
        """The serial number, without part or year."""

    @property
    def region(self) -> str | None:
        """The place that set a local standard: two, four or six digits of GB/T 2260."""


@dataclass(frozen=True, slots=True)
class Route:
    """One row. `numbers` are inclusive; empty means any. `to` is a body's id or a named destination.

    `also` is told for information. `supervised_by` (an optional column) may order the setter to correct: it
    is asked too about a larger problem, and told of an ordinary one. `where` is the file and line, `row` the
    cells that decide.
    """

    line: int
    where: str
    row: str
    levels: tuple[str, ...]
    codes: tuple[str, ...]
    numbers: tuple[range, ...]
    to: str
    also: str | None
    supervised_by: str | None
    because: Text

    def matches(self, citation: Citation | None) -> bool:
        """Say whether the row speaks of this standard; None is a standard that is missing or unreadable."""
        if citation is None:
            return self.levels == ("none",) or self.matches_everything
        return self.is_about(citation.level) and self.fits(family(citation.code), citation.number)

    def is_about(self, level: str) -> bool:
        """Say whether the row speaks of standards of this level."""
        return level in self.levels or ANYTHING in self.levels

    def fits(self, code: str, number: str) -> bool:
        """Say whether the row speaks of this code and number, the level being right."""
        return any(fnmatchcase(code, pattern) for pattern in self.codes) and self._holds(number)

    @property
    def matches_everything(self) -> bool:
        """Say whether no standard, and no lack of one, can pass this row by."""
        return self.levels == (ANYTHING,) and self.codes == (ANYTHING,) and not self.numbers

    def _holds(self, number: str) -> bool:
        if not self.numbers:
            return True
        digits = re.match(r"\d+", str(number))
        return digits is not None and any(int(digits[0]) in numbers for numbers in self.numbers)


def family(code: str) -> str:
    """The code without its nature: GB/T and GB/Z are GB, since a standard may change its nature."""
    return re.sub(r"/[TZ]$", "", code.upper())


class Routes:
    """The table in its order."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self._routes = routes
        levels = {level for route in routes for level in route.levels} | set(LEVELS)
        self._about = {level: tuple(r for r in routes if r.is_about(level)) for level in levels}

    @classmethod
    def load(cls, path: Path, *, named: Collection[str], certain: Collection[str]) -> "Routes":
        """Read the table.

        `named` are the destinations and ids that `to` and `also` may name; `certain` are those among them
        that always lead to a body, of which the last row needs one. Raises PolicyError with the line.
        """
        routes = tuple(_route(path, line, row, named) for line, row in read_table(path, COLUMNS))
        if not routes:
            raise PolicyError(path, 1, "holds no route, so that no report would reach anybody")
        last = routes[-1]
        if not last.matches_everything or last.to not in certain:
            raise PolicyError(
                path,
                last.line,
                "the last route must match everything (level, code and number *) and lead somewhere for "
                "certain: a body's id, region-of-reporter or province-of-reporter",
            )
        return cls(routes)

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def matching(self, citation: Citation | None) -> Iterator[Route]:
        """Yield the rows that speak of this standard, in order."""
        if citation is None:
            return (route for route in self._routes if route.matches(None))
        code, number = family(citation.code), citation.number
        return (route for route in self._about[citation.level] if route.fits(code, number))


def _route(path: Path, line: int, row: Mapping[str, str], named: Collection[str]) -> Route:
    levels = tuple(row["level"].split("|"))
    if unknown := [level for level in levels if level not in LEVELS]:
        raise PolicyError(path, line, f"level “{unknown[0]}” is none of {', '.join(LEVELS)}")
    if not row["code"]:
        raise PolicyError(path, line, "code is empty; write * for any")
    for column in ("to", "also", SUPERVISED_BY):
        cell = row.get(column, "")
        if cell not in named and (cell or column == "to"):
            raise PolicyError(path, line, f"{column} “{cell}” is neither a destination nor a body")
    because = Text(zh=row["because_zh"], en=row["because_en"])
    _check_reason(path, line, because, tells=bool(row["also"]) or row["to"] == SHARED)
    codes = tuple(row["code"].split("|"))
    numbers = _numbers(path, line, row["number"])
    return Route(
        line=line,
        where=row_of(path, line),
        row=",".join(row[column] for column in COLUMNS[:5]).rstrip(","),
        levels=levels,
        codes=codes,
        numbers=numbers,
        to=row["to"],
        also=row["also"] or None,
        supervised_by=row.get(SUPERVISED_BY) or None,
        because=because,
    )


def _numbers(path: Path, line: int, cell: str) -> tuple[range, ...]:
    if cell == ANYTHING:
        return ()
    if not NUMBERS.fullmatch(cell):
        raise PolicyError(path, line, f"number “{cell}” is not like 2760, 50001-59999, 2760|2762 or *")
    bounds = [part.partition("-") for part in cell.split("|")]
    ranges = tuple(range(int(first), int(last or first) + 1) for first, _, last in bounds)
    if not all(ranges):
        raise PolicyError(path, line, f"number “{cell}” holds a range that ends before it begins")
    return ranges


def _check_reason(path: Path, line: int, because: Text, *, tells: bool) -> None:
    for side in (because.zh, because.en):
        try:
            used = {name for _, name, _, _ in Formatter().parse(side) if name is not None}
        except ValueError as error:
            raise PolicyError(path, line, f"the reason “{side}” cannot be read: {error}") from error
        if not side or used - WORDS:
            raise PolicyError(
                path, line, f"the reason “{side}” must be given and may name only {', '.join(sorted(WORDS))}"
            )
        if tells != ("also" in used):
            where = "names a body in `also`" if tells else "has nobody in `also`"
            raise PolicyError(
                path, line, f"the row {where}: its reason “{side}” must say so with {{also}}, or not"
            )
