"""Allowances: how much one source may ask in a while, so that no single one takes the channel from the rest.

Each source has its own, and there is none for all together: a common one would let a single script use it up.
The oldest sources are forgotten beyond `SOURCES`, so that memory is bounded whoever asks.
"""

import math
from enum import StrEnum

from throttled import MemoryStore, RateLimiterType, Throttled, per_min

from services.intake.settings import IntakeSettings
from services.intake.source import Networks, Source

SOURCES = 20_000
"""Sources remembered of each kind, about 200 bytes each."""
AT_ONCE = 2  # minutes' worth that may come in one burst


class Kind(StrEnum):
    """What is counted."""

    REQUESTS = "requests"
    REPORTS = "reports"
    GUESSES = "guesses"
    """Receipts and tokens that do not exist."""
    TOLD = "told"
    """Lines of the log about one source."""


class Allowances:
    """What each source has left of each kind; `per_minute` 0 is without end.

    Sources in `unlimited` have requests and reports without end, but no more guesses than anybody.
    """

    def __init__(self, *, requests: int, reports: int, guesses: int, unlimited: Networks = ()) -> None:
        numbers = {Kind.REQUESTS: requests, Kind.REPORTS: reports, Kind.GUESSES: guesses, Kind.TOLD: 1}
        self._buckets = {kind: _bucket(number) for kind, number in numbers.items() if number}
        self._unlimited = unlimited

    @classmethod
    def of(cls, settings: IntakeSettings) -> "Allowances":
        """Return the allowances that the operator grants."""
        return cls(
            requests=settings.requests_per_minute,
            reports=settings.reports_per_minute,
            guesses=settings.guesses_per_minute,
            unlimited=settings.unlimited,
        )

    def spend(self, kind: Kind, source: Source) -> int | None:
        """Take one off; return None when there was one, else the seconds until there is one again."""
        bucket = self._bucket_of(kind, source)
        if bucket is None:
            return None
        spent = bucket.limit(str(source))
        return _seconds(spent.state.retry_after) if spent.limited else None

    def wait(self, kind: Kind, source: Source) -> int | None:
        """Return what `spend` would, and take nothing."""
        bucket = self._bucket_of(kind, source)
        if bucket is None:
            return None
        state = bucket.peek(str(source))
        return _seconds(state.retry_after) if state.remaining < 1 else None

    def _bucket_of(self, kind: Kind, source: Source) -> Throttled | None:
        if kind in (Kind.REQUESTS, Kind.REPORTS) and source.within(self._unlimited):
            return None
        return self._buckets.get(kind)


def _bucket(per_minute: int) -> Throttled:
    return Throttled(
        using=RateLimiterType.GCRA.value,
        quota=per_min(per_minute, burst=AT_ONCE * per_minute),
        store=MemoryStore(options={"MAX_SIZE": SOURCES}),
    )


def _seconds(wait: float) -> int:
    return max(1, math.ceil(wait))
