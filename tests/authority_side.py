"""Intake over a real store and real HTTP, with cases put straight into the store."""

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, CookieJar

from services.intake.acceptance import Acceptance
from services.intake.settings import IntakeSettings
from services.intake.store import INDEXES, SOURCES
from services.intake.store.reports import MongoReports
from services.intake.store.tokens import MongoTokens
from services.intake.tokens import issue
from services.intake.web import authority_side, reporter_side
from services.intake.web.app import listening, make_app
from shared.authorities import Authorities
from shared.case import Case
from shared.event import Event
from shared.fact import Fact
from shared.ids import new_id
from shared.journal import MongoJournal
from shared.ladder import Ladder
from shared.mongo import COLLECTIONS, Database, connect, ensure_indexes, to_document
from shared.region import Regions
from shared.relay import Relay
from shared.report import AcceptedReport, Report
from shared.sealing import Vault
from tests.builders import a_report, an_accepted
from tests.seeded import a_seeded_case

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
        """A case of one report, as the router would have opened it; `identity` is its reporter's."""
        return await self.put_case([report or a_report()], identity=identity)

    async def put_case(
        self, reports: Sequence[Report], *, identity: Mapping[str, str] | None = None, **fields: Any
    ) -> Case:
        """A case of these reports; `fields` are the case's own."""
        accepted = [an_accepted(report, id_=new_id()) for report in reports]
        for one in accepted:
            await self._tell(one, identity or {})
        case = a_seeded_case(accepted, **fields)
        await self.keep(case)
        return case

    async def _tell(self, accepted: AcceptedReport, identity: Mapping[str, str]) -> None:
        document: dict[str, Any] = {
            "_id": accepted.id,
            "at": accepted.at,
            "report": accepted.report.parted()[0],
            "receipt": new_id().encode(),
        }
        if identity:
            document["sealed"] = VAULT.seal(identity, bound_to=accepted.id)
        await self.database[COLLECTIONS.reports].insert_one(document)

    async def keep(self, case: Case, *heard: str) -> None:
        """The case as the router stores it, after it has `heard` these answers and rulings."""
        document = to_document(case) | {"heard": list(heard), "outbox": []}
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
async def a_side(mongo_url: str, **fields: Any) -> AsyncIterator[Side]:
    """Listening while the block runs; `fields` are those of intake's settings."""
    client = connect(mongo_url)
    database = client.get_default_database()
    await ensure_indexes(database, INDEXES)
    settings = IntakeSettings(master_key=base64.b64encode(bytes(32)).decode(), listen_port=0, **fields)
    regions = Regions.load(settings.directory / "regions.csv")
    bodies = Authorities.load(
        settings.directory, regions, Ladder.load(settings.policy / "ladder.yaml", regions)
    )
    broker = Broker()
    relay = Relay(MongoJournal(database, "intake", list(SOURCES)), broker)
    await relay.register()
    acceptance = Acceptance(MongoReports(database), relay, VAULT, most=100, patience=5.0)
    app = make_app(
        reporter_side.parts(database, VAULT, bodies, settings, acceptance)
        | authority_side.parts(database, relay, VAULT, bodies, AMQP_URL)
    )
    async with acceptance.running(), listening(app, "127.0.0.1", 0) as port:
        yield Side(f"http://127.0.0.1:{port}", database, broker, relay)
    client.close()
