"""Messages that were set aside: held in hand, sent again to where they came from, or removed.

Whatever happens in the middle, a message is in the queue, or again with its service; it may then be in both.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from shared.batch import unpacked
from shared.broker import Broker, Held, Outgoing, holding
from shared.errors import Refused
from shared.topology import PARKED, PARKED_QUEUE

OFTEN = 10
"""Times that a message may be put back as it is: RabbitMQ 4 drops one that was put back twenty times."""
_COUNTED = "x-delivery-count"


class Parked(NamedTuple):
    """One message set aside: when (ISO 8601, as it says), out of which queue, what it tells, and why.

    `queue` is None where nothing says it; `reports` are the ids of the reports that it is about. It holds one
    event, or several where the broker itself set aside a message that was offered too often.
    """

    number: int
    at: str
    queue: str | None
    kind: str
    reports: tuple[str, ...]
    reason: str
    held: Held

    @property
    def service(self) -> str:
        """Return whose queue it was."""
        return (self.queue or "?").rpartition(".v")[0] or (self.queue or "?")


@asynccontextmanager
async def in_hand(url: str, broker: Broker) -> AsyncIterator[list[Parked]]:
    """Hold all that is set aside, the oldest first; what is not removed is in the queue again afterwards."""
    async with holding(url, PARKED_QUEUE) as found:
        # The queue's own order is no number to speak of: what was looked at may be put back behind what
        # arrived meanwhile.
        in_order = sorted(map(read, found), key=lambda one: one.at)
        parked = [one._replace(number=number) for number, one in enumerate(in_order, start=1)]
        yield parked
        await _renew(parked, broker)


def read(held: Held) -> Parked:
    """Read what a message says of itself, as far as it can be read; it has no number yet."""
    headers = held.headers
    events = [found.event for found in unpacked(held.body) if found.event]
    first = events[0] if events else None
    return Parked(
        number=0,
        at=str(headers.get("x-parked-at") or (first.time.isoformat() if first else "?")),
        queue=_first(headers, "x-queue", "x-first-death-queue"),
        kind=first.type if first else _first(headers, "x-key") or "?",
        reports=tuple(report for event in events for report in event.reports()),
        reason=_first(headers, "x-reason", "x-first-death-reason") or "?",
        held=held,
    )


async def send_again(parked: Parked, broker: Broker) -> None:
    """Send it to the queue it came from, and remove it here once the broker has it there.

    Refused when nothing says where it came from; TryAgain when the broker does not take it.
    """
    if parked.queue is None:
        raise Refused("nothing says which queue it came from")
    kept = {name: value for name, value in parked.held.headers.items() if name == "x-key"}
    await broker.send([Outgoing("", parked.queue, parked.held.body, _name(parked), kept)])
    await parked.held.remove()


async def _renew(parked: Sequence[Parked], broker: Broker) -> None:
    for one in parked:
        if int(one.held.headers.get(_COUNTED) or 0) >= OFTEN and not one.held.removed:
            headers = {name: value for name, value in one.held.headers.items() if name != _COUNTED}
            await broker.send([Outgoing(PARKED, "", one.held.body, _name(one), headers)])
            await one.held.remove()


def _name(parked: Parked) -> str:
    return str(parked.held.headers.get("x-event-id", ""))


def _first(headers: dict[str, Any], *names: str) -> str | None:
    return next((str(headers[name]) for name in names if headers.get(name)), None)
