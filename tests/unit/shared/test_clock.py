"""The channel's clock."""

import asyncio

from shared.clock import StoreClock, wall
from shared.mongo import connect


async def test_before_the_store_was_asked_its_clock_is_the_machines_own():
    client = connect("mongodb://127.0.0.1:1/x", timeout_ms=50)
    clock = StoreClock(client.get_default_database())
    before = clock.now()
    await asyncio.sleep(0.01)
    assert before < clock.now()
    assert abs((clock.now() - wall()).total_seconds()) < 1
    client.close()
