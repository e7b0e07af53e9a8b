"""The agencies' queues: the event itself, to the exchange `escalations`."""

from services.notifier.channels import Failed, Heard, body_of
from services.notifier.listener import Listener, subscription_of
from shared.broker import Broker, Outgoing
from shared.delivery import Delivery
from shared.topology import ESCALATIONS, agency

AT_ONCE, TOGETHER = 64, 200  # confirms in flight
PAUSE = 2.0  # seconds, while the broker is away


class QueueSender:
    """Publishes to an authority's own queue, which it declares before it first speaks."""

    at_once, together = AT_ONCE, TOGETHER

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._declared: set[str] = set()

    async def send(self, delivery: Delivery, listener: Listener) -> Heard | Failed:
        """Publish once, confirmed and routed; TryAgain while the broker is away."""
        authority = subscription_of(listener).authority
        key = f"{authority}.{delivery.event['data'].get('severity', 'trial')}"
        try:
            if authority not in self._declared:
                await self._broker.declare([agency(authority)])
                self._declared.add(authority)
            await self._broker.send([Outgoing(ESCALATIONS, key, body_of(delivery), delivery.id, {})])
        except BaseException:
            self._declared.discard(authority)  # the queue may have gone with the broker's data
            raise
        return Heard("confirmed by the broker")

    def forget(self, authority: str) -> None:
        """Declare anew before the next message, its queue having been deleted."""
        self._declared.discard(authority)
