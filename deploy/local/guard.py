"""A small process that outlives the launcher by as long as it takes to stop what the launcher started.

It reads `+GROUP` and `-GROUP` lines. When its input ends, because the launcher is gone (kill -9 included),
it asks every process group still on its list to end, and kills what has not ended after a grace.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

GRACE = 10.0  # seconds


class Guard:
    """The launcher's side. `keep_open` names descriptors (a lock's) to be held until all has stopped."""

    def __init__(self, keep_open: Sequence[int] = ()) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=keep_open,
        )

    def watch(self, group: int) -> None:
        """Takes a process group under guard."""
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """The group has ended; its number may come again and is not ours then."""
        self._tell(f"-{group}")

    def close(self) -> None:
        """Ends the guard, and with it whatever is still under guard."""
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):  # without its guard the launcher still stops all that it started
                self._process.stdin.write(line.encode() + b"\n")
                self._process.stdin.flush()


def send(group: int, number: signal.Signals) -> bool:
    """Signals a process group; false when it has no process any more."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _guarded(lines: Iterable[str]) -> set[int]:
    groups: set[int] = set()
    for line in lines:
        change = groups.add if line.startswith("+") else groups.discard
        change(int(line[1:]))
    return groups


def _end(groups: set[int], grace: float) -> None:
    deadline = time.monotonic() + grace
    left = {group for group in groups if send(group, signal.SIGTERM)}
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = {group for group in left if _alive(group)}
    for group in left:
        send(group, signal.SIGKILL)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    _end(_guarded(sys.stdin), GRACE)
