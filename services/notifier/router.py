"""The router, as the notifier knows it: by the queue in which it is told."""

from collections.abc import Sequence

from shared.broker import Broker
from shared.errors import TryAgain
from shared.event import Event
from shared.topology import service_queue


class RouterQueue:
    """See `services.notifier.reconcile.Router`."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def tell(self, events: Sequence[Event]) -> None:
        """Publish events; TryAgain when the broker did not confirm them."""
        await self._broker.publish(events)

    async def is_behind(self) -> bool:
        """Say whether messages wait that no router has taken in hand yet, or the broker does not say."""
        try:
            return await self._broker.waiting(service_queue("router")) > 0
        except TryAgain:
            return True
