"""The one loop that settles messages.

Returning is an ack, Refused is parked, TryAgain waits, a crash is tried again. A handler gets what has
arrived, up to a batch, and never sees an ack. A batch that fails is halved until what is bad is alone; that
is set aside and tried again beside the rest, so that one bad message cannot hold up the others.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from aio_pika.abc import AbstractIncomingMessage
from aiormq.exceptions import ChannelInvalidStateError
from structlog.contextvars import bound_contextvars

from shared.broker import LOST, Broker, Outgoing, connect, declare
from shared.crash import crash_point
from shared.errors import Refused, TryAgain, blamed
from shared.event import Event
from shared.telemetry import EVENTS_HANDLED, EVENTS_PARKED, HANDLING_SECONDS, logger
from shared.topology import PARKED, queues

log = logger("consumer")

BATCH = 100
FINISH = 10.0  # seconds for the batch in hand when the service is asked to stop
PREFETCH = 200  # two batches: one in hand, one on its way
TRIES = 5  # crashes that one message may cause before it is parked
PAUSE = 0.1  # seconds before the second try of what crashed; longer before each further one
LONGEST_PAUSE = 5.0  # seconds between tries of work that cannot be done now

Handler = Callable[[Sequence[Event]], Awaitable[None]]
_Arrived = tuple[AbstractIncomingMessage, Event]


class Consumer:
    """Reads one queue for ever; reconnects by itself."""

    def __init__(self, url: str, service: str, queue: str, handle: Handler, broker: Broker) -> None:
        self._url = url
        self._service = service
        self._queue = queue
        self._handle = handle
        self._broker = broker
        self._reading = False
        self._aside: set[asyncio.Task[None]] = set()

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
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                # aiormq cancels what waits for an answer of a connection that breaks; nobody asked us to end.
                log.warning("consumer.lost", queue=self._queue, reason="cancelled by the connection")
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
                await _to_the_end(self._settle(batch))
        finally:
            for task in self._aside:  # the broker offers their messages again
                task.cancel()
            with contextlib.suppress(*LOST):
                async with asyncio.timeout(1):
                    await connection.close()

    async def _settle(self, batch: Sequence[AbstractIncomingMessage]) -> None:
        crash_point("consumer.arrived")
        with HANDLING_SECONDS.labels(self._queue).time():
            events = [(message, await self._read_event(message)) for message in batch]
            bad = await self._apart([(message, event) for message, event in events if event])
        crash_point("consumer.handled")
        for message, event in bad:
            task = asyncio.create_task(self._set_aside(message, event))
            self._aside.add(task)
            task.add_done_callback(self._aside.discard)
        with contextlib.suppress(ChannelInvalidStateError, *LOST):
            await self._acknowledge(batch, {message.delivery_tag for message, _ in bad})
        crash_point("consumer.settled")

    async def _acknowledge(
        self, batch: Sequence[AbstractIncomingMessage], bad: Collection[int | None]
    ) -> None:
        """Acknowledge a batch but for the bad; one by one while anything is set aside, else all at once."""
        if not self._aside:
            return await batch[-1].ack(multiple=True)
        for message in batch:
            if message.delivery_tag not in bad:
                await message.ack()
        return None

    async def _apart(self, arrived: Sequence[_Arrived]) -> list[_Arrived]:
        """Handle what has arrived; return those that fail.

        Where the error says whose it is, these are put apart; where it does not, halves are tried.
        """
        error = await self._all_at_once([event for _, event in arrived]) if arrived else None
        if error is None:
            return []
        guilty = [one for one in arrived if blamed(error).intersection(one[1].reports())]
        if len(arrived) == 1 or len(guilty) == len(arrived):
            return [*arrived]
        if guilty:
            return [*guilty, *await self._apart([one for one in arrived if one not in guilty])]
        half = len(arrived) // 2
        return [*await self._apart(arrived[:half]), *await self._apart(arrived[half:])]

    async def _set_aside(self, message: AbstractIncomingMessage, event: Event) -> None:
        await self._alone(message, event)
        with contextlib.suppress(ChannelInvalidStateError, *LOST):
            await message.ack()

    async def _read_event(self, message: AbstractIncomingMessage) -> Event | None:
        try:
            event = Event.from_bytes(message.body)
            event.fact()
        except Refused as refused:
            await self._park(message, refused.reason)
            return None
        return event

    async def _all_at_once(self, events: Sequence[Event]) -> Exception | None:
        """Handle a batch; return the error of one that is to be handled in parts."""
        try:
            await self._patiently(events)
        except Refused as refused:
            return refused
        except Exception as error:  # noqa: BLE001 - a handler's bug must not stop the queue; each event is retried
            log.warning("batch.failed", queue=self._queue, events=len(events), error=repr(error))
            return error
        for event in events:
            EVENTS_HANDLED.labels(event.type, "done").inc()
        return None

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
            last = ""
            for attempt in range(2, TRIES + 1):  # the first was with the others, or in parts of them
                await asyncio.sleep(PAUSE * attempt)
                try:
                    await self._patiently([event])
                except Refused as refused:
                    return await self._park(message, refused.reason, event)
                except Exception as error:
                    log.exception("handling.failed", queue=self._queue, attempt=attempt, error=repr(error))
                    last = type(error).__name__  # its words may quote what nobody is to read here
                else:
                    EVENTS_HANDLED.labels(event.type, "done").inc()
                    return None
            return await self._park(message, f"failed {TRIES} times: {last}", event)

    def _why(self, message: AbstractIncomingMessage, reason: str) -> dict[str, str]:
        """Return what the operator is to know of a message that is set aside."""
        # One that was sent again from there came by its queue's name; the first key says more.
        key = str((message.headers or {}).get("x-key", message.routing_key))
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return {"x-reason": reason, "x-queue": self._queue, "x-key": key, "x-parked-at": now}

    async def _park(self, message: AbstractIncomingMessage, reason: str, event: Event | None = None) -> None:
        name = str((message.headers or {}).get("x-event-id", message.message_id or ""))
        parked = Outgoing(
            PARKED,
            "",
            message.body,
            name,
            self._why(message, reason),
        )
        while True:
            try:
                await self._broker.send([parked])
            except TryAgain as later:
                log.warning("parking.postponed", queue=self._queue, reason=later.reason)
                await asyncio.sleep(1)
            else:
                break
        crash_point("consumer.parked")
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


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Do the work; when cancelled in between, finish it first, within its time."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=FINISH)
        task.cancel()
        raise
