"""One system for all who mean it harm, with a short patience, so that a run is short."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.faults.hostile.strangers import PATIENCE
from tests.people import Authority, Reporter, a_reporter, an_authority
from tests.servers import BrokerServer, Machine, StoreServer, new_database
from tests.system import System, a_system


@pytest.fixture(scope="session")
def hostile(
    request: pytest.FixtureRequest, machine: Machine, store_server: StoreServer, broker_server: BrokerServer
) -> Iterator[System]:
    """The services as strangers reach them: no inner host is allowed, and guesses are without end."""
    short = "faults" not in request.config.getoption("markexpr")
    with a_system(
        machine,
        store_server,
        broker_server,
        **({"FEEDBACK_PATIENCE": str(PATIENCE)} if short else {}),
        FEEDBACK_GUESSES_PER_MINUTE="0",
        FEEDBACK_WEBHOOK_ALLOWED_HOSTS="[]",
    ) as it:
        yield it


@pytest_asyncio.fixture
async def reporter(hostile: System) -> AsyncIterator[Reporter]:
    async with a_reporter(hostile) as it:
        yield it


@pytest_asyncio.fixture(scope="session")
async def sac(hostile: System) -> AsyncIterator[Authority]:
    """The national administration."""
    async with an_authority(hostile, "sac") as it:
        yield it


@pytest_asyncio.fixture(autouse=True)
async def _nothing_breaks(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Afterwards every service still runs, is ready, and has logged no failure of its own."""
    yield
    if "hostile" in request.fixturenames:
        hostile: System = request.getfixturevalue("hostile")
        for service in hostile.services.values():
            await asyncio.to_thread(service.wait)
            assert [line for line in service.log if line["level"] in {"error", "critical"}] == []
            assert "Traceback" not in service.output


@pytest.fixture(scope="module")
def mongo_of_module(store_server: StoreServer) -> str:
    """Address of a database that the tests of one module share."""
    return store_server.url_of(new_database())
