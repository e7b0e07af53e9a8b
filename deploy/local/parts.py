"""A part: one program that the launcher starts, watches and stops."""

import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM

from deploy.local.guard import Guard, send


class PartFailed(Exception):
    """A part ended by itself, or was not ready in time. Its text says which, how, and its last words."""


@dataclass(frozen=True)
class Part:
    """What to start, and how to tell that it is ready."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    ready: Callable[[], bool]
    grace: float = 10.0  # seconds between asking to end and killing


@dataclass
class Running:
    """A part as a process group of its own, its output kept in a log file. It can be started again."""

    part: Part
    log: Path
    guard: Guard
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Starts the part. Does not wait for it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.part.command,
                env=dict(self.part.environment),
                cwd=self.part.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.guard.watch(self._process.pid)

    @property
    def pid(self) -> int:
        """Number of the process, and of its group."""
        if self._process is None:
            raise RuntimeError(f"{self.part.name} was not started")
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return None if self._process is None else self._process.poll()

    @property
    def alive(self) -> bool:
        """Started, and not ended."""
        return self._process is not None and self._process.poll() is None

    def ask_to_end(self) -> None:
        """SIGTERM to the whole group."""
        if self.alive:
            send(self.pid, SIGTERM)

    def end(self) -> None:
        """Waits for the end that was asked for; kills after the grace. Leaves nothing of the group."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):  # what has not ended by then is killed
            self._process.wait(self.part.grace)
        self.kill()

    def stop(self) -> None:
        """Asks, waits, and kills if need be."""
        self.ask_to_end()
        self.end()

    def kill(self) -> None:
        """SIGKILL to the whole group, at once."""
        if self._process is None:
            return
        send(self.pid, SIGKILL)
        self._process.wait()
        self.guard.forget(self.pid)

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def check(self) -> None:
        """Raises `PartFailed` when it has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            raise PartFailed(_obituary(self))


def a_moment() -> None:
    """Between two looks."""
    time.sleep(0.1)


def wait_until_ready(
    running: Iterable[Running], seconds: float, *, pause: Callable[[], None] = a_moment
) -> None:
    """Waits for all at once. Raises `PartFailed` when one ends, or is not ready in time."""
    waiting = list(running)
    deadline = time.monotonic() + seconds
    while waiting:
        for one in waiting:
            one.check()
        waiting = [one for one in waiting if not one.part.ready()]
        if waiting and time.monotonic() > deadline:
            raise PartFailed(_too_slow(waiting[0], seconds))
        if waiting:
            pause()


def _obituary(one: Running) -> str:
    name, code = one.part.name, one.exit_code or 0
    zh, en = (f"信号 {-code}", f"signal {-code}") if code < 0 else (f"退出码 {code}", f"exit code {code}")
    return (
        f"“{name}”自行退出（{zh}）。 / {name} ended by itself ({en}).\n"
        f"日志 / log: {one.log}\n{one.last_words()}"
    )


def _too_slow(one: Running, seconds: float) -> str:
    name = one.part.name
    return (
        f"“{name}”在 {seconds:.0f} 秒内未就绪。 / {name} was not ready within {seconds:.0f} s.\n"
        f"日志 / log: {one.log}\n{one.last_words()}"
    )
