"""How large a run is, and its seed: `FAULTS_SIZE=0.05 FAULTS_SEED=7 make faults` is a twentieth of it."""

import os
import random
import sys

SEED = 20_261_123


def scaled(number: int, *, least: int = 1) -> int:
    """A size of the full form, as much of it as `FAULTS_SIZE` asks for."""
    return max(least, round(number * float(os.environ.get("FAULTS_SIZE", "1"))))


def a_random(what: str) -> random.Random:
    """The dice of one run; the seed is printed, so that it can be thrown again."""
    seed = int(os.environ.get("FAULTS_SEED", SEED))
    tell(f"{what}: FAULTS_SEED={seed}")
    return random.Random(f"{seed} {what}")


def tell(text: str) -> None:
    """A line of the report of a run; pytest shows it with -s, or when the run fails."""
    sys.stdout.write(f"{text}\n")
