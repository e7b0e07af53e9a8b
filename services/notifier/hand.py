"""What a process has in hand: planned, perhaps said, and not stored yet. Few, and not for long."""

import asyncio
from collections.abc import Collection, Iterable

from shared.delivery import Delivery


class Hand:
    """Deliveries by id; what is in hand is neither planned again nor said again by this process."""

    def __init__(self) -> None:
        self._held: dict[str, Delivery] = {}
        self._put_down: dict[str, asyncio.Future[None]] = {}

    def take(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        """Take those that are not in hand yet, and return them; the same one twice is taken once."""
        taken = []
        for delivery in deliveries:
            if delivery.id not in self._held:
                self._held[delivery.id] = delivery
                taken.append(delivery)
        return taken

    def put_down(self, ids: Iterable[str]) -> None:
        """Let go of those that are stored, or not to be said after all."""
        for id_ in ids:
            self._held.pop(id_, None)
            if waited := self._put_down.pop(id_, None):
                waited.set_result(None)

    async def empty_of(self, ids: Collection[str]) -> None:
        """Return when none of these is in hand any more."""
        while here := [id_ for id_ in ids if id_ in self._held]:
            await asyncio.wait([self._put_down.setdefault(id_, _future()) for id_ in here])

    def of(self, escalations: Collection[str]) -> list[Delivery]:
        """Return what is being told of these escalations."""
        return [delivery for delivery in self._held.values() if delivery.escalation in escalations]


def _future() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()
