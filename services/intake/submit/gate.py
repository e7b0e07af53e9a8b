"""One gate for all senders: when intake cannot take reports, everybody waits together, and not for ever."""

import asyncio
import random
from collections.abc import Callable

from shared.text import Text

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds
SPREAD = 0.2  # of a pause, so that many senders do not come back at the same moment


class Unreachable(Exception):
    """Intake took nothing for too long; its text says what came last."""

    def __init__(self, last: Text) -> None:
        super().__init__(last.both)
        self.text = last


class Gate:
    """Open while all is well; after trouble closed for a pause that doubles, or as long as intake asks.

    `patience` is in seconds; `tell` hears what the trouble is, and the pause in seconds.
    """

    def __init__(self, patience: float, tell: Callable[[Text, float], None]) -> None:
        self._patience = patience
        self._tell = tell
        self._pause = FIRST_PAUSE
        self._opens = 0.0
        self._since: float | None = None

    async def passed(self) -> None:
        """Return when the gate opens; at once while it is open."""
        await asyncio.sleep(max(0.0, self._opens - asyncio.get_running_loop().time()))

    def well(self) -> None:
        """Intake has answered as it should."""
        self._pause, self._since = FIRST_PAUSE, None

    def trouble(self, what: Text, *, asked: float = 0.0, patient: bool = False) -> None:
        """Close for a while, at least the seconds that intake asked for.

        `patient` when intake is well and merely asks to wait. Raises Unreachable when patience is at its end.
        """
        now = asyncio.get_running_loop().time()
        if now < self._opens:
            return
        if patient:
            self._since = None
        elif self._since is None:
            self._since = now
        elif now - self._since > self._patience:
            raise Unreachable(what)
        pause = max(asked, self._pause * random.uniform(1 - SPREAD, 1 + SPREAD))  # noqa: S311 - no secret
        self._opens = now + pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self._tell(what, pause)
