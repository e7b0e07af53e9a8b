"""The lines of a file of reports, read one at a time, and the name that makes sending each twice harmless."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import orjson

from shared.text import Text

LINE_MAX = 1 << 20  # bytes; far more than intake takes, so that intake itself can say what is too large

_BOM = b"\xef\xbb\xbf"
_NOT_JSON = Text(zh="这一行不是有效的 JSON（UTF-8）。", en="This line is not valid JSON in UTF-8.")
_NO_OBJECT = Text(zh="这一行不是 JSON 对象。", en="This line is not a JSON object.")
_TOO_LONG = Text(zh="这一行超过 1 MiB。", en="This line is longer than 1 MiB.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in the file; `size` is what was read of the file for it, in bytes."""

    number: int
    content: bytes
    size: int


class Unusable(Exception):
    """The line holds no report; its text says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.both)
        self.text = text


def read_lines(file: BinaryIO) -> Iterator[Line]:
    """Yield every line that is not blank; of one that is too long only the beginning is kept."""
    number = 0
    while content := file.readline(LINE_MAX + 2):
        number += 1
        size = len(content)
        while not content.endswith(b"\n") and (rest := file.readline(LINE_MAX)):
            size += len(rest)
            if rest.endswith(b"\n"):
                break
        stripped = (content.removeprefix(_BOM) if number == 1 else content).strip()
        if stripped:
            yield Line(number, stripped, size)


def digest(line: Line) -> str:
    """Return the SHA-256 of the line's canonical JSON (keys sorted, no spaces). Raises Unusable."""
    if len(line.content) > LINE_MAX:
        raise Unusable(_TOO_LONG)
    try:
        report = orjson.loads(line.content)
    except orjson.JSONDecodeError as error:
        raise Unusable(_NOT_JSON) from error
    if not isinstance(report, dict):
        raise Unusable(_NO_OBJECT)
    return hashlib.sha256(orjson.dumps(report, option=orjson.OPT_SORT_KEYS)).hexdigest()


def idempotency_key(digest_: str, occurrence: int) -> str:
    """Return the line's key: equal lines count one by one, and the same file always gives the same keys."""
    return f"{digest_}-{occurrence}"
