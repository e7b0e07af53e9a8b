"""The pace of a listener: how many messages may wait for one that is slow, and when the others come back."""

from dataclasses import dataclass

CLAIM = 30.0  # seconds for which a claimed delivery may wait here: half of its lease
MOST = 1_000  # deliveries that may wait here for one listener, however quick
OVER = 8  # messages over which the pace is averaged
SOONEST, LATEST = 1.0, 600.0  # seconds until what had no room here is tried again, by anyone


@dataclass
class Pace:
    """Seconds from one message to the next, `at_once` of them under way; 0 until one has been said.

    Times are seconds of any clock that never goes back.
    """

    at_once: int
    seconds: float = 0.0
    last_turn: float = 0.0

    def took(self, seconds: float) -> None:
        """Note how long one message took."""
        share = seconds / self.at_once
        self.seconds += (share - self.seconds) / (OVER if self.seconds else 1)

    def room(self) -> int:
        """Return how many may wait, so that the last of them is said before its claim has lapsed."""
        return min(MOST, int(CLAIM / self.seconds)) if self.seconds else MOST

    def turn(self, now: float, waiting: int) -> float:
        """Return in how many seconds one more, for which there is no room, is to come back.

        It queues up behind those that wait here and those that were sent away before. So whatever waits for a
        slow listener is claimed about once, and not all of it again and again.
        """
        here = max(SOONEST, waiting * self.seconds)
        self.last_turn = min(max(self.last_turn, now + here) + self.seconds, now + LATEST)
        return self.last_turn - now
