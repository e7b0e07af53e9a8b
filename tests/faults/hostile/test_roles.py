"""Who may do what: every call of the API by everybody, cell by cell, out of one table."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from services.intake.web.calls import CALLS
from shared.delivery import Delivery, DeliveryState
from shared.event import Event
from shared.events import DeliveryRequested
from shared.ids import new_id
from shared.mongo import COLLECTIONS, to_document
from shared.ruling import OPERATOR
from shared.subscription import Channel
from tests.authority_side import Side, a_side
from tests.builders import a_report
from tests.people import a_report as a_body
from tests.people import ask
from tests.seeded import OF_SHENZHEN

ROLES = ("reporter", "authority", "above", "other", "operator", "nobody")
NAMES = {"authority": OF_SHENZHEN, "above": "440000", "other": "330000", "operator": OPERATOR}
"""Whose token each shows; a reporter shows a receipt, and nobody shows a made-up one."""

EVERYBODY = (200,) * 6
WITH_TOKEN = (401, 200, 200, 200, 200, 401)
SPEAKS = (401, 202, 403, 404, 403, 401)
SEES = (401, 200, 200, 404, 200, 401)
RULES = (401, 202, 202, 404, 202, 401)

TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    ("post", "/v1/reports"): (202,) * 6,
    ("post", "/v1/reports/status"): (200, 404, 404, 404, 404, 404),
    ("get", "/v1/taxonomy"): EVERYBODY,
    ("get", "/v1/standards"): EVERYBODY,
    ("get", "/v1/cases"): EVERYBODY,
    ("get", "/v1/cases/{number}"): EVERYBODY,
    ("post", "/v1/cases/{number}/supporters"): (202,) * 6,
    ("get", "/v1/escalations"): WITH_TOKEN,
    ("get", "/v1/escalations/{id}"): SEES,
    ("post", "/v1/escalations/{id}/acknowledge"): SPEAKS,
    ("post", "/v1/escalations/{id}/answer"): SPEAKS,
    ("post", "/v1/escalations/{id}/return"): SPEAKS,
    ("get", "/v1/screening"): WITH_TOKEN,
    ("get", "/v1/desk/cases/{number}"): SEES,
    ("post", "/v1/cases/{number}/confirm"): RULES,
    ("post", "/v1/cases/{number}/correct"): RULES,
    ("post", "/v1/cases/{number}/merge"): RULES,
    ("post", "/v1/cases/{number}/split"): RULES,
    ("get", "/v1/subscriptions"): WITH_TOKEN,
    ("post", "/v1/subscriptions"): (401, 201, 201, 201, 403, 401),
    ("patch", "/v1/subscriptions/{id}"): (401, 200, 404, 404, 404, 401),
    ("delete", "/v1/subscriptions/{id}"): (401, 204, 404, 404, 404, 401),
    ("post", "/v1/subscriptions/{id}/test"): (401, 202, 404, 404, 404, 401),
    ("post", "/v1/subscriptions/{id}/rotate"): (401, 200, 404, 404, 404, 401),
    ("get", "/v1/deliveries"): WITH_TOKEN,
    ("post", "/v1/deliveries/{id}/replay"): (401, 202, 404, 404, 404, 401),
}
"""What each call answers to those of ROLES, where the thing belongs to the authority, or to the reporter."""

CELLS = [(call, role, status) for call, row in TABLE.items() for role, status in zip(ROLES, row, strict=True)]
BECAUSE = {"because": "This was looked at by a person."}


@dataclass
class World:
    """Intake, and those who come to it."""

    side: Side
    people: dict[str, ClientSession]

    async def call(self, call: tuple[str, str], role: str) -> int:
        """The status that one gets for a call about something fresh of the authority's."""
        method, path = call
        where, body = await self.something(path, role)
        reply = await ask(self.people[role], method.upper(), where, json=body, params=_query(path))
        return reply.status

    async def something(self, path: str, role: str) -> tuple[str, Any]:
        """The path with something of the authority's in it, and what is said about it."""
        if path.startswith("/v1/subscriptions/"):
            return path.replace("{id}", await self.subscription()), _BODIES.get(path)
        if path.startswith("/v1/deliveries/"):
            return path.replace("{id}", await self.delivery()), None
        if path == "/v1/reports/status":
            return path, {"receipt": await self.receipt() if role == "reporter" else "0" * 26}
        if "{" not in path:
            address = f"https://hook.example/{new_id()}"
            return path, {**_BODIES[path], "address": address} if "subs" in path else _BODIES.get(path)
        case = await self.side.put_case([a_report(danger=True), a_report(danger=True)])
        body = _BODIES.get(path)
        if path.endswith("/merge"):
            body = {"into": (await self.side.put(a_report(danger=True))).number, **BECAUSE}
        if path.endswith("/split"):
            body = {"reports": [case.reports[0]], **BECAUSE}
        own = next(e.id for e in case.escalations if e.authority == OF_SHENZHEN)
        return path.replace("{number}", case.number).replace("{id}", own), body

    async def receipt(self) -> str:
        return str((await ask(self.people["nobody"], "POST", "/v1/reports", json=a_body())).body["receipt"])

    async def subscription(self) -> str:
        wanted = {"channel": "webhook", "address": f"https://hook.example/{new_id()}"}
        made = await ask(self.people["authority"], "POST", "/v1/subscriptions", json=wanted)
        return str(made.body["id"])

    async def delivery(self) -> str:
        now = datetime.now(UTC)
        fact = DeliveryRequested(request=new_id(), authority=OF_SHENZHEN)
        sent = Delivery(
            id=new_id(),
            at=now,
            channel=Channel.EMAIL,
            case="",
            authority=OF_SHENZHEN,
            subscription=new_id(),
            state=DeliveryState.DELIVERED,
            event=Event.of(fact, at=now).model_dump(mode="json"),
        )
        await self.side.database[COLLECTIONS.deliveries].insert_one(to_document(sent))
        return sent.id


_BODIES: dict[str, Any] = {
    "/v1/reports": a_body(),
    "/v1/cases/{number}/supporters": {"region": "440305", "reporter": {"kind": "media"}},
    "/v1/escalations/{id}/answer": {"outcome": "no_change", "text": "The clause is right as it is."},
    "/v1/escalations/{id}/return": {"text": "This is none of ours."},
    "/v1/cases/{number}/confirm": BECAUSE,
    "/v1/cases/{number}/correct": {"clause": "5.2", **BECAUSE},
    "/v1/subscriptions": {"channel": "webhook"},
    "/v1/subscriptions/{id}": {"severities": ["major"]},
}


def _query(path: str) -> dict[str, str]:
    return {"q": "GB 18401"} if path == "/v1/standards" else {}


@pytest_asyncio.fixture(scope="module")
async def world(mongo_of_module: str) -> AsyncIterator[World]:
    async with a_side(mongo_of_module) as side:
        tokens = {role: await side.token(name) for role, name in NAMES.items()}
        people = {role: _session(side.url, tokens.get(role)) for role in ROLES}
        yield World(side, people)
        for session in people.values():
            await session.close()


def _session(url: str, token: str | None) -> ClientSession:
    return ClientSession(url, headers={"Authorization": f"Bearer {token}"} if token else {})


def test_every_call_has_a_row():
    assert list(TABLE) == [(call.method, call.path) for call in CALLS]


@pytest.mark.parametrize(
    ("call", "role", "status"), CELLS, ids=[f"{role} {' '.join(call)}" for call, role, _ in CELLS]
)
async def test_everybody_may_do_what_the_table_says(
    world: World, call: tuple[str, str], role: str, status: int
):
    assert await world.call(call, role) == status
