"""What messages of the exchange `feedback` hold, for whoever reads them beside the services."""

import asyncio

from shared.batch import unpacked
from shared.broker import Broker, Outgoing, holding
from shared.event import Event


def events_in(body: bytes) -> list[Event]:
    """The events of one message; what is no event is left out."""
    return [found.event for found in unpacked(body) if found.event]


async def events_waiting(url: str, queue: str) -> list[Event]:
    """The events of all messages in a queue; they stay there."""
    async with holding(url, queue) as held:
        return [event for one in held for event in events_in(one.body)]


async def one_each(url: str, queue: str, number: int) -> None:
    """Give every event in a queue a message of its own, once so many wait, for those who read no others."""
    while not await _parted(url, queue, number):
        await asyncio.sleep(0.2)


async def _parted(url: str, queue: str, number: int) -> bool:
    async with holding(url, queue) as held:
        events = [event for one in held for event in events_in(one.body)]
        if len(events) < number:
            return False
        broker = Broker(url, "test")
        await broker.send([Outgoing("", queue, event.to_bytes(), event.id, {}) for event in events])
        for one in held:
            await one.remove()
        await broker.close()
        return True
