"""Intake: `python -m services.intake` runs it; `submit`, `token` and `export-rulings` are its tools."""

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack
from functools import partial

import uvloop

from services.intake import export, submit, tokens
from services.intake.acceptance import Acceptance
from services.intake.settings import IntakeSettings
from services.intake.store import INDEXES, SOURCES
from services.intake.store.reports import MongoReports
from services.intake.web import authority_side, keys, reporter_side
from services.intake.web.app import listening, make_app
from shared.authorities import Authorities
from shared.bodies import REFRESHED_EVERY, know_imported
from shared.clock import LOOK_EVERY
from shared.ground import ADOPT_EVERY, standing
from shared.health import Door, operators_port
from shared.runtime import beside, every, lasting, run
from shared.sealing import Vault
from shared.settings import read_settings
from shared.telemetry import configure_logging, logger

CITED_EVERY = 15.0  # seconds until a standard that was cited is known to those who type

log = logger("intake")


async def serve(settings: IntakeSettings) -> None:
    """Run intake until asked to stop; the listener then closes first, and what it took is told."""
    vault = Vault(settings.master_key.get_secret_value())
    authorities = Authorities.read(settings.directory, settings.policy)
    async with AsyncExitStack() as stack:
        ground = await stack.enter_async_context(standing(settings, "intake", SOURCES))
        acceptance = Acceptance(
            MongoReports(ground.database),
            ground.relay,
            vault,
            most=settings.accept_queue,
            patience=settings.accept_patience,
            clock=ground.clock.now,
        )
        door = Door()
        checks = {"store": ground.store_answers, "listener": door.ready}
        await stack.enter_async_context(operators_port(settings.ops_host, settings.ops_port, checks))
        await ground.prepare(INDEXES)
        telling = await stack.enter_async_context(beside(ground.relay.run(), finish=ground.relay.drain))
        committing = await stack.enter_async_context(acceptance.running())
        app = make_app(
            authority_side.parts(
                ground.database, ground.relay, vault, authorities, ground.amqp_url, ground.clock.now
            )
            | reporter_side.parts(ground.database, vault, authorities, settings, acceptance)
        )
        port = await stack.enter_async_context(listening(app, settings.listen_host, settings.listen_port))
        stack.enter_context(door.opened())
        log.info("running", host=settings.listen_host, port=port)
        await run(
            lasting(telling),
            lasting(committing),
            every(ADOPT_EVERY, ground.relay.adopt, name="adopt"),
            every(REFRESHED_EVERY, partial(know_imported, authorities, ground.database), name="bodies"),
            every(LOOK_EVERY, ground.clock.look, name="clock"),
            every(CITED_EVERY, app[keys.STANDARDS].note_cited, name="cited"),
        )


def main() -> int:
    """Read the command line; the exit code says how it went."""
    parser = argparse.ArgumentParser(prog="python -m services.intake", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    submit.add_parser(commands)
    tokens.add_parser(commands)
    export.add_parser(commands)
    arguments = parser.parse_args()
    if arguments.command == "submit":
        return asyncio.run(submit.run(arguments))
    if arguments.command == "token":
        return asyncio.run(tokens.run(arguments))
    if arguments.command == "export-rulings":
        return asyncio.run(export.run(arguments))
    settings = read_settings(IntakeSettings)
    configure_logging("intake", settings.log_level)
    uvloop.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
