"""The limits beside which the channel is measured: a handler that keeps nothing, a store without a channel.

`python -m tests.performance.bare PORT` serves the handler.
"""

import sys
import time
import uuid

import uvloop
from aiohttp import web

from services.intake.acceptance import BATCH
from shared.mongo import connect


async def _accept(request: web.Request) -> web.Response:
    await request.read()
    return web.json_response({"id": "x", "receipt": "x", "status": "received"}, status=202)


async def serve(port: int) -> None:
    """A listener whose only handler reads the body and answers 202."""
    app = web.Application()
    app.add_routes([web.post("/v1/reports", _accept)])
    await web._run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)  # noqa: SLF001 - run_app would make a loop of its own


async def inserts(mongo_url: str, database: str, report: dict[str, object], number: int) -> float:
    """Documents a second through `insert_many`, journaled, in batches as large as intake's largest."""
    client = connect(mongo_url)
    try:
        began = time.perf_counter()
        for _ in range(0, number, BATCH):
            rows = [{"_id": str(uuid.uuid4()), "report": report} for _ in range(BATCH)]
            await client[database]["bare"].insert_many(rows, ordered=False)
        return number / (time.perf_counter() - began)
    finally:
        client.close()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
