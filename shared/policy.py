"""How a policy file that does not check is told to the operator."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path


class PolicyError(Exception):
    """A policy or directory file is wrong: which file, which line (from 1, None if the whole), and why."""

    def __init__(self, file: Path | str, line: int | None, reason: str) -> None:
        self.file = Path(file)
        self.line = line
        self.reason = reason
        where = str(file) if line is None else f"{file}:{line}"
        super().__init__(f"{where}: {reason}")


def read_table(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row of a UTF-8 CSV file (a byte order mark is allowed) with its line number, cells trimmed.

    Raises PolicyError when the file cannot be read, a column is missing, or a row has too few or
    too many cells.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(path, None, f"cannot be read: {error}") from error
    rows = csv.reader(text.splitlines())
    head = next(rows, [])
    if missing := [name for name in columns if name not in head]:
        raise PolicyError(path, 1, f"lacks the column {', '.join(missing)}")
    for cells in rows:
        if not cells:
            continue
        if len(cells) != len(head):
            raise PolicyError(path, rows.line_num, f"has {len(cells)} cells where {len(head)} are due")
        yield rows.line_num, {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
