"""The ways of speaking, each in one file; a new channel is one more, and a line in the table of senders."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple, Protocol

import orjson

from services.notifier.listener import Listener
from shared.delivery import Delivery
from shared.subscription import Channel


class Heard(NamedTuple):
    """The listener has it; `detail` says in words what came back."""

    detail: str


class Failed(NamedTuple):
    """The listener does not have it.

    `retry_after` is the pause that it asked for; `for_ever`: trying again would not help; `gone`: it does not
    want to hear anything any more.
    """

    detail: str
    retry_after: timedelta | None = None
    for_ever: bool = False
    gone: bool = False


class Sender(Protocol):
    """One channel, and how many messages it may have under way: to one listener, and to all together."""

    at_once: int
    together: int

    async def send(self, delivery: Delivery, listener: Listener) -> Heard | Failed:
        """Say it once.

        Raises TryAgain when our own side cannot speak now (no broker, no mail server), which is no attempt;
        Refused when it can never be said.
        """


Senders = Mapping[Channel, Sender]


def body_of(delivery: Delivery) -> bytes:
    """Return the event as it crosses the wire; it was made when the delivery was planned."""
    return orjson.dumps({key: value for key, value in delivery.event.items() if value is not None})
