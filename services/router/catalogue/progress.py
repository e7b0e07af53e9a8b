"""What the operator sees while a file is imported: a bar, or now and then a line."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from services.router.catalogue.tally import Tally
from shared.text import Text

EVERY = 5.0  # seconds between two plain lines


class Display:
    """Shows progress and bad lines on standard error, and the conclusion on standard output."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self._console = Console(stderr=True, soft_wrap=True)
        self._paper = Console(soft_wrap=True)
        self._told = time.monotonic()
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=self._console, transient=True)
        self._task = self._bar.add_task("", total=None)

    @contextmanager
    def running(self, total: int) -> Iterator[None]:
        """Show the bar while the block runs; `total` is the file's size in bytes."""
        if not self._console.is_terminal:
            yield
            return
        self._bar.update(self._task, total=total)
        with self._bar:
            yield

    def moved(self, position: int) -> None:
        """The file is read up to this byte, and what stands before it is imported."""
        if self._console.is_terminal:
            self._bar.update(self._task, completed=position, description=self.tally.short().both)
        elif time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            self.say(self.tally.short().both)

    def say(self, line: str) -> None:
        """Print one line, above the bar."""
        self._console.print(line, markup=False, highlight=False)

    def conclude(self, text: Text) -> None:
        """Print one line that is the command's result."""
        self._paper.print(text.both, markup=False, highlight=False)
