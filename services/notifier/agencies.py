"""Sees to it that every agency that subscribes by queue has its queue and its user, and no other has."""

from collections.abc import Collection

from services.notifier.channels.queue import QueueSender
from services.notifier.channels.rights import Rights
from services.notifier.store import Endpoints, Reading
from shared.errors import TryAgain
from shared.subscription import Channel, Subscription
from shared.telemetry import logger

log = logger("agencies")

TOGETHER = 50  # subscriptions prepared in one tick


class Agencies:
    """What is to be done is kept in the store until it is done, so that nothing else waits for it."""

    def __init__(self, endpoints: Endpoints, reading: Reading, rights: Rights, queues: QueueSender) -> None:
        self._endpoints = endpoints
        self._reading = reading
        self._rights = rights
        self._queues = queues

    async def changed(self, subscriptions: Collection[str]) -> None:
        """Note which subscriptions have changed, and try to follow at once."""
        found = await self._reading.subscriptions(subscriptions)
        by_queue = [s.id for s in found.values() if s.channel is Channel.QUEUE]
        if by_queue:
            await self._endpoints.to_prepare(by_queue)
            await self.prepare()

    async def prepare(self) -> None:
        """Do what is still to be done; what cannot be done now is left for the next tick."""
        waiting = await self._endpoints.unprepared(TOGETHER)
        if not waiting:
            return
        subscriptions = await self._reading.subscriptions(waiting)
        for id_, since in waiting.items():
            try:
                if id_ in subscriptions:
                    await self._follow(subscriptions[id_])
            except TryAgain as later:
                log.warning("agency.postponed", subscription=id_, reason=later.reason)
                continue
            await self._endpoints.prepared(id_, since)

    async def _follow(self, changed: Subscription) -> None:
        living = await self._reading.queue_of(changed.authority)
        if living and living.password_hash:
            await self._rights.give(changed.authority, living.password_hash)
        elif living is None:
            self._queues.forget(changed.authority)
            await self._rights.take(changed.authority)
