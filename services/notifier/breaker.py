"""A breaker for each listener: one that fails again and again is left alone, longer each time."""

from dataclasses import dataclass

FAILURES = 5  # in a row
REST = 30.0  # seconds; doubled with each failure after a rest
LONGEST_REST = 600.0  # seconds


@dataclass
class Breaker:
    """Counts failures in a row; times are seconds of any clock that never goes back."""

    failures: int = 0
    rests_until: float = 0.0
    next_rest: float = REST
    """How long the next rest will be; over as long a time, what waits for the end of this one is spread."""

    def rest(self, now: float) -> float:
        """Return for how many seconds the listener is still to be left alone."""
        return max(0.0, self.rests_until - now)

    def heard(self) -> None:
        """Note a success."""
        self.failures, self.rests_until, self.next_rest = 0, 0.0, REST

    def failed(self, now: float) -> bool:
        """Note a failure, and say whether a rest begins; after one rest a single failure is enough.

        A failure that comes during a rest was under way before it, and is no news.
        """
        if self.rest(now):
            return False
        self.failures += 1
        if self.failures < FAILURES:
            return False
        self.rests_until = now + self.next_rest
        self.next_rest = min(2 * self.next_rest, LONGEST_REST)
        return True
