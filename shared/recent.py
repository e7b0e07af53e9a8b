"""What a process has lately done or seen, so that it need not ask: a bounded memory of ids."""

from collections.abc import Iterable

REMEMBERED = 30_000
"""Ids at least, and twice as many at most, some 8 MB: a hundred seconds of what one process can do."""


class Recent:
    """The last ids that were noted, `least` of them and at most twice as many."""

    def __init__(self, least: int = REMEMBERED) -> None:
        self._least = least
        self._newer: set[str] = set()
        self._older: set[str] = set()

    def note(self, ids: Iterable[str]) -> None:
        """Remember these; what was noted longest ago is forgotten, many at a time."""
        for id_ in ids:
            self._newer.add(id_)
            if len(self._newer) >= self._least:
                self._older, self._newer = self._newer, set()

    def __contains__(self, id_: str) -> bool:
        return id_ in self._newer or id_ in self._older
