"""Crash points."""

import os
import signal
import subprocess
import sys

from deploy.local.tree import ROOT

PROGRAM = 'from shared.crash import crash_point\nfor n in range(3): crash_point("a"); print(n, flush=True)'


def passed(wanted: str) -> tuple[int, str]:
    """Exit code and output of a program that passes point `a` three times."""
    environment = {**os.environ, "FEEDBACK_CRASH_AT": wanted}
    done = subprocess.run(
        (sys.executable, "-c", PROGRAM),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.replace("\n", "")


def test_a_process_dies_at_the_point_that_the_environment_names_and_at_no_other():
    assert passed("a") == (-signal.SIGKILL, "")
    assert passed("a:3") == (-signal.SIGKILL, "01")
    assert passed("b") == (0, "012")
