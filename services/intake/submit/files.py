"""The two files that a run leaves: receipts, and what was refused. Both are for the sender's eyes only."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import orjson

PRIVATE = 0o600


class PrivateLines:
    """A file of JSON lines that only its owner may read; it comes into being with its first line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: BinaryIO | None = None

    def add(self, row: dict[str, object]) -> None:
        """Append one line, so that it is not lost when this process is killed."""
        if self._file is None:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
            os.fchmod(descriptor, PRIVATE)
            self._file = os.fdopen(descriptor, "ab", buffering=0)
        self._file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def kept_ids(path: Path) -> Iterator[str]:
    """Yield the ids of the reports whose receipts are kept; a line cut off by a crash is passed over."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                yield str(orjson.loads(line)["id"])
            except (orjson.JSONDecodeError, KeyError, TypeError):
                continue
