"""Notifier speaks: `python -m services.notifier` runs it; `… parked` shows what was set aside."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import NamedTuple

import uvloop

from services.notifier.agencies import Agencies
from services.notifier.channels import Senders
from services.notifier.channels.email import EmailSender
from services.notifier.channels.queue import QueueSender
from services.notifier.channels.rights import Rights
from services.notifier.channels.webhook import WebhookSender
from services.notifier.digest import Digests, named
from services.notifier.dispatch import Dispatch
from services.notifier.hand import Hand
from services.notifier.reconcile import Reconciler
from services.notifier.recorder import Recorder
from services.notifier.router import RouterQueue
from services.notifier.settings import NotifierSettings
from services.notifier.speaker import Speaker
from services.notifier.store import DIGESTS, INDEXES, SOURCE, CaseSweep, Deliveries, Endpoints, Reading, Sweep
from shared import parked_command
from shared.authorities import Authorities
from shared.bodies import REFRESHED_EVERY, know_imported
from shared.broker import Broker
from shared.clock import LOOK_EVERY, Clock
from shared.consumer import Consumer
from shared.errors import TryAgain
from shared.ground import ADOPT_EVERY, standing
from shared.health import operators_port
from shared.runtime import beside, every, lasting, run
from shared.sealing import Vault
from shared.settings import Settings, read_settings
from shared.subscription import Channel
from shared.telemetry import configure_logging, logger
from shared.topology import service_queue

SERVICE = "notifier"
log = logger(SERVICE)


async def serve(settings: NotifierSettings) -> None:
    """Run the notifier until asked to stop."""
    configure_logging(SERVICE, settings.log_level)
    bodies = Authorities.read(settings.directory, settings.policy)
    async with AsyncExitStack() as stack:
        ground = await stack.enter_async_context(standing(settings, SERVICE, [SOURCE]))
        database, broker, relay = ground.database, ground.broker, ground.relay
        now = ground.clock.now
        deliveries = Deliveries(database, now, relay.writer)
        endpoints, reading = Endpoints(database, now), Reading(database)
        hand = Hand()
        recorder = Recorder(deliveries, endpoints, relay, hand, now)
        # What is said by those that end is recorded, so that the recorder ends after them.
        recording = await stack.enter_async_context(
            beside(recorder.run(), finish=partial(_last_words, recorder))
        )
        ways = await stack.enter_async_context(_ways(settings, ground.amqp_url, now))
        speaker = Speaker(ways.senders, recorder)
        agencies = Agencies(endpoints, reading, ways.rights, ways.queues, deliveries)
        dispatch = Dispatch(deliveries, endpoints, reading, speaker, recorder, hand, agencies, now)
        reconciler = Reconciler(
            deliveries,
            reading,
            dispatch,
            CaseSweep(database),
            settings.public_url,
            RouterQueue(broker),
            clock=now,
        )
        digests = Digests(reading, dispatch.say, Sweep(database, DIGESTS), named(bodies), settings, now)
        consumer = Consumer(ground.amqp_url, SERVICE, service_queue(SERVICE), dispatch.handle, broker)

        checks = {"store": ground.store_answers, "broker": broker.ready, "inbox": consumer.ready}
        await stack.enter_async_context(operators_port(settings.ops_host, settings.ops_port, checks))
        await ground.prepare(INDEXES)
        log.info("running")
        await run(
            relay.run(),
            lasting(recording),
            speaker.run(),
            consumer.run(),
            every(1, dispatch.due, name="due"),
            every(5, agencies.prepare, name="agencies"),
            every(30, agencies.look, name="users"),
            every(ADOPT_EVERY, relay.adopt, name="adopt"),
            every(30, reconciler.look, name="reconcile"),
            every(LOOK_EVERY, ground.clock.look, name="clock"),
            every(REFRESHED_EVERY, partial(know_imported, bodies, database), name="bodies"),
            every(settings.digest_every, digests.make, name="digest"),
        )


class _Ways(NamedTuple):
    """The ways of telling a listener; queues, and the rights to read them, are prepared beforehand."""

    senders: Senders
    queues: QueueSender
    rights: Rights


@asynccontextmanager
async def _ways(settings: NotifierSettings, amqp_url: str, clock: Clock) -> AsyncIterator[_Ways]:
    vault = Vault(settings.master_key.get_secret_value())
    admin_url = settings.amqp_admin_url.get_secret_value() if settings.amqp_admin_url else None
    smtp_url = settings.smtp_url.get_secret_value()
    async with AsyncExitStack() as stack:
        broker = Broker(amqp_url, f"{SERVICE}'s agencies")
        stack.push_async_callback(broker.close)
        rights = await stack.enter_async_context(Rights(broker, amqp_url, admin_url))
        webhooks = await stack.enter_async_context(
            WebhookSender(vault, settings.webhook_allowed_hosts, clock)
        )
        queues = QueueSender(broker)
        mail = EmailSender(smtp_url, settings.mail_from, vault, settings.public_url)
        yield _Ways({Channel.WEBHOOK: webhooks, Channel.EMAIL: mail, Channel.QUEUE: queues}, queues, rights)


async def _last_words(recorder: Recorder) -> None:
    try:
        async with asyncio.timeout(5):
            await recorder.drain()
    except (TimeoutError, TryAgain) as later:
        log.warning("recording.unfinished", reason=str(later))


def main() -> int:
    """Run the service or the tool that was asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m services.notifier", description=__doc__)
    parked_command.add_parser(parser.add_subparsers(dest="command"))
    arguments = parser.parse_args()
    if arguments.command:
        return parked_command.run(arguments, read_settings(Settings), SERVICE)
    uvloop.run(serve(read_settings(NotifierSettings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
