"""Named points at which a process can be made to die, so that a test can show that nothing is lost there.

`FEEDBACK_CRASH_AT=relay.published` kills the process (SIGKILL, as a power cut would) when it first passes
that point, `relay.published:3` at the third time. Without the setting a point is one look at the environment.
"""

import os
import signal
from collections import Counter

_passed: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """Die here when the environment asks for it; otherwise go on."""
    wanted = os.environ.get("FEEDBACK_CRASH_AT")
    if wanted is not None:
        _pass(name, wanted)


def _pass(name: str, wanted: str) -> None:
    _passed[name] += 1
    point, _, times = wanted.partition(":")
    if point == name and _passed[name] == int(times or 1):
        os.kill(os.getpid(), signal.SIGKILL)
