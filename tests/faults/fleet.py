"""Several of each service as real processes, and what can be seen of them from outside."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from deploy.local.ports import LOOPBACK
from shared.case import Case
from shared.mongo import COLLECTIONS, Document, connect, from_document
from shared.topology import PARKED_QUEUE
from tests.faults.checker import Call, Facts, Verdict, judge
from tests.faults.load import Books, Reporters
from tests.faults.sizes import a_random
from tests.notifying import entered
from tests.people import an_authority, eventually
from tests.receiver import Hook
from tests.servers import BrokerServer, Machine, StoreServer, a_mailbox, new_database
from tests.system import SERVICES, Service, System, a_service, environment_of

TAKEN = 200
Settings = Mapping[str, str]


@dataclass
class Fleet(System):
    """A system with several of each service: `intake`, `intake.2` …; they share addresses and the store."""

    hooks: dict[str, Hook] = field(default_factory=dict)
    """The receivers that must hear of every report, by authority."""
    folder: Path = Path()
    own: Callable[[str], Settings] = lambda _name: {}
    """Settings that one process alone has, by its name (`intake`, `intake.2`)."""

    def recast(self, machine: Machine, name: str, **settings: str) -> Service:
        """Put another process, with further settings, in the place of one that has stopped; not started."""
        environment = {**self.environment, **self.own(name), **settings}
        self.services[name] = a_service(name, environment, machine, self.folder)
        return self.services[name]

    async def listens(self, hook: Hook, authority: str = "sac") -> None:
        """Have an authority listen by a hook, to everything."""
        async with an_authority(self, authority) as body:
            self.hooks[authority] = hook
            await body.subscribes_by_webhook(hook)

    def of(self, name: str) -> list[Service]:
        """Every process of one service."""
        return [service for key, service in self.services.items() if key.partition(".")[0] == name]

    def reporters(self, name: str, **changes: Any) -> Reporters:
        """Those who report to it."""
        wanted = {"url": self.url, "master_key": self.environment["FEEDBACK_MASTER_KEY"], **changes}
        return Reporters(rng=a_random(name), name=name, **wanted)

    def calls(self) -> list[Call]:
        """Every message that a receiver has taken."""
        return [
            _call(name, call.id, call.body)
            for name, hook in self.hooks.items()
            for call in hook.calls
            if call.answered == TAKEN
        ]

    async def told(self, books: Books, *, seconds: float) -> None:
        """Wait until every accepted report has reached every receiver."""
        heard: dict[str, set[str]] = {name: set() for name in self.hooks}
        read = dict.fromkeys(self.hooks, 0)

        async def all_told() -> bool:
            for name, hook in self.hooks.items():  # each call is read once: there may be many thousands
                new, read[name] = hook.calls[read[name] :], len(hook.calls)
                heard[name].update(*(_call(name, c.id, c.body).reports for c in new if c.answered == TAKEN))
            return all(books.accepted <= reports for reports in heard.values())

        await eventually(all_told, seconds=seconds, what="every accepted report told")

    async def verdict(self, books: Books) -> Verdict:
        """What came of everything that was reported."""
        stored, cases = await self._held()
        parked = await messages_in(self.amqp_url, PARKED_QUEUE)
        return judge(Facts(books.attempted, books.accepted, stored, cases, self.hooks, self.calls(), parked))

    async def _held(self) -> tuple[set[str], list[tuple[str, ...]]]:
        async with asyncio.timeout(120):
            found = {name: await self.documents(name) for name in (COLLECTIONS.reports, COLLECTIONS.cases)}
        stored = {str(document["_id"]) for document in found[COLLECTIONS.reports]}
        return stored, [from_document(Case, document).reports for document in found[COLLECTIONS.cases]]

    async def documents(self, collection: str) -> list[Document]:
        """Everything in a collection, asked of the store itself."""
        client = connect(self.mongo_url, timeout_ms=60_000)
        try:
            return [document async for document in client[self.database][collection].find({})]
        finally:
            client.close()


def _call(hook: str, message: str, body: bytes) -> Call:
    event = orjson.loads(body)
    data = event["data"]
    effect = " ".join(str(part) for part in (event["type"], data.get("escalation"), data.get("notice", "")))
    return Call(hook, message, effect, tuple(data.get("reports", ())))


async def messages_in(amqp_url: str, queue: str) -> int:
    """How many messages wait in a queue."""
    async with entered(amqp_url.partition(",")[0]) as connection, connection.channel() as channel:
        found = await channel.declare_queue(queue, passive=True)
        return found.declaration_result.message_count or 0


@asynccontextmanager
async def a_fleet(
    machine: Machine,
    store: StoreServer,
    broker: BrokerServer,
    *,
    copies: int = 1,
    settings: Settings | None = None,
    of: Callable[[str], Settings] = lambda _name: {},
) -> AsyncIterator[Fleet]:
    """Started and ready; afterwards stopped. `of` gives one process further settings, by its name.

    It stands in the broker's first virtual host, which a node that has lost its data makes anew by itself.
    """
    with (
        tempfile.TemporaryDirectory(prefix="fleet-", dir=machine.folder) as folder,
        a_mailbox(machine.ports) as mailbox,
    ):
        database, port = new_database(), machine.ports.take()
        url = f"http://{LOOPBACK}:{port}"
        fleet = Fleet(url, store.url_of(database), database, broker.broker.url, mailbox, {})
        fleet.folder, fleet.own = Path(folder), of
        fleet.environment = environment_of(fleet, broker.broker.admin_url, port, fleet.folder)
        fleet.environment |= settings or {}
        fleet.amqp_url = fleet.environment["FEEDBACK_AMQP_URL"]
        for name in SERVICES:
            for copy in range(1, copies + 1):
                key = f"{name}.{copy}" if copy > 1 else name
                environment = {**fleet.environment, **fleet.own(key)}
                suffix = key.removeprefix(name)
                fleet.services[key] = a_service(name, environment, machine, fleet.folder, copy=suffix)
        try:
            # In another thread, because what stands between its parts may stand in this one.
            await asyncio.to_thread(fleet.start)
            yield fleet
        finally:
            await asyncio.to_thread(fleet.stop)
