"""Administrative divisions: GB/T 2260, as of the date in deploy/directory/README.md."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from shared.policy import PolicyError, read_table
from shared.text import Text

RegionLevel = Literal["province", "prefecture", "county"]

COLUMNS = ("code", "name", "level", "parent", "until", "successor")
LEVELS: tuple[RegionLevel, ...] = get_args(RegionLevel)


@dataclass(frozen=True, slots=True)
class Region:
    """A division: six digits, its Chinese name, its level, and the code of the division above."""

    code: str
    name: str
    level: RegionLevel
    parent: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class UnknownRegion(KeyError):
    """No division has, or ever had, this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = Text(
            zh=f"没有代码为“{code}”的行政区划。请从列表中选择，或填写六位代码（GB/T 2260），如 440305。",
            en=f"There is no region with the code “{code}”. Choose one from the list, or give the six digits "
            "of GB/T 2260, such as 440305.",
        )

    def __str__(self) -> str:
        return self.text.both


class Regions:
    """Every division of GB/T 2260; a retired code leads to the division that took its place."""

    def __init__(self, current: Mapping[str, Region], successors: Mapping[str, str]) -> None:
        self._current = dict(current)
        self._successors = dict(successors)
        self._below: dict[str | None, list[Region]] = defaultdict(list)
        for region in self._current.values():
            self._below[region.parent].append(region)

    @classmethod
    def load(cls, path: Path) -> "Regions":
        """Read regions.csv. Raises PolicyError with the line that is wrong."""
        current: dict[str, Region] = {}
        successors: dict[str, str] = {}
        lines: dict[str, int] = {}
        for line, row in read_table(path, COLUMNS):
            code = row["code"]
            if code in lines:
                raise PolicyError(path, line, f"{code} stands on line {lines[code]} already")
            lines[code] = line
            if row["successor"]:
                successors[code] = row["successor"]
            else:
                current[code] = _read(path, line, row)
        _check(path, lines, current, successors)
        return cls(current, successors)

    def get(self, code: str) -> Region:
        """Find the division, or the one that took its place. Raises UnknownRegion."""
        found = self._current.get(self._successors.get(code, code))
        if found is None:
            raise UnknownRegion(code)
        return found

    def __contains__(self, code: object) -> bool:
        return code in self._current or code in self._successors

    def __iter__(self) -> Iterator[Region]:
        return iter(self._current.values())

    def is_retired(self, code: str) -> bool:
        """Say whether the code was a division once and is one no more."""
        return code in self._successors

    def path(self, code: str) -> tuple[Region, ...]:
        """The division and those above it, province last. Raises UnknownRegion."""
        region = self.get(code)
        rungs = [region]
        while region.parent is not None:
            region = self._current[region.parent]
            rungs.append(region)
        return tuple(rungs)

    def full_name(self, code: str) -> str:
        """The name with those above it, as on an envelope: 广东省深圳市南山区."""
        return "".join(region.name for region in reversed(self.path(code)))

    def provinces(self) -> tuple[Region, ...]:
        """The divisions that have none above them, in the order of their codes."""
        return tuple(self._below[None])

    def below(self, code: str) -> tuple[Region, ...]:
        """The divisions directly below, in the order of their codes. Raises UnknownRegion."""
        return tuple(self._below.get(self.get(code).code, ()))


def _read(path: Path, line: int, row: Mapping[str, str]) -> Region:
    code = row["code"]
    level = next((level for level in LEVELS if level == row["level"]), None)
    if not (len(code) == 6 and code.isascii() and code.isdigit()):  # noqa: PLR2004 - GB/T 2260 has six digits
        raise PolicyError(path, line, f"“{code}” is not six digits")
    if level is None:
        raise PolicyError(path, line, f"“{row['level']}” is none of {', '.join(LEVELS)}")
    if not row["name"]:
        raise PolicyError(path, line, f"{code} has no name")
    return Region(code, row["name"], level, row["parent"] or None)


def _check(
    path: Path, lines: Mapping[str, int], current: Mapping[str, Region], successors: Mapping[str, str]
) -> None:
    for code, region in current.items():
        above = current.get(region.parent) if region.parent else None
        if region.level != "province" and above is None:
            raise PolicyError(path, lines[code], f"{code} lies in “{region.parent}”, which is no division")
        if above is not None and LEVELS.index(above.level) >= LEVELS.index(region.level):
            raise PolicyError(path, lines[code], f"{code} lies in {above.code}, which is not above it")
    for code, successor in successors.items():
        if successor not in current:
            raise PolicyError(
                path, lines[code], f"{code} leads to “{successor}”, which is no current division"
            )
