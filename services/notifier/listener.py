"""Listener: whom a delivery is for, as found at the time of sending."""

from typing import NamedTuple

from shared.errors import Refused
from shared.subscription import Subscription
from shared.text import Language


class Reader(NamedTuple):
    """The reporter of a report: a language, and a sealed identity that is opened for the sending alone."""

    report: str
    language: Language
    sealed: dict[str, bytes]


class Nobody(NamedTuple):
    """Nobody is there to hear any more, and why."""

    why: str


Listener = Subscription | Reader | Nobody


def subscription_of(listener: Listener) -> Subscription:
    """Return the authority's subscription; Refused when the listener is none."""
    if not isinstance(listener, Subscription):
        raise Refused("this channel speaks to authorities only")
    return listener
