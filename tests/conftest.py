"""Servers as fixtures: one RabbitMQ and one store a run, one virtual host and one database a test."""

from collections.abc import Iterator

import pytest

from tests.servers import BrokerServer, Machine, Mailbox, StoreServer, a_machine, a_mailbox, new_database


@pytest.fixture(scope="session")
def machine() -> Iterator[Machine]:
    with a_machine() as it:
        yield it


@pytest.fixture(scope="session")
def _started(machine: Machine) -> tuple[StoreServer, BrokerServer]:
    servers = machine.store(), machine.broker()
    for server in servers:
        server.begin()
    return servers


@pytest.fixture(scope="session")
def store_server(_started: tuple[StoreServer, BrokerServer]) -> StoreServer:
    """The run's store. Not to be stopped: `own_store` is."""
    _started[0].wait()
    return _started[0]


@pytest.fixture(scope="session")
def broker_server(_started: tuple[StoreServer, BrokerServer]) -> BrokerServer:
    """The run's RabbitMQ. Not to be stopped: `own_broker` is."""
    _started[1].wait()
    return _started[1]


@pytest.fixture
def mongo_database() -> str:
    """The test's own database (a service takes it as FEEDBACK_MONGO_DATABASE)."""
    return new_database()


@pytest.fixture
def mongo_url(store_server: StoreServer, mongo_database: str) -> str:
    """Address of the run's store, with the test's own database in its path."""
    return store_server.url_of(mongo_database)


@pytest.fixture
def amqp_url(broker_server: BrokerServer) -> Iterator[str]:
    """A virtual host of the test's own."""
    with broker_server.new_url() as url:
        yield url


@pytest.fixture(scope="session")
def admin_url(broker_server: BrokerServer) -> str:
    """RabbitMQ's management API, with user and password."""
    return broker_server.broker.admin_url


@pytest.fixture
def smtp(machine: Machine) -> Iterator[Mailbox]:
    with a_mailbox(machine.ports) as mailbox:
        yield mailbox


@pytest.fixture
def own_store(machine: Machine) -> Iterator[StoreServer]:
    """A store that the test may stop, start and kill."""
    server = machine.store()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def own_broker(machine: Machine) -> Iterator[BrokerServer]:
    """A RabbitMQ that the test may stop, start and kill."""
    server = machine.broker()
    server.start()
    yield server
    server.close()


LONG = ("full", "faults")
"""Marks of what takes minutes."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes has to be asked for."""
    unasked = [mark for mark in LONG if mark not in config.getoption("markexpr")]
    left = [item for item in items if any(map(item.get_closest_marker, unasked))]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]
