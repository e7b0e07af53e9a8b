"""What a person at the terminal sees of long work: a bar, or now and then a line; and its conclusion."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from shared.text import Text

EVERY = 5.0  # seconds between two plain lines

_WAITING = Text(zh="{what}；{seconds} 秒后重试……", en="{what}; trying again in {seconds} s …")


class Counts(Protocol):
    """What the work has come to so far."""

    def short(self) -> Text:
        """Return the counts for a line of progress."""


class Display:
    """Shows progress on standard error, and the conclusion on standard output."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._console = Console(stderr=True, soft_wrap=True)
        self._paper = Console(soft_wrap=True)
        self._told = time.monotonic()
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=self._console, transient=True)
        self._task = self._bar.add_task("", total=None)
        self._done = 0

    @contextmanager
    def running(self, total: int | None) -> Iterator[None]:
        """Show the bar while the block runs; `total` is the file's size in bytes, None when nobody knows."""
        if not self._console.is_terminal:
            yield
            return
        self._bar.update(self._task, total=total)
        with self._bar:
            yield

    def moved(self, size: int) -> None:
        """So many more bytes of the file are dealt with."""
        self.reached(self._done + size)

    def reached(self, position: int) -> None:
        """The file is dealt with up to this byte."""
        self._done = position
        if self._console.is_terminal:
            self._bar.update(self._task, completed=position, description=self._counts.short().both)
        elif time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            self.say(self._counts.short())

    def waiting(self, what: Text, seconds: float) -> None:
        """The work cannot go on now; it is tried again after a pause."""
        self.say(_WAITING.with_(what=what, seconds=f"{seconds:.1f}"))

    def say(self, text: Text, *, where: str = "") -> None:
        """Print one line, above the bar; `where` in the file it belongs."""
        self._console.print(f"{where}{text.both}", markup=False, highlight=False)

    def conclude(self, text: Text) -> None:
        """Print one line that is the command's result."""
        self._paper.print(text.both, markup=False, highlight=False)
