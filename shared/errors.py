"""The two errors on purpose. Whatever else is raised is a bug; either may say which report it comes from."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_BLAMED = "blamed"


class TryAgain(Exception):
    """The work could not be done now and has changed nothing; `after` is a pause in seconds."""

    def __init__(self, reason: str, *, after: float = 1.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class Refused(Exception):
    """The work can never be done as it was asked; trying again would not help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def blaming(reports: Iterable[str]) -> Iterator[None]:
    """Let an error inside say which reports (ids) it comes from; see `blamed`."""
    try:
        yield
    except TryAgain:
        raise
    except Exception as error:
        vars(error)[_BLAMED] = blamed(error) | {*reports}
        raise


def blamed(error: Exception) -> frozenset[str]:
    """Return the reports that an error comes from, so that those handled together with them need not suffer.

    Empty where nobody knows.
    """
    return frozenset(vars(error).get(_BLAMED, ()))
