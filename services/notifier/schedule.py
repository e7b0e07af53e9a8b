"""When to try again: the pauses of Standard Webhooks 1.0, for every channel alike."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

PAUSES = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long to wait before each attempt, the first one included."""
SPREAD = 0.2  # of a pause, either way, so that what failed together does not come back together
LONGEST_WISH = timedelta(hours=24)  # what a Retry-After may ask for


def next_attempt(
    attempts: int, now: datetime, *, retry_after: timedelta | None = None, dice: float = 0.5
) -> datetime | None:
    """Return when to try again after so many attempts; None when we have been patient enough.

    `retry_after` is the listener's wish: it can make a pause longer, up to a day, never shorter. `dice` is
    drawn evenly from [0, 1).
    """
    if attempts >= len(PAUSES):
        return None
    pause = PAUSES[attempts] * (1 - SPREAD + 2 * SPREAD * dice)
    return now + max(pause, min(retry_after or timedelta(0), LONGEST_WISH))


def wish(retry_after: str | None, now: datetime) -> timedelta | None:
    """Read a Retry-After header (RFC 9110: seconds or a date); None when there is none that can be read."""
    if not retry_after:
        return None
    written = retry_after.strip()
    if written.isascii() and written.isdigit():
        return timedelta(seconds=min(int(written[:9]), LONGEST_WISH.total_seconds()))
    try:
        then = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max(then - now, timedelta(0)) if then.tzinfo else None
