"""A breaker for each listener: one that fails again and again is left alone for a while."""

from dataclasses import dataclass

FAILURES = 5  # in a row
REST = 30.0  # seconds


@dataclass
class Breaker:
    """Counts failures in a row; times are seconds of any clock that never goes back."""

    failures: int = 0
    rests_until: float = 0.0

    def rests(self, now: float) -> bool:
        """Say whether the listener is to be left alone."""
        return now < self.rests_until

    def heard(self) -> None:
        """Note a success."""
        self.failures = 0

    def failed(self, now: float) -> None:
        """Note a failure; after a rest, the first one is enough for another."""
        self.failures += 1
        if self.failures >= FAILURES:
            self.rests_until = now + REST
