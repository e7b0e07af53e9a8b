"""The notifier alone as a real process, on a real store and a real RabbitMQ, and what a test does with it."""

import asyncio
import base64
import hashlib
import json
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import aio_pika
from yarl import URL

from deploy.local.channel import is_ready
from deploy.local.kept import master_key
from deploy.local.parts import Part, Running, wait_until_ready
from deploy.local.ports import LOOPBACK
from deploy.local.tree import ROOT
from services.notifier.store import INDEXES
from shared.broker import Broker
from shared.case import Relation, Role
from shared.delivery import Delivery
from shared.event import Event
from shared.events import (
    CaseRegrouped,
    EscalationGrown,
    EscalationOpened,
    EscalationWithdrawn,
    SubscriptionChanged,
)
from shared.fact import Fact
from shared.ids import new_id
from shared.mongo import COLLECTIONS, Database, connect, ensure_indexes, from_document, to_document
from shared.sealing import Vault
from shared.subscription import Channel, Subscription, agency_queue
from shared.taxonomy import Severity
from shared.text import Text
from tests.receiver import Hook, Receiver
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
        "number": "2026-7K3M9-QX2AB",
    }
    return EscalationOpened.model_validate(whole | changes)


def a_growth(fact: EscalationOpened, new: int = 3, total: int = 12, **changes: Any) -> EscalationGrown:
    """More reports of what was put to an authority before."""
    whole = {"reports": tuple(new_id() for _ in range(total)), "new": new, "total": total, "notice": 2}
    return EscalationGrown.model_validate(fact.model_dump() | whole | changes)


def a_withdrawal(fact: EscalationOpened, **changes: Any) -> EscalationWithdrawn:
    """What was put to an authority before, taken back."""
    because = Text(zh="该标准由另一机构制定。", en="The standard is another body's.")
    same = {name: getattr(fact, name) for name in EscalationWithdrawn.model_fields if name != "because"}
    return EscalationWithdrawn.model_validate(same | {"because": because} | changes)


def a_regrouping(relation: Relation, *reports: str) -> CaseRegrouped:
    return CaseRegrouped(
        case=new_id(),
        number="2026-7K3M9-QX2AB",
        other="2026-4N8T1-ZP6CD",
        relation=relation,
        ruling=new_id(),
        standard="GB 18401-2010",
        because=Text(zh="国家标准委认为是同一问题。", en="SAC finds that they are the same problem."),
        reports=reports,
    )


def a_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


async def hooked(bench: Bench, receiver: Receiver, authority: str, **more: Any) -> tuple[Hook, Subscription]:
    """An authority that listens by webhook."""
    hook, secret = receiver.hook(), a_secret()
    hook.secret = secret
    subscription = await bench.subscribe(authority, Channel.WEBHOOK, hook.url, secrets=[secret], **more)
    return hook, subscription


def words_of(mail: EmailMessage, kind: Literal["plain", "html"] = "plain") -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""


async def a_reporter(bench: Bench, email: str | None, language: str) -> str:
    """A stored report whose reporter left an address, or none."""
    id_ = new_id()
    document: dict[str, Any] = {
        "_id": id_,
        "at": datetime.now(UTC),
        "report": {"language": language},
        "reach": {"email": bool(email)},
    }
    if email:
        document["sealed"] = bench.vault.seal({"email": email, "name": "张三"}, bound_to=id_)
    await bench.database[COLLECTIONS.reports].insert_one(document)
    return id_


def credentials() -> tuple[str, str]:
    """A password, and RabbitMQ's salted hash of it."""
    password, salt = secrets.token_urlsafe(24), secrets.token_bytes(4)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return password, base64.b64encode(salt + digest).decode()


async def an_agency(bench: Bench, authority: str) -> tuple[Subscription, str]:
    """An authority that listens by queue, its queue made; and the address it connects to."""
    password, password_hash = credentials()
    subscription = await bench.subscribe(
        authority, Channel.QUEUE, agency_queue(authority), password_hash=password_hash
    )
    await bench.changed(subscription)

    async def prepared() -> dict[str, Any] | None:
        return await bench.database[COLLECTIONS.endpoints].find_one(
            {"_id": subscription.id, "prepare_at": None}
        )

    await eventually(prepared)
    place = urlsplit(bench.amqp_url)
    return subscription, f"amqp://agency.{authority}:{password}@{place.hostname}:{place.port}{place.path}"


@asynccontextmanager
async def entered(url: str) -> AsyncIterator[aio_pika.Connection]:
    """A connection, closed properly even when it was refused."""
    connection = aio_pika.Connection(URL(url))
    try:
        await connection.connect()
        yield connection
    finally:
        await connection.close()


async def read(url: str, queue: str) -> list[aio_pika.abc.AbstractIncomingMessage]:
    """Whatever is in a queue now."""
    async with entered(url) as connection, connection.channel() as channel:
        found = await channel.get_queue(queue, ensure=False)
        messages = []
        while message := await found.get(fail=False):
            await message.ack()
            messages.append(message)
        return messages


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
