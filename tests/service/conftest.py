"""The whole system, and each of its services alone, as fixtures for those tests here that need them."""

from collections.abc import AsyncIterator

import pytest

from services.router.store import INDEXES
from shared.mongo import Database, connect, ensure_indexes
from tests.notifying import Bench, a_bench
from tests.public_pages import Pages, public_pages
from tests.receiver import Receiver, a_receiver
from tests.routing import Router, a_router
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import system

__all__ = ["system"]


@pytest.fixture
async def database(mongo_url: str, mongo_database: str) -> AsyncIterator[Database]:
    client = connect(mongo_url)
    database = client[mongo_database]
    await ensure_indexes(database, INDEXES)
    yield database
    client.close()


@pytest.fixture
async def router(database: Database) -> Router:
    """A router that has begun, on a store of its own."""
    return await a_router(database)


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """Intake's pages, on stores in memory."""
    async with public_pages() as it:
        yield it


@pytest.fixture(scope="module")
async def bench(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer
) -> AsyncIterator[Bench]:
    """A notifier that runs."""
    async with a_bench(machine, store_server, broker_server) as it:
        yield it


@pytest.fixture(scope="module")
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as it:
        yield it
