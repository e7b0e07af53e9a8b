"""The obvious router, as a benchmark: one message, read, write, confirmed publish and ack at a time.

`python -m tests.performance.obvious_router AMQP MONGO DATABASE NUMBER` takes so many messages of router.v1
and prints as JSON how many a second. It decides nothing but whom to ask, out of a table of two lines: it
recognises no problem, joins no case and has no clocks.
"""

import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import aio_pika
import orjson
import uvloop
from motor.motor_asyncio import AsyncIOMotorClient

from shared.topology import FEEDBACK, service_queue

SETTERS = {"GB": "sac", "DB": "440000"}


async def route(amqp: str, mongo: str, database: str, number: int) -> float:
    """Reports a second."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo, w="majority", journal=True)
    store = client[database]
    async with await aio_pika.connect(amqp) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        await channel.set_qos(prefetch_count=1)
        queue = await channel.get_queue(service_queue("router"), ensure=False)
        exchange = await channel.get_exchange(FEEDBACK, ensure=False)
        began, done = time.perf_counter(), 0
        async with queue.iterator() as messages:
            async for message in messages:
                report = await store["reports"].find_one(
                    {"_id": orjson.loads(message.body)["data"]["report"]}
                )
                if report is None:
                    raise RuntimeError("a message tells of a report that is not stored")
                case = opened(report)
                await store["obvious_cases"].insert_one(case)
                body = orjson.dumps({**case, "specversion": "1.0", "type": "escalation.opened"})
                outgoing = aio_pika.Message(
                    body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT, message_id=str(uuid.uuid4())
                )
                await exchange.publish(outgoing, "escalation.opened", mandatory=True)
                await message.ack()
                done += 1
                if done == number:
                    break
        rate = number / (time.perf_counter() - began)
    client.close()
    return rate


def opened(stored: dict[str, Any]) -> dict[str, Any]:
    """A case for a report."""
    report, now = stored["report"], datetime.now(UTC)
    asked = [SETTERS.get(str(report["standard"])[:2], "440000"), f"{str(report['region'])[:4]}00"]
    return {
        "_id": str(uuid.uuid4()),
        "report": stored["_id"],
        **{field: report[field] for field in ("standard", "clause", "problem", "region")},
        "severity": "ordinary",
        "escalations": [
            {"authority": a, "state": "asked", "reply_by": now + timedelta(days=7)} for a in asked
        ],
        "at": now,
    }


if __name__ == "__main__":
    found = uvloop.run(route(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
    sys.stdout.buffer.write(orjson.dumps({"rate": found}))
