"""The channel's clock: the store's, which all processes share; a machine whose own is wrong does no harm.

Between two looks at the store the time goes on by the monotonic clock, which nobody sets.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shared.mongo import Database, time_of

Clock = Callable[[], datetime]
"""Returns the time, in UTC."""

LOOK_EVERY = 60.0
"""Seconds between looks at the store's clock."""


def wall() -> datetime:
    """Return the time by this machine's own clock."""
    return datetime.now(UTC)


class StoreClock:
    """The store's time; this machine's own until the store was first asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._began = wall() - timedelta(seconds=time.monotonic())

    async def look(self) -> None:
        """Ask the store; for a tick. TryAgain when it does not answer."""
        before = time.monotonic()
        told = await time_of(self._database)
        after = time.monotonic()
        self._began = told - timedelta(seconds=(before + after) / 2)

    def now(self) -> datetime:
        """Return the time, in the milliseconds that the store keeps."""
        now = self._began + timedelta(seconds=time.monotonic())
        return now.replace(microsecond=now.microsecond // 1000 * 1000)
