"""Who listens to what, and the exchanges and queues for it, as data.

Whichever service starts first declares them all. Arguments cannot change once declared, hence the version in
each name. Declares on RabbitMQ 3.10 and 4.
"""

from typing import Any, NamedTuple

from shared.events import (
    AnswerReceived,
    CaseAnswered,
    CaseRegrouped,
    DeliveryRequested,
    DeliverySettled,
    EscalationGrown,
    EscalationOpened,
    EscalationWithdrawn,
    ReportReceived,
    RulingReceived,
    SubscriptionChanged,
)
from shared.fact import Fact
from shared.subscription import agency_queue

FEEDBACK = "feedback"
ESCALATIONS = "escalations"
PARKED = "parked"
PARKED_QUEUE = "parked.v1"

MAX_BYTES = 1 << 30  # of one queue; a full queue refuses, and the outbox waits
DELIVERY_LIMIT = 100  # explicit and positive: -1 dead-letters at once on 3.10, 4.x drops after 20

LISTENERS: dict[str, tuple[type[Fact], ...]] = {
    "router": (ReportReceived, AnswerReceived, RulingReceived, DeliverySettled),
    "notifier": (
        EscalationOpened,
        EscalationGrown,
        EscalationWithdrawn,
        CaseAnswered,
        CaseRegrouped,
        SubscriptionChanged,
        DeliveryRequested,
    ),
}
"""Which service listens to what; its queue is bound to exactly these."""


class Exchange(NamedTuple):
    """A durable exchange."""

    name: str
    kind: str


class Queue(NamedTuple):
    """A durable quorum queue and what it is bound to: pairs of exchange and routing key."""

    name: str
    arguments: dict[str, Any]
    bindings: tuple[tuple[str, str], ...]


EXCHANGES = (Exchange(FEEDBACK, "topic"), Exchange(ESCALATIONS, "topic"), Exchange(PARKED, "fanout"))

_BOUNDED = {"x-queue-type": "quorum", "x-overflow": "reject-publish", "x-max-length-bytes": MAX_BYTES}
_WORKED = _BOUNDED | {
    "x-delivery-limit": DELIVERY_LIMIT,
    "x-dead-letter-exchange": PARKED,
    "x-dead-letter-strategy": "at-least-once",
}


def service_queue(service: str) -> str:
    """Return the name of a service's inbox."""
    return f"{service}.v1"


def inbox(service: str) -> Queue:
    """Return a service's inbox, bound to exactly what it listens to."""
    keys = tuple((FEEDBACK, fact.type) for fact in LISTENERS[service])
    return Queue(service_queue(service), _WORKED, keys)


def agency(authority: str) -> Queue:
    """Return the queue that an authority's own programs read."""
    return Queue(agency_queue(authority), _WORKED, ((ESCALATIONS, f"{authority}.*"),))


def queues() -> tuple[Queue, ...]:
    """Return every queue that is always there; the parked one first, since the others name it."""
    return (Queue(PARKED_QUEUE, _BOUNDED, ((PARKED, ""),)), *map(inbox, LISTENERS))
