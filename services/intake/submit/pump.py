"""Moves lines from the file to intake: never more of them in memory than are under way."""

import asyncio
from collections.abc import Iterator
from typing import BinaryIO

from services.intake.submit.books import Books
from services.intake.submit.ledger import Ledger
from services.intake.submit.lines import Line, Unusable, digest, idempotency_key, read_lines
from services.intake.submit.sender import Accepted, NotTaken, Sender


class Source:
    """Gives each line to one taker; `slow` when reading may have to wait for somebody to write."""

    def __init__(self, file: BinaryIO, *, slow: bool) -> None:
        self._lines: Iterator[Line] = read_lines(file)
        self._slow = slow
        self._turn = asyncio.Lock()

    async def next(self) -> Line | None:
        """Return the next line, None at the end."""
        async with self._turn:
            if self._slow:
                return await asyncio.to_thread(next, self._lines, None)
            return next(self._lines, None)


async def pump(source: Source, sender: Sender, books: Books, *, concurrency: int) -> None:
    """Send every line, so many at once. Raises an ExceptionGroup of Unreachable when intake is gone."""
    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(_send_lines(source, sender, books))


async def _send_lines(source: Source, sender: Sender, books: Books) -> None:
    while line := await source.next():
        answer = await _send(line, sender, books.ledger)
        if isinstance(answer, Accepted):
            books.accepted(line, answer)
        else:
            books.not_taken(line, answer)


async def _send(line: Line, sender: Sender, ledger: Ledger) -> Accepted | NotTaken:
    try:
        found = digest(line)
    except Unusable as unusable:
        return NotTaken(unusable.text.both)
    return await sender.send(line.content, idempotency_key(found, ledger.occurrence(found)))
