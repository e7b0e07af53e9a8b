"""RabbitMQ as the services publish to it: windowed, confirmed, persistent, mandatory.

A connection is made anew after every loss, with the whole topology, instead of by aio-pika's robust ones: a
broker that comes back empty is then a broker that works.
"""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage
from aiormq.exceptions import AMQPError, ChannelPreconditionFailed

from shared.addresses import addresses
from shared.batch import content_type, packed
from shared.errors import TryAgain
from shared.event import Event
from shared.ids import new_id
from shared.telemetry import EVENTS_PUBLISHED
from shared.topology import EXCHANGES, FEEDBACK, Queue, queues

WINDOW = 100  # confirms in flight; measured: no gain beyond
PATIENCE = 10.0  # seconds for a window of confirms, waiting for the connection included
GREETING = 5.0  # seconds for opening a connection to one address
HEARTBEAT = 10  # seconds; a connection on which nothing is heard for three of them is given up
LOST = (AMQPError, aio_pika.exceptions.AMQPException, ConnectionError, OSError, RuntimeError, TimeoutError)
"""What aio-pika raises when the broker is away, goes away, or returns a message."""


class Outgoing(NamedTuple):
    """One message to an exchange under a routing key.

    `id` is the business id, kept in a header; empty where the message holds several events.
    """

    exchange: str
    key: str
    body: bytes
    id: str
    headers: dict[str, Any]


def outgoing(events: Sequence[Event]) -> list[Outgoing]:
    """Return internal events as they go to the services."""
    return [Outgoing(FEEDBACK, one.type, one.body, one.id, {}) for one in packed(events)]


def _amqp(message: Outgoing) -> aio_pika.Message:
    # The AMQP message_id differs for each publish: the same one in flight twice yields a false confirm.
    return aio_pika.Message(
        message.body,
        content_type=content_type(message.body),
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=new_id(),
        headers={"x-event-id": message.id, **message.headers} if message.id else message.headers,
    )


async def connect(url: str, name: str) -> AbstractConnection:
    """Open one connection under a name that the operator sees; TryAgain when there is no broker.

    Of several addresses (a cluster's nodes) any that answers will do, tried in no fixed order, so that the
    services spread over the nodes.
    """
    nodes = addresses(url)
    *others, last = random.sample(nodes, len(nodes))
    for node in others:
        with contextlib.suppress(TryAgain):
            return await _connect(node, name)
    return await _connect(last, name)


async def _connect(node: str, name: str) -> AbstractConnection:
    address = aio_pika.connection.make_url(node)
    if "heartbeat" not in address.query:
        address = address.update_query(heartbeat=HEARTBEAT)
    connection = aio_pika.Connection(address, client_properties={"connection_name": name})
    async with contextlib.AsyncExitStack() as unless_open:
        # What could not be opened is closed all the same, else it is torn down at some later, unfit moment.
        unless_open.push_async_callback(connection.close)
        try:
            async with asyncio.timeout(GREETING):
                await connection.connect()
        except LOST as error:
            raise TryAgain(f"the broker cannot be reached: {type(error).__name__}") from error
        unless_open.pop_all()
    return connection


async def declare(channel: AbstractChannel, wanted: Sequence[Queue]) -> None:
    """Declare exchanges, queues and bindings; what exists unchanged stays as it is."""
    for exchange in EXCHANGES:
        await channel.declare_exchange(exchange.name, exchange.kind, durable=True)
    for queue in wanted:
        declared = await channel.declare_queue(queue.name, durable=True, arguments=queue.arguments)
        for exchange_name, key in queue.bindings:
            await declared.bind(exchange_name, routing_key=key)


