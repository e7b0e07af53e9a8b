"""What the launcher tells a person: every line in Chinese and in English."""

import sys
import time
from types import TracebackType


def say(zh: str, en: str) -> None:
    """One line of progress, whole even when several speak at once."""
    sys.stdout.write(f"{zh} / {en}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """What went wrong, after everything else that was printed."""
    sys.stdout.flush()
    print(text, file=sys.stderr, flush=True)


def speak_unicode() -> None:
    """Lets a terminal that knows no Chinese show the English half instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


class Timed:
    """`with Timed("…", "…"):` says the line when it is done, with the seconds that it took."""

    def __init__(self, zh: str, en: str) -> None:
        self._zh, self._en = zh, en

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            took = f"{time.monotonic() - self._since:.1f} s"
            say(f"{self._zh}（{took}）", f"{self._en} ({took})")
