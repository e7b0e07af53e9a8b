"""Intake: `python -m services.intake` runs it; `submit` and `token` are its tools."""

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack

import uvloop

from services.intake import submit, tokens
from services.intake.acceptance import Acceptance
from services.intake.naming import namer
from services.intake.settings import IntakeSettings
from services.intake.standards import Standards
from services.intake.status import Statuses
from services.intake.store import authority as authority_store
from services.intake.store import reports as report_store
from services.intake.store import standards as standard_store
from services.intake.understood import details
from services.intake.web import authority_side, keys
from services.intake.web.app import listening, make_app
from shared.authorities import Authorities
from shared.bodies import REFRESHED_EVERY, imported_bodies
from shared.broker import Broker
from shared.health import Door, operators_port
from shared.journal import MongoJournal
from shared.ladder import Ladder
from shared.mongo import connect, ensure_indexes, ping
from shared.region import Regions
from shared.relay import Relay
from shared.runtime import beside, every, lasting, run, until_done
from shared.sealing import Vault
from shared.settings import read_settings
from shared.telemetry import configure_logging, logger

CITED_EVERY = 15.0  # seconds until a standard that was cited is known to those who type

log = logger("intake")


async def serve(settings: IntakeSettings) -> None:
    """Run intake until asked to stop; the listener then closes first, and what it took is told."""
    vault = Vault(settings.master_key.get_secret_value())
    regions = Regions.load(settings.directory / "regions.csv")
    ladder = Ladder.load(settings.policy / "ladder.yaml", regions)
    authorities = Authorities.load(settings.directory, regions, ladder)
    async with AsyncExitStack() as stack:
        client = connect(settings.mongo_url.get_secret_value())
        stack.callback(client.close)
        database = client[settings.mongo_database]
        store = report_store.MongoReports(database)
        standards = standard_store.MongoStandards(database)
        broker = Broker(settings.amqp_url.get_secret_value(), "intake")
        stack.push_async_callback(broker.close)
        journal = MongoJournal(database, "intake", [report_store.SOURCE, *authority_store.SOURCES])
        relay = Relay(journal, broker)
        acceptance = Acceptance(
            store, relay, vault, most=settings.accept_queue, patience=settings.accept_patience
        )
        door = Door()
        checks = {"store": lambda: ping(database), "listener": door.ready}
        await stack.enter_async_context(operators_port(settings.ops_host, settings.ops_port, checks))

        async def prepare() -> None:
            await ensure_indexes(
                database, {**report_store.INDEXES, **authority_store.INDEXES, **standard_store.INDEXES}
            )
            await relay.register()
            await know_bodies()

        async def know_bodies() -> None:
            authorities.admit(await imported_bodies(database))

        await until_done(prepare, name="store")
        telling = await stack.enter_async_context(beside(relay.run(), finish=relay.drain))
        committing = await stack.enter_async_context(acceptance.running())
        amqp_url = settings.amqp_url.get_secret_value()
        app = make_app(
            authority_side.parts(database, relay, vault, authorities, amqp_url)
            | {
                keys.SETTINGS: settings,
                keys.ACCEPTANCE: acceptance,
                keys.STATUSES: Statuses(store, vault),
                keys.REGIONS: regions,
                keys.STANDARDS: Standards(standards, details(regions, authorities)),
                keys.VAULT: vault,
                keys.NAME_OF: namer(authorities),
            }
        )
        port = await stack.enter_async_context(listening(app, settings.listen_host, settings.listen_port))
        stack.enter_context(door.opened())
        log.info("listening", host=settings.listen_host, port=port)
        await run(
            lasting(telling),
            lasting(committing),
            every(10, relay.adopt, name="adopt"),
            every(REFRESHED_EVERY, know_bodies, name="bodies"),
            every(CITED_EVERY, standards.note_cited, name="cited"),
        )


def main() -> int:
    """Read the command line; the exit code says how it went."""
    parser = argparse.ArgumentParser(prog="python -m services.intake", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    submit.add_parser(commands)
    tokens.add_parser(commands)
    arguments = parser.parse_args()
    if arguments.command == "submit":
        return asyncio.run(submit.run(arguments))
    if arguments.command == "token":
        return asyncio.run(tokens.run(arguments))
    settings = read_settings(IntakeSettings)
    configure_logging("intake", settings.log_level)
    uvloop.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
