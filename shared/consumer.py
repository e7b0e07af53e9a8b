"""The one loop that settles messages.

Returning is an ack, Refused is parked, TryAgain waits, a crash is tried again. A handler gets what has
arrived, up to a batch, and never sees an ack. When a batch fails, each of its events is handled alone, so
that one bad message cannot hold up the others.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

from aio_pika.abc import AbstractIncomingMessage
from aiormq.exceptions import ChannelInvalidStateError
from structlog.contextvars import bound_contextvars

from shared.broker import LOST, Broker, Outgoing, connect, declare
from shared.errors import Refused, TryAgain
from shared.events import Event
from shared.telemetry import EVENTS_HANDLED, EVENTS_PARKED, HANDLING_SECONDS, logger
from shared.topology import PARKED, queues

log = logger("consumer")

BATCH = 100
PREFETCH = 200  # two batches: one in hand, one on its way
TRIES = 5  # crashes that one message may cause before it is parked
LONGEST_PAUSE = 5.0  # seconds between tries of work that cannot be done now

Handler = Callable[[Sequence[Event]], Awaitable[None]]


class Consumer:
    """Reads one queue for ever; reconnects by itself."""

    def __init__(self, url: str, service: str, queue: str, handle: Handler, broker: Broker) -> None:
        self._url = url
        self._service = service
        self._queue = queue
        self._handle = handle
        self._broker = broker
        self._reading = False

    async def ready(self) -> None:
        """Return while the queue is being read; TryAgain when it is not."""
        if not self._reading:
            raise TryAgain(f"{self._queue} is not being read yet")

    async def run(self) -> None:
        """Read until cancelled."""
        while True:
            try:
                await self._read()
            except TryAgain as later:
                log.warning("consumer.away", queue=self._queue, reason=later.reason)
            except LOST as lost:
                log.warning("consumer.lost", queue=self._queue, reason=str(lost))
            finally:
                self._reading = False
            await asyncio.sleep(1)

    async def _read(self) -> None:
        connection = await connect(self._url, f"{self._service} reads {self._queue}")
        try:
            channel = await connection.channel(publisher_confirms=False)
            await channel.set_qos(prefetch_count=PREFETCH)
            await declare(channel, queues())
            queue = await channel.get_queue(self._queue, ensure=False)
            arrived: asyncio.Queue[AbstractIncomingMessage | None] = asyncio.Queue()
            channel.close_callbacks.add(lambda *_: arrived.put_nowait(None))
            # Called back in the order of arrival: a plain put never yields, so a multiple ack is right.
            tag = await queue.consume(arrived.put)
            self._reading = True
            log.info("consumer.reading", queue=self._queue, tag=tag)
            while batch := await _gather(arrived):
                await self._settle(batch)
        finally:
            with contextlib.suppress(*LOST):
                async with asyncio.timeout(1):
                    await connection.close()

    async def _settle(self, batch: Sequence[AbstractIncomingMessage]) -> None:
        with HANDLING_SECONDS.labels(self._queue).time():
            events = [await self._read_event(message) for message in batch]
            readable = [event for event in events if event]
            if readable and not await self._all_at_once(readable):
                for message, event in zip(batch, events, strict=True):
                    if event:
                        await self._alone(message, event)
        with contextlib.suppress(ChannelInvalidStateError, *LOST):
            await batch[-1].ack(multiple=True)

    async def _read_event(self, message: AbstractIncomingMessage) -> Event | None:
        try:
            event = Event.from_bytes(message.body)
            event.fact()
        except Refused as refused:
            await self._park(message, refused.reason)
            return None
        return event

    async def _all_at_once(self, events: Sequence[Event]) -> bool:
        """Handle a batch; False when its events are to be handled each alone."""
        try:
            await self._patiently(events)
        except Refused:
            return False
        except Exception as error:  # noqa: BLE001 - a handler's bug must not stop the queue; each event is retried
            log.warning("batch.failed", queue=self._queue, events=len(events), error=repr(error))
            return False
        for event in events:
            EVENTS_HANDLED.labels(event.type, "done").inc()
        return True

    async def _patiently(self, events: Sequence[Event]) -> None:
        """Handle, and wait as long as the work cannot be done now: the broker keeps what is not acked."""
        pause = 0.1
        while True:
            try:
                return await self._handle(events)
            except TryAgain as later:
                log.warning("handling.postponed", queue=self._queue, events=len(events), reason=later.reason)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _alone(self, message: AbstractIncomingMessage, event: Event) -> None:
        with bound_contextvars(event_id=event.id, reports=list(event.reports())):
            for attempt in range(1, TRIES + 1):
                try:
                    await self._patiently([event])
                except Refused as refused:
                    return await self._park(message, refused.reason, event)
                except Exception as error:
                    log.exception("handling.failed", queue=self._queue, attempt=attempt, error=repr(error))
                    await asyncio.sleep(0.05 * attempt)
                else:
                    EVENTS_HANDLED.labels(event.type, "done").inc()
                    return None
            return await self._park(message, f"failed {TRIES} times", event)

    async def _park(self, message: AbstractIncomingMessage, reason: str, event: Event | None = None) -> None:
        name = str((message.headers or {}).get("x-event-id", message.message_id or ""))
        parked = Outgoing(
            PARKED,
            "",
            message.body,
            name,
            {"x-reason": reason, "x-queue": self._queue, "x-key": message.routing_key},
        )
        while True:
            try:
                await self._broker.send([parked])
            except TryAgain as later:
                log.warning("parking.postponed", queue=self._queue, reason=later.reason)
                await asyncio.sleep(1)
            else:
                break
        EVENTS_PARKED.labels(self._queue).inc()
        EVENTS_HANDLED.labels(event.type if event else "unreadable", "parked").inc()
        log.error("message.parked", queue=self._queue, id=name, reason=reason)


async def _gather(arrived: "asyncio.Queue[AbstractIncomingMessage | None]") -> list[AbstractIncomingMessage]:
    """Return what has arrived, at least one and at most a batch; nothing when the channel has closed."""
    batch: list[AbstractIncomingMessage] = []
    first = await arrived.get()
    while first is not None:
        batch.append(first)
        if arrived.empty() or len(batch) >= BATCH:
            return batch
        first = arrived.get_nowait()
    return []
