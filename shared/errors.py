"""The two errors on purpose. Whatever else is raised is a bug."""


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
