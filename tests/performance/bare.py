"""The limits beside which the channel is measured, each in a process of its own.

`python -m tests.performance.bare PORT` serves a handler that reads the same model and answers.
`… bare inserts MONGO DATABASE NUMBER BATCH`, `… bulks MONGO DATABASE NUMBER`, `… confirms AMQP NUMBER` and
`… passes AMQP QUEUE NUMBER` print how many a second, and the seconds of processor time for each, as JSON.
"""

import asyncio
import os
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import aio_pika
import orjson
import uvloop
from aiohttp import web
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import InsertOne

from shared.ids import new_id
from shared.report import Report
from shared.topology import FEEDBACK
from tests.performance.stored_cases import Spread, documents
from tests.performance.told import report

WINDOW = 100  # confirms under way


async def _accept(request: web.Request) -> web.Response:
    Report.model_validate_json(await request.read())
    answer = {"id": str(uuid.uuid4()), "receipt": uuid.uuid4().hex, "status": "received"}
    return web.Response(status=202, body=orjson.dumps(answer), content_type="application/json")


async def serve(port: int) -> None:
    """A listener whose only handler validates a report and answers 202."""
    app = web.Application()
    app.add_routes([web.post("/v1/reports", _accept)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    await asyncio.Event().wait()


def stored(number: int) -> dict[str, Any]:
    """A document as large as the one that intake stores of the same report."""
    now, told = datetime.now(UTC), report(number)
    sealed = {"key": os.urandom(40), "nonce": os.urandom(12), "sealed": os.urandom(120)}
    marks = {"unit": os.urandom(32).hex(), "content": os.urandom(32), "receipt": os.urandom(32)}
    place = {"w": str(uuid.uuid4()), "s": number, "reach": {"email": True}}
    kind = {"reporter": {"kind": "enterprise"}}
    return {"_id": str(uuid.uuid4()), "at": now, "report": told | kind, "sealed": sealed} | marks | place


async def inserts(mongo: str, database: str, number: str, batch: str) -> dict[str, float]:
    """`insert_many`, journaled, one batch after the other."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo, w="majority", journal=True)
    documents, size = [stored(n) for n in range(int(number))], int(batch)

    async def work() -> None:
        for start in range(0, len(documents), size):
            await client[database]["bare"].insert_many(documents[start : start + size], ordered=False)

    await client[database]["bare"].find_one()
    found = await _timed(len(documents), work)
    client.close()
    return found


async def bulks(mongo: str, database: str, number: str) -> dict[str, float]:
    """`bulk_write` of cases as the router stores them, a hundred together."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo, w="majority", journal=True)
    cases = [case | {"_id": new_id()} for case in documents(Spread.WIDE, int(number))]

    async def work() -> None:
        for start in range(0, len(cases), WINDOW):
            await client[database]["bare_cases"].bulk_write(
                [InsertOne(c) for c in cases[start : start + WINDOW]]
            )

    await client[database]["bare_cases"].find_one()
    found = await _timed(len(cases), work)
    client.close()
    return found


async def confirms(amqp: str, number: str) -> dict[str, float]:
    """Persistent messages of an event's size, a window of them waiting for the broker at any time."""
    body = orjson.dumps({"id": str(uuid.uuid4()), "data": "x" * 330})
    async with await aio_pika.connect(amqp) as connection:
        channel = await connection.channel(publisher_confirms=True)
        exchange = await channel.get_exchange(FEEDBACK, ensure=False)

        async def work() -> None:
            for _ in range(0, int(number), WINDOW):
                messages = [_persistent(body) for _ in range(WINDOW)]
                await asyncio.gather(*(exchange.publish(m, "report.received") for m in messages))

        return await _timed(int(number), work)


async def passes(amqp: str, queue: str, number: str) -> dict[str, float]:
    """Messages taken from a queue, published again in a window as large as a batch, and acknowledged."""
    left = int(number)
    async with await aio_pika.connect(amqp) as connection, await aio_pika.connect(amqp) as speaking:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=2 * WINDOW)
        source = await channel.get_queue(queue, ensure=False)
        out = await speaking.channel(publisher_confirms=True)
        exchange = await out.get_exchange(FEEDBACK, ensure=False)
        arrived: asyncio.Queue[aio_pika.abc.AbstractIncomingMessage] = asyncio.Queue()

        async def work() -> None:
            await source.consume(arrived.put)
            for start in range(0, left, WINDOW):
                batch = [await arrived.get() for _ in range(min(WINDOW, left - start))]
                messages = [_persistent(message.body) for message in batch]
                await asyncio.gather(*(exchange.publish(m, "escalation.opened") for m in messages))
                await batch[-1].ack(multiple=True)

        return await _timed(left, work)


def _persistent(body: bytes) -> aio_pika.Message:
    return aio_pika.Message(
        body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT, message_id=str(uuid.uuid4())
    )


async def _timed(number: int, work: Callable[[], Awaitable[None]]) -> dict[str, float]:
    began, cpu = time.perf_counter(), time.process_time()
    await work()
    used, took = time.process_time() - cpu, time.perf_counter() - began
    return {"rate": number / took, "cpu": used / number}


WORKS: dict[str, Callable[..., Coroutine[Any, Any, dict[str, float]]]] = {
    "inserts": inserts,
    "bulks": bulks,
    "confirms": confirms,
    "passes": passes,
}


def main() -> None:
    """Serve, or measure and print."""
    what, *arguments = sys.argv[1:]
    if what in WORKS:
        sys.stdout.buffer.write(orjson.dumps(uvloop.run(WORKS[what](*arguments))))
    else:
        uvloop.run(serve(int(what)))


if __name__ == "__main__":
    main()
