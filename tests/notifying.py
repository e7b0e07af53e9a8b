"""The notifier alone as a real process, on a real store and a real RabbitMQ, and what a test does with it."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from deploy.local.channel import is_ready
from deploy.local.kept import master_key
from deploy.local.parts import Part, Running, wait_until_ready
from deploy.local.ports import LOOPBACK
from deploy.local.tree import ROOT
from services.notifier.store import INDEXES
from shared.broker import Broker
from shared.case import Role
from shared.delivery import Delivery
from shared.events import EscalationOpened, Event, Fact, SubscriptionChanged
from shared.ids import new_id
from shared.mongo import COLLECTIONS, Database, connect, ensure_indexes, from_document, to_document
from shared.sealing import Vault
from shared.subscription import Channel, Subscription
from shared.taxonomy import Severity
from tests.servers import PATIENCE, BrokerServer, Machine, Mailbox, StoreServer, a_mailbox, new_database

T = TypeVar("T")


@dataclass
class Bench:
    """A running notifier, and the other ends of all its wires."""

    database: Database
    broker: Broker
    amqp_url: str
    vault: Vault
    mailbox: Mailbox
    process: Running

    async def subscribe(self, authority: str, channel: Channel, address: str, **more: Any) -> Subscription:
        """Keep a subscription as intake does; `secrets` are given open."""
        id_ = new_id()
        sealed = [self.vault.seal_text(s, bound_to=id_) for s in more.pop("secrets", ())]
        whole = {"id": id_, "at": datetime.now(UTC), "authority": authority, "channel": channel}
        made = Subscription.model_validate({**whole, "address": address, "secrets": sealed, **more})
        await self.database[COLLECTIONS.subscriptions].insert_one(to_document(made))
        return made

    async def changed(self, subscription: Subscription, **changes: Any) -> None:
        """Change a subscription, and say so."""
        if changes:
            await self.database[COLLECTIONS.subscriptions].update_one(
                {"_id": subscription.id}, {"$set": changes}
            )
        await self.tell(SubscriptionChanged(subscription=subscription.id, change=new_id()))

    async def tell(self, *facts: Fact) -> None:
        """Publish facts as the other services do."""
        await self.broker.publish([Event.of(fact, at=datetime.now(UTC)) for fact in facts])

    async def deliveries(self, **wanted: Any) -> list[Delivery]:
        found = self.database[COLLECTIONS.deliveries].find(wanted)
        return [from_document(Delivery, document) async for document in found]

    async def settled(self, count: int = 1, **wanted: Any) -> list[Delivery]:
        """The deliveries of that kind, once so many have settled."""

        async def look() -> list[Delivery]:
            found = await self.deliveries(**wanted)
            return [d for d in found if d.settled_at] if len(found) >= count else []

        return await eventually(look, lambda found: len(found) >= count)


def an_escalation(authority: str, **changes: Any) -> EscalationOpened:
    """A case put to an authority; everything has a new name."""
    id_ = new_id()
    whole = {
        "escalation": id_,
        "case": new_id(),
        "authority": authority,
        "role": Role.SETTER,
        "severity": Severity.MAJOR,
        "because": "与强制性标准矛盾 / It contradicts a mandatory standard",
        "standard": "GB 18401-2010",
        "clause": "5.1",
        "problem": "contradiction",
        "region": "440305",
        "reports": (new_id(),),
        "reply_by": datetime.now(UTC) + timedelta(days=15),
        "link": f"https://feedback.example/authority/escalations/{id_}",
    }
    return EscalationOpened.model_validate(whole | changes)


async def eventually(
    look: Callable[[], Awaitable[T]], enough: Callable[[T], object] = bool, seconds: float = 30.0
) -> T:
    """Look again and again until it is enough; TimeoutError with what was seen last."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not enough(seen := await look()):
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"seen last: {seen!r}")
        await asyncio.sleep(0.05)
    return seen


@asynccontextmanager
async def a_bench(machine: Machine, store: StoreServer, server: BrokerServer) -> AsyncIterator[Bench]:
    """Started and ready; afterwards stopped."""
    name, key = new_database(), master_key()
    with (
        tempfile.TemporaryDirectory(prefix="notifier-", dir=machine.folder) as folder,
        a_mailbox(machine.ports) as mailbox,
        server.new_url() as amqp_url,
    ):
        environment = {
            "FEEDBACK_MONGO_URL": store.url_of(name),
            "FEEDBACK_MONGO_DATABASE": name,
            "FEEDBACK_AMQP_URL": amqp_url,
            "FEEDBACK_AMQP_ADMIN_URL": server.broker.admin_url,
            "FEEDBACK_MASTER_KEY": key,
            "FEEDBACK_PUBLIC_URL": "https://feedback.example",
            "FEEDBACK_SMTP_URL": mailbox.url,
            "FEEDBACK_MAIL_FROM": "feedback@standards.example",
            "FEEDBACK_WEBHOOK_ALLOWED_HOSTS": json.dumps([LOOPBACK]),
        }
        process = _process(machine, Path(folder), environment)
        client, broker = connect(store.url_of(name)), Broker(amqp_url, "test")
        try:
            await ensure_indexes(client[name], INDEXES)
            process.start()
            await asyncio.to_thread(wait_until_ready, [process], PATIENCE)
            yield Bench(client[name], broker, amqp_url, Vault(key), mailbox, process)
        finally:
            await asyncio.to_thread(process.stop)
            await broker.close()
            client.close()


def _process(machine: Machine, folder: Path, environment: dict[str, str]) -> Running:
    port = machine.ports.take()
    own = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_")}
    part = Part(
        name="notifier",
        command=(sys.executable, "-m", "services.notifier"),
        environment={**own, **environment, "PYTHONUNBUFFERED": "1", "FEEDBACK_OPS_PORT": str(port)},
        folder=ROOT,
        ready=lambda: is_ready(port),
        grace=15.0,
    )
    return Running(part, folder / "notifier.log", machine.guard)
