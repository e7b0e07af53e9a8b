"""The authorities' side of intake over a real store and real HTTP, with cases put straight into the store."""

import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, CookieJar, web

from services.intake.naming import namer
from services.intake.settings import IntakeSettings
from services.intake.store.authority import INDEXES, SOURCES
from services.intake.store.tokens import MongoTokens
from services.intake.tokens import issue
from services.intake.web import keys
from services.intake.web.app import errors, listening
from services.intake.web.authority_side import ROUTES, parts
from services.router.case import open_case
from shared.authorities import Authorities
from shared.case import Case
from shared.events import Event, Fact
from shared.ids import new_id
from shared.journal import MongoJournal
from shared.ladder import Ladder
from shared.mongo import COLLECTIONS, Database, connect, ensure_indexes, to_document
from shared.region import Regions
from shared.relay import Relay
from shared.report import Report
from shared.sealing import Vault
from tests.builders import NOW, a_report, an_accepted, the_policy

VAULT = Vault(base64.b64encode(bytes(32)).decode())
AMQP_URL = "amqp://ours:secret@broker.example:5672/channel"


@dataclass
class Broker:
    """A broker that keeps what it is told."""

    told: list[Event] = field(default_factory=list)

    async def publish(self, events: Sequence[Event]) -> None:
        self.told.extend(events)

    def facts(self, kind: type[Fact]) -> list[Any]:
        return [fact for event in self.told if isinstance(fact := event.fact(), kind)]


@dataclass
class Side:
    """Intake's listener for authorities."""

    url: str
    database: Database
    broker: Broker
    relay: Relay

    async def put(self, report: Report | None = None, **identity: str) -> Case:
        """A case that the router has opened for a report; `identity` is its reporter's."""
        report = report or a_report()
        accepted = an_accepted(report, id_=new_id())
        document: dict[str, Any] = {
            "_id": accepted.id,
            "at": accepted.at,
            "report": report.without_identity().model_dump(mode="json"),
            "receipt": new_id().encode(),
        }
        if identity:
            document["sealed"] = VAULT.seal(identity, bound_to=accepted.id)
        await self.database[COLLECTIONS.reports].insert_one(document)
        policy = the_policy()
        case = open_case(accepted, policy.classifier.classify(report), policy, NOW)[0]
        await self.keep(case)
        return case

    async def keep(self, case: Case) -> None:
        """The case as the router stores it."""
        document = to_document(case) | {"v": case.version, "outbox": []}
        await self.database[COLLECTIONS.cases].replace_one({"_id": case.id}, document, upsert=True)

    async def token(self, authority: str, label: str = "test") -> str:
        return (await issue(MongoTokens(self.database), VAULT, authority, label))[1]

    @asynccontextmanager
    async def program(self, authority: str, language: str = "en") -> AsyncIterator[ClientSession]:
        """An authority's program, with its token."""
        headers = {"Authorization": f"Bearer {await self.token(authority)}", "Accept-Language": language}
        async with ClientSession(self.url, headers=headers) as http:
            yield http

    @asynccontextmanager
    async def browser(self, authority: str | None = None) -> AsyncIterator[ClientSession]:
        """A person's browser, logged in when an authority is named."""
        headers = {"Accept-Language": "en", "Origin": self.url}
        async with ClientSession(self.url, headers=headers, cookie_jar=CookieJar(unsafe=True)) as http:
            if authority:
                form = {"token": await self.token(authority)}
                async with http.post("/authority", data=form, allow_redirects=False) as answer:
                    assert answer.status == 303
            yield http

    async def told(self, kind: type[Fact]) -> list[Any]:
        """The facts of this kind that the broker was told."""
        await self.relay.drain()
        return self.broker.facts(kind)


@asynccontextmanager
async def a_side(mongo_url: str) -> AsyncIterator[Side]:
    client = connect(mongo_url)
    database = client.get_default_database()
    await ensure_indexes(database, INDEXES)
    settings = IntakeSettings(master_key=base64.b64encode(bytes(32)).decode(), listen_port=0)
    regions = Regions.load(settings.directory / "regions.csv")
    bodies = Authorities.load(
        settings.directory, regions, Ladder.load(settings.policy / "ladder.yaml", regions)
    )
    broker = Broker()
    relay = Relay(MongoJournal(database, "intake", list(SOURCES)), broker)
    await relay.register()
    app = web.Application(middlewares=[errors])
    app[keys.SETTINGS], app[keys.VAULT], app[keys.REGIONS] = settings, VAULT, regions
    app[keys.NAME_OF] = namer(bodies)
    for key, part in parts(database, relay, VAULT, bodies, AMQP_URL).items():
        app[key] = part
    for table in ROUTES:
        app.add_routes(table)
    async with listening(app, "127.0.0.1", 0) as port:
        yield Side(f"http://127.0.0.1:{port}", database, broker, relay)
    client.close()
