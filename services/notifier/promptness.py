"""Who answers promptly: for the answer of one who does, what is said waits to be stored, for others not."""

from collections.abc import Iterable
from dataclasses import dataclass, field

PATIENCE = 0.25  # seconds for which what is said may stay unstored


@dataclass
class Promptness:
    """Of one listener. Times are seconds of any clock that never goes back."""

    late: bool = False
    """Whether its last answer came too late."""
    _owed: dict[str, float] = field(default_factory=dict)

    def asked(self, message: str, now: float) -> None:
        """Note that a message waits to be said, or is being said."""
        self._owed[message] = now

    def answered(self, message: str, now: float) -> None:
        """Note that it answered."""
        self.late = now - self._owed.pop(message, now) > PATIENCE

    def forget(self, messages: Iterable[str]) -> None:
        """Note that these are not said after all."""
        for message in messages:
            self._owed.pop(message, None)

    def patience(self, now: float) -> float:
        """Return for how many seconds to wait for the answer to one more message."""
        oldest = next(iter(self._owed.values()), now)
        return 0.0 if self.late or now - oldest > PATIENCE else PATIENCE
