"""The one loop that settles messages.

Returning is an ack, Refused is parked, TryAgain waits, a crash is tried again. A handler gets what has
arrived, up to a batch, and never sees an ack. A batch that fails is halved until what is bad is alone; that
is set aside and tried again beside the rest, so that one bad event cannot hold up the others. A message is
acknowledged when every event in it is done with.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from aio_pika.abc import AbstractIncomingMessage
from aiormq.exceptions import ChannelInvalidStateError
from structlog.contextvars import bound_contextvars

from shared.batch import TOGETHER, Found
from shared.broker import LOST, Broker, Outgoing, connect, declare
from shared.crash import crash_point
from shared.errors import Refused, TryAgain, blamed
from shared.event import Event
from shared.inflow import BATCH, Inflow
from shared.runtime import to_the_end
from shared.telemetry import EVENTS_HANDLED, EVENTS_PARKED, HANDLING_SECONDS, logger
from shared.topology import PARKED, queues

log = logger("consumer")

MOST = BATCH + TOGETHER  # events that a handler gets at once
FINISH = 10.0  # seconds for the batch in hand when the service is asked to stop
PREFETCH = 200
"""Messages. Of single events these are two batches, one in hand and one on its way; of several events each,
4 MB at most (`shared.batch.BYTES_TOGETHER`)."""
TRIES = 5  # crashes that one event may cause before it is parked
PAUSE = 0.1  # seconds before the second try of what crashed; longer before each further one
LONGEST_PAUSE = 5.0  # seconds between tries of work that cannot be done now

Handler = Callable[[Sequence[Event]], Awaitable[None]]


class _Arrived(NamedTuple):
    """One event, and the message that brought it, alone or with others."""

    message: AbstractIncomingMessage
    found: Found
    event: Event


_Unpacked = tuple[AbstractIncomingMessage, list[Found]]


class Consumer:
    """Reads one queue for ever; reconnects by itself.

    `foresee` is given what will be handled next, while a batch is in hand, and may have it ready by then.
    """

    def __init__(
        self,
        url: str,
        service: str,
        queue: str,
        handle: Handler,
        broker: Broker,
        *,
        foresee: Handler | None = None,
    ) -> None:
        self._url = url
        self._service = service
        self._queue = queue
        self._handle = handle
        self._foresee = foresee
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
            inflow = Inflow[AbstractIncomingMessage]()
            channel.close_callbacks.add(lambda *_: inflow.arrived.put_nowait(None))
            # Called back in the order of arrival: a plain put never yields, so a multiple ack is right.
            tag = await queue.consume(inflow.arrived.put)
            self._reading = True
            log.info("consumer.reading", queue=self._queue, tag=tag)
            while batch := await inflow.batch():
                work = asyncio.gather(self._settle(batch), self._look_ahead(inflow.next()))
                await to_the_end(work, within=FINISH)
        finally:
            for task in self._aside:  # the broker offers their messages again
                task.cancel()
            with contextlib.suppress(*LOST):
                async with asyncio.timeout(1):
                    await connection.close()

    async def _look_ahead(self, next_: Sequence[_Unpacked]) -> None:
        events = [one.event for _, found in next_ for one in found if one.event and not one.reason]
        if self._foresee and events:
            with contextlib.suppress(Exception):  # handling meets the same, and says so
                await self._foresee(events[:MOST])

    async def _settle(self, batch: Sequence[_Unpacked]) -> None:
        crash_point("consumer.arrived")
        with HANDLING_SECONDS.labels(self._queue).time():
            arrived = [one for message, found in batch for one in await self._sound(message, found)]
            bad = [one for some in _in_batches(arrived) for one in await self._apart(some)]
        crash_point("consumer.handled")
        held = _by_message(bad)
        for events in held.values():
            task = asyncio.create_task(self._set_aside(events))
            self._aside.add(task)
            task.add_done_callback(self._aside.discard)
        with contextlib.suppress(ChannelInvalidStateError, *LOST):
            await self._acknowledge([message for message, _ in batch], held.keys())
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
        error = await self._all_at_once([one.event for one in arrived]) if arrived else None
        if error is None:
            return []
        guilty = [one for one in arrived if blamed(error).intersection(one.event.reports())]
        if len(arrived) == 1 or len(guilty) == len(arrived):
            return [*arrived]
        if guilty:
            return [*guilty, *await self._apart([one for one in arrived if one not in guilty])]
        half = len(arrived) // 2
        return [*await self._apart(arrived[:half]), *await self._apart(arrived[half:])]

    async def _set_aside(self, bad: Sequence[_Arrived]) -> None:
        """See to the bad events of one message, and then acknowledge it."""
        await asyncio.gather(*map(self._alone, bad))
        with contextlib.suppress(ChannelInvalidStateError, *LOST):
            await bad[0].message.ack()

    async def _sound(self, message: AbstractIncomingMessage, found: Iterable[Found]) -> list[_Arrived]:
        """Return the events of a message that can be handled; what is none of ours is parked."""
        sound = list[_Arrived]()
        for one in found:
            if one.event is None or one.reason:
                await self._park(message, one, one.reason)
            else:
                sound.append(_Arrived(message, one, one.event))
        return sound

    async def _all_at_once(self, events: Sequence[Event]) -> Exception | None:
        """Handle a batch; return the error of one that is to be handled in parts."""
        try:
            await self._patiently(events)
        except Refused as refused:
            return refused
        except Exception as error:  # noqa: BLE001 - a handler's bug must not stop the queue; each event is retried
            log.warning("batch.failed", queue=self._queue, events=len(events), error=repr(error))
            return error
        for kind, number in Counter(event.type for event in events).items():
            EVENTS_HANDLED.labels(kind, "done").inc(number)
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

    async def _alone(self, arrived: _Arrived) -> None:
        message, found, event = arrived
        with bound_contextvars(event_id=event.id, reports=list(event.reports())):
            last = ""
            for attempt in range(2, TRIES + 1):  # the first was with the others, or in parts of them
                await asyncio.sleep(PAUSE * attempt)
                try:
                    await self._patiently([event])
                except Refused as refused:
                    return await self._park(message, found, refused.reason)
                except Exception as error:
                    log.exception("handling.failed", queue=self._queue, attempt=attempt, error=repr(error))
                    last = type(error).__name__  # its words may quote what nobody is to read here
                else:
                    EVENTS_HANDLED.labels(event.type, "done").inc()
                    return None
            return await self._park(message, found, f"failed {TRIES} times: {last}")

    def _why(self, message: AbstractIncomingMessage, reason: str) -> dict[str, str]:
        """Return what the operator is to know of a message that is set aside."""
        # One that was sent again from there came by its queue's name; the first key says more.
        key = str((message.headers or {}).get("x-key", message.routing_key))
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return {"x-reason": reason, "x-queue": self._queue, "x-key": key, "x-parked-at": now}

    async def _park(self, message: AbstractIncomingMessage, found: Found, reason: str) -> None:
        """Set one event aside, or what is none, as a message of its own."""
        name = _name(message, found)
        parked = Outgoing(PARKED, "", found.body, name, self._why(message, reason))
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
        EVENTS_HANDLED.labels(_kind(found), "parked").inc()
        log.error("message.parked", queue=self._queue, id=name, reason=reason)


def _in_batches(arrived: Sequence[_Arrived]) -> Iterator[Sequence[_Arrived]]:
    """Cut what has arrived into what a handler gets at once: one batch, unless a message was huge."""
    return (arrived[start : start + MOST] for start in range(0, len(arrived), MOST))


def _by_message(arrived: Iterable[_Arrived]) -> dict[int | None, list[_Arrived]]:
    together: dict[int | None, list[_Arrived]] = {}
    for one in arrived:
        together.setdefault(one.message.delivery_tag, []).append(one)
    return together


def _name(message: AbstractIncomingMessage, found: Found) -> str:
    """Return the business id of what was found, as far as it can be told."""
    if found.event:
        return found.event.id
    return str((message.headers or {}).get("x-event-id", message.message_id or ""))


def _kind(found: Found) -> str:
    """Return the type for a metric: only types that we know, so that there are not too many."""
    return found.event.type if found.event and not found.reason else "unreadable"
