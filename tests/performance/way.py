"""The way from POST to webhook, one report at a time, beside the bare round trips that it is made of."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import aio_pika
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection

from deploy.local.ports import LOOPBACK
from shared.text import Text
from tests.people import an_authority
from tests.performance import load
from tests.performance.accepting import port_of
from tests.performance.bare import stored
from tests.performance.frame import Aim, Row, Sense, say
from tests.performance.receiver import Heard, listening
from tests.performance.stage import Stage
from tests.performance.stored_cases import Spread, documents
from tests.performance.told import posts
from tests.system import System

REST = 0.05  # seconds between two
READS_OF_ROUTER, READS_OF_NOTIFIER = 5, 3
"""The router reads the report, its shelf, its cases, those near it and the catalogue; the notifier who
subscribes, and once it has stored the delivery the subscription and its health."""
MADE_OF = Text(
    zh="裸往返之和：2 次 HTTP、3 次落盘写入、2 次经 RabbitMQ、8 次读取",
    en="the sum of its bare round trips: 2 HTTP, 3 journaled writes, 2 through RabbitMQ, 8 reads",
)


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """One report by the channel, then one by the bare way, and so on."""
    number = stage.number(300)
    heard = Heard()
    async with AsyncExitStack() as stack:
        system = stack.enter_context(stage.system())
        handler = stack.enter_context(stage.serving("bare"))
        url = await stack.enter_async_context(listening(heard))
        sac = await stack.enter_async_context(an_authority(system, "sac"))
        await sac.subscribes("webhook", url)
        bare = await BareWay.opened(stack, system, handler.port, url)
        ours = await Reporter.opened(port_of(system))
        say(f"way: {number} reports one at a time")
        took: list[tuple[float, float]] = []
        for request in posts(number + 5):
            took.append((await ours.told(request, heard), await bare.gone(request, heard)))
            await asyncio.sleep(REST)
    both = list(zip(*took[5:], strict=True))
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        mine, limit = (sorted(side)[int(len(side) * share)] * 1e3 for side in both)
        what = Text(
            zh=f"从提交到 webhook，逐份：{name}", en=f"way from POST to webhook, one at a time: {name}"
        )
        yield Row(what, MADE_OF, "ms", [mine], [limit], Aim(Sense.AT_MOST, 2))


@dataclass(frozen=True)
class Reporter:
    """One kept connection to a listener."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def opened(cls, port: int) -> "Reporter":
        """Connect."""
        return cls(*await asyncio.open_connection(LOOPBACK, port))

    async def asks(self, request: bytes) -> None:
        """Send, and take the answer."""
        self.writer.write(request)
        await load.answer(self.reader)

    async def told(self, request: bytes, heard: Heard) -> float:
        """Seconds from sending a report until a webhook tells of it."""
        began, before = time.monotonic(), heard.count
        await self.asks(request)
        async with asyncio.timeout(30):
            return await heard.reach(before + 1) - began


@dataclass
class BareWay:
    """The same steps with nothing in between."""

    accepting: Reporter
    receiving: Reporter
    documents: AsyncIOMotorCollection[dict[str, Any]]
    exchange: aio_pika.abc.AbstractExchange
    queue: str
    arrived: asyncio.Event
    case: dict[str, Any]
    number: int = 0

    @classmethod
    async def opened(cls, stack: AsyncExitStack, system: System, handler: int, url: str) -> "BareWay":
        """Connect to everything once."""
        client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
            system.mongo_url, w="majority", journal=True
        )
        stack.callback(client.close)
        hear = await stack.enter_async_context(await aio_pika.connect(system.amqp_url))
        speak = await stack.enter_async_context(await aio_pika.connect(system.amqp_url))
        arrived = asyncio.Event()
        queue = await (await hear.channel()).declare_queue(
            "bare.way", durable=True, arguments={"x-queue-type": "quorum"}
        )

        async def take(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            arrived.set()
            await message.ack()

        await queue.consume(take)
        exchange = (await speak.channel(publisher_confirms=True)).default_exchange
        ways = await Reporter.opened(handler), await Reporter.opened(int(url.rstrip("/").rpartition(":")[2]))
        case = next(documents(Spread.WIDE, 1))
        return cls(*ways, client[system.database]["bare_way"], exchange, queue.name, arrived, case)

    async def gone(self, request: bytes, heard: Heard) -> float:
        """Seconds for one after the other."""
        self.number += 1
        report, began = stored(self.number), time.monotonic()
        await self.accepting.asks(request)
        await self.documents.insert_one(report)
        await self._passed()
        await self._read(report["_id"], READS_OF_ROUTER)
        await self.documents.insert_one(self.case | {"_id": str(uuid.uuid4())})
        await self._passed()
        await self._read(report["_id"], 1)
        await self.documents.insert_one(report | {"_id": str(uuid.uuid4())})
        await self._read(report["_id"], READS_OF_NOTIFIER - 1)
        before = heard.count
        await self.receiving.asks(request)
        return await heard.reach(before + 1) - began

    async def _passed(self) -> None:
        self.arrived.clear()
        body = b"x" * 400
        message = aio_pika.Message(
            body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT, message_id=str(uuid.uuid4())
        )
        await asyncio.gather(self.exchange.publish(message, self.queue), self.arrived.wait())

    async def _read(self, id_: str, times: int) -> None:
        for _ in range(times):
            await self.documents.find_one({"_id": id_})
