"""The records of a file, one at a time with the line each begins on: CSV, a JSON array, or JSON lines."""

import csv
import json
import os
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from services.router.catalogue.fault import BadFile, BadLine, bad
from shared.text import Text

CHUNK = 1 << 16
RECORD_MAX = 1 << 20
"""Characters; a longer record is a bracket or a quotation mark that was never closed."""

Cells = Mapping[str, str]
"""What stands under each heading or key, without blanks at its ends; what is empty is left out."""

BROKEN = Text(
    zh="从这里起不是有效的 {kind}：{why}。此前的行已经导入；请改正后重新运行，不会重复。",
    en="From here on this is not {kind}: {why}. The lines before it were imported; mend it and run the "
    "command again, nothing is added twice.",
)


class Record(NamedTuple):
    """What stands at a line, or why it cannot be read."""

    line: int
    cells: Cells | BadLine


@contextmanager
def opened(path: Path) -> Iterator[tuple[TextIO, int]]:
    """Open the file as the text that it is; its size is in bytes. Raises OSError."""
    with path.open(encoding=encoding_of(path), newline="") as file:
        yield file, path.stat().st_size


def position(file: TextIO) -> int:
    """How many bytes of the file have been read."""
    return os.lseek(file.fileno(), 0, os.SEEK_CUR)


def encoding_of(path: Path) -> str:
    """Say whether the file is UTF-8, as it should be, or GB 18030, as spreadsheets in China save it."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def read_records(file: TextIO) -> Iterator[Record]:
    """Yield every record. Raises BadFile where nothing after a line can be made out."""
    try:
        first = file.read(CHUNK).lstrip()[:1]
        file.seek(0)
        if first == "[":
            yield from _array(file)
        elif first == "{":
            yield from _json_lines(file)
        else:
            yield from _table(file)
    except UnicodeDecodeError as error:
        raise BadFile(
            Text(
                zh="文字既不是 UTF-8 也不是 GB 18030。请另存为 UTF-8。",
                en="The text is neither UTF-8 nor GB 18030. Save the file as UTF-8.",
            )
        ) from error


def _table(file: TextIO) -> Iterator[Record]:
    rows = csv.reader(file)
    head = [name.strip().casefold() for name in next(rows, [])]
    line = rows.line_num
    try:
        for cells in rows:
            began, line = line + 1, rows.line_num
            if any(cell.strip() for cell in cells):
                yield Record(began, _row(head, cells))
    except csv.Error as error:
        raise BadFile(BROKEN.with_(kind="CSV", why=str(error)), line + 1) from error


def _row(head: list[str], cells: list[str]) -> Cells | BadLine:
    if len(cells) != len(head):
        return bad(
            "这一行有 {found} 个单元格，表头有 {due} 个。含逗号的内容请加双引号。",
            "This line has {found} cells, and the heading {due}. Put cells with a comma in quotation marks.",
            found=str(len(cells)),
            due=str(len(head)),
        )
    return _filled(zip(head, cells, strict=True))


def _json_lines(file: TextIO) -> Iterator[Record]:
    number = 0
    while content := file.readline(RECORD_MAX):
        number += 1
        if len(content) == RECORD_MAX and not content.endswith("\n"):
            why = f"more than {RECORD_MAX} characters on one line"
            raise BadFile(BROKEN.with_(kind="JSON", why=why), number)
        if content.strip():
            yield Record(number, _object(content))


def _object(content: str) -> Cells | BadLine:
    try:
        return _cells(json.loads(content))
    except (json.JSONDecodeError, RecursionError):
        return bad(
            "这一行不是有效的 JSON。请检查引号和逗号，每行一个对象。",
            "This line is not valid JSON. Check its quotation marks and commas; each line is one object.",
        )


def _array(file: TextIO) -> Iterator[Record]:
    decoder, buffer, line = json.JSONDecoder(), "", 1
    more = True
    while True:
        stripped = buffer.lstrip("\ufeff \t\r\n,[")
        line += buffer[: len(buffer) - len(stripped)].count("\n")
        buffer = stripped
        if buffer.startswith("]"):
            return
        try:
            content, end = decoder.raw_decode(buffer)
        except (json.JSONDecodeError, RecursionError) as error:
            if not more or len(buffer) > RECORD_MAX:
                why = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
                raise BadFile(BROKEN.with_(kind="JSON", why=why), line) from error
            chunk = file.read(CHUNK)
            buffer, more = buffer + chunk, bool(chunk)
            continue
        yield Record(line, _cells(content))
        line += buffer.count("\n", 0, end)
        buffer = buffer[end:]


def _cells(content: Any) -> Cells | BadLine:
    if not isinstance(content, dict):
        return bad("这里应是一个 JSON 对象。", "A JSON object is due here.")
    if wrong := [key for key, value in content.items() if isinstance(value, (dict, list))]:
        return bad(
            "“{key}”应是文字，不是列表或对象。",
            "“{key}” must be text, not a list or an object.",
            key=wrong[0],
        )
    named = ((key.strip().casefold(), value) for key, value in content.items())
    return _filled((key, "" if value is None else str(value)) for key, value in named)


def _filled(pairs: Any) -> Cells:
    return {key: value.strip() for key, value in pairs if value.strip()}
