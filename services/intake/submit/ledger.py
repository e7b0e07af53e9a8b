"""What a run has to remember of all lines, kept on disk when it grows large."""

import sqlite3
from collections.abc import Iterable
from types import TracebackType
from typing import Self


class Ledger:
    """Counts how often a line has come, and knows which receipts are kept already."""

    def __init__(self) -> None:
        # An empty name is SQLite's private temporary database: in memory while small, on disk beyond.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("CREATE TABLE lines (digest BLOB PRIMARY KEY, n INTEGER) WITHOUT ROWID")
        self._database.execute("CREATE TABLE kept (id TEXT PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def occurrence(self, digest: str) -> int:
        """Return 1 for the first line of this content, 2 for the second, and so on."""
        row = self._database.execute(
            "INSERT INTO lines VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n",
            (bytes.fromhex(digest),),
        ).fetchone()
        return int(row[0])

    def know(self, ids: Iterable[str]) -> None:
        """Note the reports whose receipts an earlier run has kept."""
        self._database.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((id_,) for id_ in ids))

    def is_new(self, id_: str) -> bool:
        """Say whether this report's receipt is still to be kept; the second time it is not."""
        return self._database.execute("INSERT OR IGNORE INTO kept VALUES (?)", (id_,)).rowcount == 1
