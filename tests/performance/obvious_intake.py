"""The obvious intake, as a benchmark: FastAPI, one insert and one confirmed publish for each request.

`python -m tests.performance.obvious_intake PORT`, with FEEDBACK_MONGO_URL, FEEDBACK_MONGO_DATABASE and
FEEDBACK_AMQP_URL. It has no encryption, no limits and no idempotency, and keeps the store's and the broker's
promises all the same: majority, journaled, persistent, mandatory, confirmed.
"""

import os
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Literal

import aio_pika
import orjson
import uvicorn
from fastapi import FastAPI, Request
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel, EmailStr, Field

from shared.topology import FEEDBACK


class Reporter(BaseModel):
    """Who reports."""

    kind: Literal["enterprise", "enforcement", "certification", "association", "research", "media", "other"]
    organisation: str | None = Field(default=None, max_length=200)
    email: EmailStr | None = None


class Report(BaseModel):
    """What is reported."""

    standard: str | None = Field(default=None, max_length=300)
    clause: str | None = Field(default=None, max_length=100)
    problem: str | None = None
    description: str = Field(min_length=10, max_length=8_000)
    region: str = Field(pattern=r"^[1-9]\d{5}$")
    reporter: Reporter


@asynccontextmanager
async def standing(app: FastAPI) -> AsyncIterator[None]:
    """Open the store and the broker."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
        os.environ["FEEDBACK_MONGO_URL"], w="majority", journal=True
    )
    app.state.reports = client[os.environ["FEEDBACK_MONGO_DATABASE"]]["obvious"]
    async with await aio_pika.connect(os.environ["FEEDBACK_AMQP_URL"]) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        app.state.exchange = await channel.get_exchange(FEEDBACK, ensure=False)
        yield
    client.close()


app = FastAPI(lifespan=standing)


@app.post("/v1/reports", status_code=202)
async def accept(report: Report, request: Request) -> dict[str, str]:
    """Keep a report, tell the others, answer."""
    id_, receipt = str(uuid.uuid4()), uuid.uuid4().hex
    now = datetime.now(UTC)
    await request.app.state.reports.insert_one(
        {"_id": id_, "at": now, "receipt": receipt, "report": report.model_dump()}
    )
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/intake",
        "type": "report.received",
    }
    event |= {"subject": id_, "time": now.isoformat(), "data": {"report": id_, "at": now.isoformat()}}
    message = aio_pika.Message(
        orjson.dumps(event), delivery_mode=aio_pika.DeliveryMode.PERSISTENT, message_id=str(uuid.uuid4())
    )
    await request.app.state.exchange.publish(message, "report.received", mandatory=True)
    return {"id": id_, "receipt": receipt, "status": "received"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
