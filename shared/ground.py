"""What every service stands on: the store, the broker, and the relay that tells what it has written."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from shared.broker import Broker
from shared.clock import StoreClock
from shared.journal import MongoJournal, Source
from shared.mongo import Database, Indexes, connect, ensure_indexes, ping
from shared.relay import Relay
from shared.runtime import until_done
from shared.settings import Settings
from shared.telemetry import logger

ADOPT_EVERY = 10.0
"""Seconds between looks for writers that have died."""

log = logger("ground")


@dataclass(frozen=True, slots=True)
class Ground:
    """The resources of one running service."""

    service: str
    amqp_url: str
    database: Database
    broker: Broker
    journal: MongoJournal
    relay: Relay
    clock: StoreClock

    async def prepare(self, indexes: Indexes) -> None:
        """Wait for the store, make the indexes, ask for the time, and make this writer known."""
        await until_done(lambda: ensure_indexes(self.database, indexes), name="store")
        await until_done(self.clock.look, name="store")
        await until_done(self.relay.register, name="store")
        log.info("registered", writer=self.relay.writer)

    async def store_answers(self) -> None:
        """Return when the store answers; TryAgain when it does not."""
        await ping(self.database)


@asynccontextmanager
async def standing(settings: Settings, service: str, sources: Sequence[Source]) -> AsyncIterator[Ground]:
    """Open what a service stands on; at the end what it has written is told, and all is closed."""
    amqp_url = settings.amqp_url.get_secret_value()
    async with AsyncExitStack() as stack:
        client = connect(settings.mongo_url.get_secret_value())
        stack.callback(client.close)
        database = client[settings.mongo_database]
        broker = Broker(amqp_url, service)
        stack.push_async_callback(broker.close)
        journal = MongoJournal(database, service, sources)
        relay = Relay(journal, broker)
        stack.push_async_callback(relay.drain)
        yield Ground(service, amqp_url, database, broker, journal, relay, StoreClock(database))