class Broker:
    """One process's way to publish. `send` and `publish` return only what the broker has confirmed."""

    def __init__(self, url: str, service: str) -> None:
        self._url = url
        self._service = service
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._connecting = asyncio.Lock()

    async def ready(self) -> None:
        """Return when messages can be published; TryAgain with what lacks, a differing topology included."""
        await self._publishing()

    async def publish(self, events: Sequence[Event]) -> None:
        """Publish internal events; return when the broker has confirmed every one, else TryAgain."""
        await self.send(outgoing(events))
        for kind, number in Counter(event.type for event in events).items():
            EVENTS_PUBLISHED.labels(kind).inc(number)

    async def send(self, messages: Sequence[Outgoing]) -> None:
        """Publish with a window of confirms in flight; TryAgain when any message may be lost."""
        for start in range(0, len(messages), WINDOW):
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._send_window(messages[start : start + WINDOW])
            except LOST as lost:
                await self.close()
                raise TryAgain(f"the broker did not confirm: {type(lost).__name__} {lost}") from lost

    async def _send_window(self, messages: Sequence[Outgoing]) -> None:
        channel = await self._publishing()
        names = {message.exchange for message in messages}
        exchanges = {name: await channel.get_exchange(name, ensure=False) for name in names}
        await asyncio.gather(
            *(exchanges[m.exchange].publish(_amqp(m), m.key, mandatory=True) for m in messages),
        )

    async def declare(self, wanted: Sequence[Queue]) -> None:
        """Declare queues beside those that are always there; TryAgain when the broker is away."""
        channel = await self._publishing()
        try:
            async with asyncio.timeout(PATIENCE):
                await declare(channel, wanted)
        except LOST as lost:
            await self.close()
            raise TryAgain(f"the broker did not declare: {lost}") from lost

    async def waiting(self, queue: str) -> int:
        """Return how many messages of a queue no consumer has in hand; TryAgain when the broker is away."""
        channel = await self._publishing()
        try:
            async with asyncio.timeout(PATIENCE):
                declared = await channel.declare_queue(queue, passive=True)
        except LOST as lost:
            await self.close()
            raise TryAgain(f"the broker did not count: {lost}") from lost
        return declared.declaration_result.message_count or 0

    async def delete_queue(self, name: str) -> None:
        """Delete a queue with what is in it; nothing happens when it is not there."""
        channel = await self._publishing()
        try:
            async with asyncio.timeout(PATIENCE):
                await channel.queue_delete(name)
        except LOST as lost:
            await self.close()
            raise TryAgain(f"the broker did not delete the queue: {lost}") from lost

    async def _publishing(self) -> AbstractChannel:
        async with self._connecting:
            if self._channel and not self._channel.is_closed:
                return self._channel
            await self._hang_up()
            self._connection = await connect(self._url, f"{self._service} publishes")
            try:
                channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
                await declare(channel, queues())
            except ChannelPreconditionFailed as error:
                raise TryAgain(f"the broker's queues differ from the topology: {error}", after=5.0) from error
            except LOST as error:
                raise TryAgain(f"the broker went away: {error}") from error
            self._channel = channel
            return channel

    async def close(self) -> None:
        """Hang up; the next message opens a new connection."""
        async with self._connecting:
            await self._hang_up()

    async def _hang_up(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection:
            with contextlib.suppress(*LOST):
                async with asyncio.timeout(1):
                    await connection.close()


class Held:
    """A message in hand: the queue has it again afterwards, unless it was removed."""

    def __init__(self, message: AbstractIncomingMessage) -> None:
        self.body = message.body
        self.headers: dict[str, Any] = dict(message.headers or {})
        self.removed = False
        self._message = message

    async def remove(self) -> None:
        """Take it off the queue for good; TryAgain when the broker went away, which has it still."""
        try:
            await self._message.ack()
        except LOST as lost:
            raise TryAgain(f"the broker went away: {lost}") from lost
        self.removed = True


@contextlib.asynccontextmanager
async def holding(url: str, queue: str) -> AsyncIterator[list[Held]]:
    """Take all that is in a queue in hand, in its order; TryAgain when the broker is away."""
    connection = await connect(url, f"holds {queue}")
    try:
        yield await _all_of(connection, queue)
    finally:
        with contextlib.suppress(*LOST):
            async with asyncio.timeout(PATIENCE):
                await connection.close()


async def _all_of(connection: AbstractConnection, queue: str) -> list[Held]:
    held: list[Held] = []
    try:
        channel = await connection.channel(publisher_confirms=False)
        await declare(channel, queues())
        found = await channel.get_queue(queue, ensure=False)
        while message := await found.get(fail=False):
            held.append(Held(message))
    except LOST as lost:
        raise TryAgain(f"{queue} cannot be read: {lost}") from lost
    return held
