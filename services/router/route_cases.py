"""`routes test FILE`: a table of cases against the routes, for an operator's own CI."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from services.router.case.addressees import Addressees, Matter, addressees
from services.router.classify import readable
from services.router.directory import Assignment, Directory
from shared.authorities import UnknownAuthority
from shared.case import Role
from shared.policy import PolicyError, read_table, row_of
from shared.standard import StandardRef
from shared.taxonomy import Severity
from shared.text import Text

COLUMNS = ("designation", "region", "severity", "expected")
CONTRADICTS, INFORMED = "contradicts", "informed"
"""Optional columns: a second standard that the first contradicts; who is told for information."""
NOBODY = "-"
"""In `informed`: nobody at all. An empty cell is not checked."""

MORE = Text(zh="{all} 例，{wrong} 例不符。", en="{all} cases, {wrong} of them differ.")
NONE = Text(zh="{all} 例，全部相符。", en="{all} cases, all as expected.")
EXPECTED = Text(zh="应为", en="expected")
CAME = Text(zh="实为", en="came")
DECIDED = Text(zh="依据", en="decided by")

Asked = frozenset[tuple[str, str]]
"""Roles and ids: ("setter", "sac")."""


@dataclass(frozen=True, slots=True)
class RouteCase:
    """One row: what is reported from where, and who must hear. `informed` None is not checked."""

    where: str
    typed: str
    matter: Matter
    asked: Asked
    informed: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A case whose addressees are not those expected."""

    case: RouteCase
    came: Addressees


def load(path: Path, directory: Directory) -> tuple[RouteCase, ...]:
    """Read the table. Raises PolicyError with the line that is wrong."""
    cases = tuple(_read(path, line, row, directory) for line, row in read_table(path, COLUMNS))
    if not cases:
        raise PolicyError(path, None, "holds no case")
    return cases


def differences(cases: tuple[RouteCase, ...], directory: Directory) -> Iterator[Difference]:
    """Yield the cases that come out differently."""
    for case in cases:
        came = addressees(case.matter, directory)
        informed = frozenset(a.authority.id for a in came.informed)
        if _asked(came) != case.asked or case.informed not in {None, informed}:
            yield Difference(case, came)


def run_cases(path: Path, directory: Directory, out: TextIO) -> int:
    """Write every difference, and how many; returns 1 when there is any, else 0. Raises PolicyError."""
    cases = load(path, directory)
    wrong = tuple(differences(cases, directory))
    out.writelines(f"{told(difference, directory)}\n" for difference in wrong)
    out.write((MORE if wrong else NONE).with_(all=len(cases), wrong=len(wrong)).both + "\n")
    return 1 if wrong else 0


def told(difference: Difference, directory: Directory) -> str:
    """Return a difference as an operator reads it: the line, what was expected, what came, and why."""
    case, came = difference.case, difference.came
    place = directory.regions.full_name(case.matter.region)
    lines = [
        f"{case.where}: {case.typed or NOBODY} · {case.matter.region} {place} · {case.matter.severity}",
        f"  {EXPECTED.both}: {_listed(case.asked, case.informed)}",
        f"  {CAME.both}: {_listed(_asked(came), None if case.informed is None else _ids(came.informed))}",
    ]
    decisions = [*(a for _, a in came.asked), *came.informed]
    return "\n".join(lines + [f"  {DECIDED.both}: {_decision(a)}" for a in decisions]) + "\n"


def _decision(assigned: Assignment) -> str:
    row = f" [{assigned.row}]" if assigned.row else ""
    where = f"{assigned.decided_by}{row} " if assigned.decided_by else ""
    return f"{where}→ {assigned.authority.id}: {assigned.because.both}"


def _asked(came: Addressees) -> Asked:
    return frozenset((role.value, assigned.authority.id) for role, assigned in came.asked)


def _ids(assigned: tuple[Assignment, ...]) -> frozenset[str]:
    return frozenset(a.authority.id for a in assigned)


def _listed(asked: Asked, informed: frozenset[str] | None) -> str:
    roles = [f"{role}:{id_}" for role, id_ in sorted(asked)]
    told_ = [] if informed is None else [f"{INFORMED}:{id_}" for id_ in sorted(informed) or [NOBODY]]
    return " ".join(roles + told_)


def _read(path: Path, line: int, row: Mapping[str, str], directory: Directory) -> RouteCase:
    if row["region"] not in directory.regions:
        raise PolicyError(path, line, f"“{row['region']}” is no region of GB/T 2260")
    if row["severity"] not in set(Severity):
        raise PolicyError(path, line, f"severity “{row['severity']}” is none of {', '.join(Severity)}")
    typed, second = row["designation"], row.get(CONTRADICTS, "")
    matter = Matter(
        standard=readable(typed),
        region=row["region"],
        severity=Severity(row["severity"]),
        others=_others(path, line, second),
    )
    roles = (cell.partition(":") for cell in row["expected"].split())
    asked = frozenset((role, _known(path, line, id_, directory)) for role, _, id_ in roles)
    if not asked or {role for role, _ in asked} - set(Role):
        raise PolicyError(path, line, f"expected “{row['expected']}” is not like setter:sac superior:440300")
    return RouteCase(
        where=row_of(path, line),
        typed=f"{typed} × {second}" if second else typed,
        matter=matter,
        asked=asked,
        informed=_informed(path, line, row.get(INFORMED, ""), directory),
    )


def _others(path: Path, line: int, second: str) -> tuple[StandardRef, ...]:
    ref = readable(second)
    if second and ref is None:
        raise PolicyError(path, line, f"{CONTRADICTS} “{second}” cannot be read as a standard")
    return (ref,) if ref else ()


def _informed(path: Path, line: int, cell: str, directory: Directory) -> frozenset[str] | None:
    ids = frozenset(_known(path, line, id_, directory) for id_ in cell.split() if id_ != NOBODY)
    return ids if cell else None


def _known(path: Path, line: int, id_: str, directory: Directory) -> str:
    try:
        return directory.authority(id_).id
    except UnknownAuthority as unknown:
        raise PolicyError(path, line, f"“{id_}” is no body of the directory") from unknown
