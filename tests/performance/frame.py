"""A measurement beside its limit: alternating rounds, medians, and whether the aim is reached."""

import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import NamedTuple

from shared.text import Text

Work = Callable[[], Awaitable[float]]


class Sense(Enum):
    """Which way is good."""

    AT_LEAST = "≥"
    AT_MOST = "≤"


class Aim(NamedTuple):
    """What is wanted of ours divided by the limit, or, `by` an amount, of ours less the limit."""

    sense: Sense
    value: float
    unit: str = "×"

    def met(self, figure: float) -> bool:
        """Say whether a figure reaches it."""
        return figure >= self.value if self.sense is Sense.AT_LEAST else figure <= self.value

    def __str__(self) -> str:
        return f"{self.sense.value} {self.value:g} {self.unit}"


class Row(NamedTuple):
    """One line of the table: what we do and the limit beside it, each round of both, in one unit."""

    what: Text
    beside: Text
    unit: str
    ours: Sequence[float]
    limit: Sequence[float] = ()
    aim: Aim | None = None
    note: str = ""

    @property
    def figure(self) -> float | None:
        """Ours beside the limit: the median over the rounds, each of which is compared with itself."""
        if not self.limit:
            return None
        difference = self.aim is not None and self.aim.unit != "×"
        pairs = zip(self.ours, self.limit, strict=True)
        return statistics.median(a - b if difference else a / b for a, b in pairs)

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None where there is none."""
        return self.aim.met(self.figure) if self.aim and self.figure is not None else None


async def alternating(rounds: int, *works: Work) -> list[list[float]]:
    """What each work measured in each round. In a round one follows the other, another first each time."""
    seen: list[list[float]] = [[0.0] * rounds for _ in works]
    for nth in range(rounds):
        for place in range(len(works)):
            which = (place + nth) % len(works)
            seen[which][nth] = await works[which]()
    return seen


def say(line: str) -> None:
    """Tell what is being done, with the time since the beginning."""
    sys.stderr.write(f"{time.monotonic() - _BEGAN:7.0f} s  {line}\n")
    sys.stderr.flush()


_BEGAN = time.monotonic()


def spread(seen: Sequence[float], unit: str) -> str:
    """A median with the least and the most, such as `1,210 /s (1,180–1,260)`."""
    middle = _number(statistics.median(seen))
    ends = f" ({_number(min(seen))}–{_number(max(seen))})" if len(seen) > 1 else ""
    return f"{middle} {unit}{ends}"


def _number(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"
