"""Router decides. `python -m services.router` runs the service; `… explain` says what it would do.

`… routes test FILE` checks a table of cases against the policy; `… parked` shows what was set aside.
"""

import asyncio
import contextlib
import os
import signal
import sys
from datetime import timedelta
from functools import partial

import uvloop

from services.router import commands
from services.router.desk import Desk, to_the_millisecond
from services.router.metrics import LOADED, REFUSED
from services.router.policy import Policy
from services.router.settings import RouterSettings
from services.router.store import INDEXES, SOURCE, CaseStore, Inbox, MongoCatalogue, upgrade
from services.router.sweep import Headway, Sweep
from services.router.why import WhyPage
from shared import parked_command
from shared.bodies import REFRESHED_EVERY, know_imported
from shared.clock import LOOK_EVERY
from shared.consumer import Consumer
from shared.ground import ADOPT_EVERY, standing
from shared.health import operators_port
from shared.policy import PolicyError
from shared.runtime import every, run, set_apart, until_done
from shared.settings import read_settings
from shared.telemetry import configure_logging, logger
from shared.topology import service_queue

SERVICE = "router"

log = logger("main")


async def serve(settings: RouterSettings, policy: Policy) -> None:
    """Run the service until it is asked to stop."""
    async with contextlib.AsyncExitStack() as stack:
        ground = await stack.enter_async_context(standing(settings, SERVICE, [SOURCE]))
        database, relay = ground.database, ground.relay
        inbox, cases = Inbox(database), CaseStore(database, relay, ground.journal)
        desk = Desk(inbox, cases, policy, ground.clock.now, MongoCatalogue(database))
        headway = Headway(desk.handle, ground.clock.now)
        queue = service_queue(SERVICE)
        consumer = Consumer(
            ground.amqp_url, SERVICE, queue, headway.handle, ground.broker, foresee=desk.foresee
        )
        after, often = timedelta(seconds=settings.sweep_after), timedelta(seconds=settings.sweep_every)
        sweep = Sweep(inbox, cases, desk.handle, ground.clock.now, after, often, headway)

        async def know_bodies() -> None:
            await know_imported(desk.policy.directory.authorities, database)

        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload, desk, settings)
        checks = {"store": ground.store_answers, "broker": ground.broker.ready, "queue": consumer.ready}
        pages = {"/why": WhyPage(lambda: desk.policy, desk.standards, to_the_millisecond).show}
        port = await stack.enter_async_context(
            operators_port(settings.ops_host, settings.ops_port, checks, pages)
        )
        await ground.prepare(INDEXES)
        await until_done(partial(upgrade, database), name="store")
        await until_done(know_bodies, name="store")
        log.info("running", operators_port=port)
        await run(
            relay.run(),
            consumer.run(),
            every(ADOPT_EVERY, relay.adopt, name="adopt"),
            every(settings.due_every, desk.see_to_what_is_due, name="due"),
            every(REFRESHED_EVERY, know_bodies, name="bodies"),
            every(settings.sweep_every, sweep.run_once, name="sweep"),
            every(LOOK_EVERY, ground.clock.look, name="clock"),
        )


def reload(desk: Desk, settings: RouterSettings) -> None:
    """Read the policy again; one that does not check is told, and the old one stays."""
    try:
        policy = Policy.load(settings)
    except PolicyError as error:
        REFUSED.inc()
        # TRY400: the reason is the line of the file, not a stack.
        log.error("policy.refused", file=str(error.file), line=error.line, reason=str(error))  # noqa: TRY400
    else:
        policy.directory.authorities.admit(desk.policy.directory.authorities.imported)
        desk.policy = policy
        set_apart()
        LOADED.inc()
        log.info("policy.reloaded")


def main() -> int:
    """Run the service or the tool that was asked for; returns the exit code."""
    arguments = commands.parsed()
    settings = read_settings(RouterSettings)
    if arguments.command == parked_command.NAME:  # before the policy is read: a wrong one stops no operator
        return parked_command.run(arguments, settings, SERVICE)
    configure_logging(SERVICE, settings.log_level)
    try:
        policy = Policy.load(settings)
        if arguments.command:
            return commands.run(arguments, settings, policy)
    except PolicyError as error:
        log.critical("policy.refused", file=str(error.file), line=error.line, reason=str(error))
        return 2
    except BrokenPipeError:
        # Whoever reads has enough (`… | head`); what is still in the buffer goes nowhere, and quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    uvloop.run(serve(settings, policy))
    return 0


if __name__ == "__main__":
    sys.exit(main())
