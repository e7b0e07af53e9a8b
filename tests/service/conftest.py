"""The whole system, and a router alone, as fixtures for those tests here that need them."""

from collections.abc import AsyncIterator

import pytest

from services.router.store import INDEXES
from shared.mongo import Database, connect, ensure_indexes
from tests.routing import Router, a_router
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
