"""Where each thing was met in the file, kept on disk when the file is large."""

import sqlite3
from types import TracebackType
from typing import Self


class Seen:
    """Remembers the first line of every id, so that two lines about one thing do not undo each other."""

    def __init__(self) -> None:
        # An empty name is SQLite's private temporary database: in memory while small, on disk beyond.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def earlier(self, id_: str, line: int) -> int | None:
        """Return the line on which this id stands already; None, and remember this one, if there is none."""
        if self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (id_, line)).rowcount == 1:
            return None
        row = self._database.execute("SELECT line FROM seen WHERE id = ?", (id_,)).fetchone()
        return int(row[0])
