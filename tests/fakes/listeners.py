"""Whoever is told: the authorities' subscriptions, and ears that can be away."""

from dataclasses import dataclass, field
from datetime import timedelta

from services.notifier.channels import Failed, Heard
from shared.delivery import Delivery
from shared.subscription import Channel, Subscription
from shared.taxonomy import Severity
from tests.builders import NOW

LARGER = (Severity.MAJOR, Severity.CRITICAL)


def _subscription(id_: str, authority: str, *severities: Severity) -> Subscription:
    return Subscription(
        id=id_,
        at=NOW - timedelta(days=1),
        authority=authority,
        channel=Channel.WEBHOOK,
        address="https://listener.example",
        severities=severities,
    )


SUBSCRIPTIONS = (
    _subscription("sac", "sac"),
    _subscription("sac, larger problems", "sac", *LARGER),
    *(_subscription(id_, id_) for id_ in ("samr", "nmpa", "miit", "440000", "440300", "440305")),
)
"""How the authorities listen; whoever is asked beside these hears nothing, and stays silent."""


@dataclass
class Listeners:
    """Whoever is told; `calls` are the ids of the deliveries that they heard, each time they heard one.

    Of those who are `slow` nobody hears the answer.
    """

    calls: list[str] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    slow: set[str] = field(default_factory=set)

    def hear(self, delivery: Delivery) -> Heard | Failed | None:
        who = delivery.subscription or "reporters"
        if who in self.away:
            return Failed("nobody answers")
        self.calls.append(delivery.id)
        return None if who in self.slow else Heard("thank you")
