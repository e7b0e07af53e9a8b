"""How policy files are read, and how one that does not check is told to the operator."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from shared.settings import PROJECT

Policy = TypeVar("Policy", bound=BaseModel)


class PolicyError(Exception):
    """A policy or directory file is wrong: which file, which line (from 1, None if the whole), and why."""

    def __init__(self, file: Path | str, line: int | None, reason: str) -> None:
        self.file = Path(file)
        self.line = line
        self.reason = reason
        where = str(file) if line is None else f"{file}:{line}"
        super().__init__(f"{where}: {reason}")


def row_of(file: Path, line: int) -> str:
    """Return where a decision stands: `deploy/policy/routes.csv:15`, or the whole path outside of it."""
    shown = file.relative_to(PROJECT) if file.is_relative_to(PROJECT) else file
    return f"{shown}:{line}"


def read_table(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row of a CSV file with its line number, cells trimmed.

    Raises PolicyError when the file cannot be read, a column is missing, or a row has too few or
    too many cells.
    """
    rows = csv.reader(_text(path).splitlines())
    head = next(rows, [])
    if missing := [name for name in columns if name not in head]:
        raise PolicyError(path, 1, f"lacks the column {', '.join(missing)}")
    for cells in rows:
        if not cells:
            continue
        if len(cells) != len(head):
            raise PolicyError(path, rows.line_num, f"has {len(cells)} cells where {len(head)} are due")
        yield rows.line_num, {name: cell.strip() for name, cell in zip(head, cells, strict=True)}


def read_document(path: Path, model: type[Policy], context: Mapping[str, object] | None = None) -> Policy:
    """Read a YAML file as a model; `context` is for the model's own validators.

    Raises PolicyError with the line of the first thing that is wrong.
    """
    text = _text(path)
    try:
        loader = yaml.CSafeLoader(text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        raise PolicyError(path, mark.line + 1 if mark else None, str(error)) from error
    try:
        return model.model_validate(data, context=context)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = str(first.get("ctx", {}).get("error", first["msg"]))
        raise PolicyError(
            path, _line_at(root, first["loc"]), f"{where}: {reason}" if where else reason
        ) from error


def _text(path: Path) -> str:
    """Read UTF-8; a spreadsheet's byte order mark is allowed."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(path, None, f"cannot be read: {error}") from error


def _line_at(node: yaml.Node | None, loc: Sequence[str | int]) -> int | None:
    """The line (from 1) of the innermost part of `loc` that the document holds."""
    for part in loc:
        inner = _inner(node, part)
        if inner is None:
            break
        node = inner
    return None if node is None else node.start_mark.line + 1


def _inner(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        entry: yaml.Node = node.value[part]
        return entry
    return None
