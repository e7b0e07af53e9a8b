"""The table of a whole run: for the eye while it goes on, and for docs/performance.md."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.tree import ROOT
from tests.performance.drawing import draw
from tests.performance.frame import Row, spread

PAGE, PICTURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "pictures" / "performance.svg"
BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here -->"
HEAD = """| what · 内容 | ours · 本系统 | limit · 参照 | beside · 参照为 | figure · 比值 | aim · 目标 |
|---|---|---|---|---|---|"""
WORDS = {True: "✓", False: "✗", None: ""}


def line(row: Row) -> str:
    """One row for the terminal."""
    limit = f" beside {spread(row.limit, row.unit)}" if row.limit else ""
    return (
        f"{row.what.en}: {spread(row.ours, row.unit)}{limit}  {_figure(row)} {_aim(row)} {row.note}".rstrip()
    )


def write(rows: Sequence[Row], command: str) -> None:
    """Put table and picture in the place of those of the last run, and say with which command."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    made = "\n".join((BEGIN, *_table(rows, command), END))
    PAGE.write_text(before + made + after, encoding="utf-8")
    draw(PICTURE, rows)


def _table(rows: Iterable[Row], command: str) -> Iterator[str]:
    day = datetime.now(UTC).date().isoformat()
    yield f"Measured {day} with `{command}` on {_machine()}.\n"
    yield HEAD
    for row in rows:
        what = f"{row.what.en} · {row.what.zh}" + (f" ({row.note})" if row.note else "")
        beside = f"{row.beside.en} · {row.beside.zh}" if row.limit else ""
        limit = spread(row.limit, row.unit) if row.limit else ""
        yield f"| {what} | {spread(row.ours, row.unit)} | {limit} | {beside} | {_figure(row)} | {_aim(row)} |"


def _figure(row: Row) -> str:
    return "" if row.figure is None else f"{row.figure:.2f} {row.aim.unit if row.aim else '×'}"


def _aim(row: Row) -> str:
    return f"{row.aim} {WORDS[row.met]}" if row.aim else ""


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next(
        (one.partition(":")[2].strip() for one in lines if one.startswith("model name")), "processor"
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    cores = f"{os.cpu_count()} cores ({model}), {memory:.0f} GB"
    return f"{cores}, Linux, Python {python}; median (least–most) of the rounds"
