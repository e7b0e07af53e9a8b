"""Sees to it that every agency that subscribes by queue has its queue and its user, and no other has."""

from collections.abc import Collection

from services.notifier.channels.queue import QueueSender
from services.notifier.channels.rights import Rights
from services.notifier.store import Deliveries, Endpoints, Reading
from shared.crash import crash_point
from shared.delivery import DeliveryState
from shared.errors import TryAgain
from shared.subscription import Channel, Subscription, agency_user
from shared.telemetry import logger

log = logger("agencies")

TOGETHER = 50  # subscriptions prepared in one tick


class Agencies:
    """What is to be done is kept in the store until it is done, so that nothing else waits for it."""

    def __init__(
        self,
        endpoints: Endpoints,
        reading: Reading,
        rights: Rights,
        queues: QueueSender,
        deliveries: Deliveries,
    ) -> None:
        self._endpoints = endpoints
        self._reading = reading
        self._rights = rights
        self._queues = queues
        self._deliveries = deliveries

    async def changed(self, subscriptions: Collection[str]) -> None:
        """Note which subscriptions have changed, and try to follow at once."""
        found = await self._reading.subscriptions(subscriptions)
        by_queue = [s.id for s in found.values() if s.channel is Channel.QUEUE]
        if by_queue:
            await self._endpoints.to_prepare(by_queue)
            crash_point("agencies.noted")
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
            crash_point("agencies.prepared")
            await self._endpoints.prepared(id_, since)

    async def look(self) -> None:
        """Make anew what the broker has lost with its data: users, queues, what was in them; for a tick."""
        users = await self._rights.users()
        if users is None:
            return
        living = [s for s in await self._reading.by_queue() if s.password_hash]
        unknown = [s for s in living if agency_user(s.authority) not in users]
        if unknown:
            log.warning("agencies.unknown", authorities=sorted({s.authority for s in unknown}))
            for subscription in unknown:
                await self._refill(subscription)
            await self._endpoints.to_prepare([s.id for s in unknown])
            await self.prepare()

    async def _refill(self, lost: Subscription) -> None:
        """Have said again what its agency is still asked; what it had read comes under the same name."""
        async for asked in self._reading.asked_of(lost.authority):
            said = [d for d in await self._deliveries.of(asked) if d.subscription == lost.id]
            again = [d.id for d in said if d.state is DeliveryState.DELIVERED]
            await self._deliveries.reopen(again)
            log.info("agency.refilled", authority=lost.authority, subscription=lost.id, deliveries=len(again))

    async def _follow(self, changed: Subscription) -> None:
        living = await self._reading.queue_of(changed.authority)
        if living and living.password_hash:
            await self._rights.give(changed.authority, living.password_hash)
        elif living is None:
            self._queues.forget(changed.authority)
            await self._rights.take(changed.authority)
