"""What authorities read and say, over real HTTP and a real store."""

import asyncio
import hashlib
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from services.intake.store.authority import SOURCES
from services.intake.store.tokens import MongoTokens
from shared.answer import Said
from shared.case import EscalationState
from shared.delivery import Delivery
from shared.events import AnswerReceived, DeliveryRequested, SubscriptionChanged
from shared.ids import new_id
from shared.journal import MongoJournal
from shared.mongo import COLLECTIONS, from_document, to_document
from shared.subscription import Channel, Subscription
from shared.text import Text
from shared.transmission import Receipt
from tests.authority_side import VAULT, Side, a_side
from tests.builders import NOW, a_report, asked

ANSWER = {"outcome": "amend", "text": "属实，将发布修改单。"}


@pytest.fixture
async def side(mongo_url: str) -> AsyncIterator[Side]:
    async with a_side(mongo_url) as it:
        yield it


async def call(
    http: ClientSession, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    sent = {} if body is None else {"json": body}
    async with http.request(method, path, headers=headers, **sent) as answer:
        return answer.status, await answer.json(content_type=None) if answer.status != 204 else None


async def ids(http: ClientSession, **query: str) -> list[str]:
    async with http.get("/v1/escalations", params=query) as answer:
        assert answer.status == 200, await answer.text()
        return [found["id"] for found in (await answer.json())["escalations"]]


async def test_an_authority_lists_its_own_escalations(side: Side):
    case = await side.put(a_report(clause="5.1"))
    async with side.program("sac") as http:
        _, page = await call(http, "GET", "/v1/escalations")
    (found,) = page["escalations"]
    assert (found["authority"], found["state"], found["role"]) == ("sac", "asked", "setter")
    assert found["case"]["number"] == case.number
    assert (found["case"]["clause"], found["case"]["reports"]) == ("5.1", 1)
    assert page["next"] is None


async def test_the_list_and_the_case_show_a_receipt_that_lies_beside_the_case(side: Side):
    case = await side.put(a_report(danger=True))
    for authority in ("sac", "440300"):
        e = asked(case, authority)
        receipt = Receipt(id=e.id, case=case.id, at=NOW, body=Text(zh="某局", en="bureau"))
        await side.database[COLLECTIONS.receipts].insert_one(to_document(receipt))
        async with side.program("samr") as http:
            _, page = await call(http, "GET", "/v1/escalations")
            _, one = await call(http, "GET", f"/v1/escalations/{e.id}")
        (found,) = [line for line in page["escalations"] if line["id"] == e.id]
        state = "asked" if authority == "sac" else "transmitted"
        assert {line["case"]["state"] for line in page["escalations"]} == {state}
        assert datetime.fromisoformat(found["delivered_at"]) == NOW
        assert one["delivered_at"] == found["delivered_at"]
        assert one["case"]["state"] == state
        assert "delivered" in {line["what"] for line in one["history"]}


async def test_a_body_above_sees_what_was_put_to_a_body_below_and_a_stranger_nothing(side: Side):
    case = await side.put(a_report(danger=True))
    below = asked(case, "440300").id
    for authority, seen in (
        ("440000", True),
        ("samr", True),
        ("440300", True),
        ("440305", False),
        ("nhc", False),
    ):
        async with side.program(authority) as http:
            assert (below in await ids(http)) is seen, authority
            assert (await call(http, "GET", f"/v1/escalations/{below}"))[0] == (200 if seen else 404)


async def test_pages_follow_each_other_with_the_newest_deadline_first(side: Side):
    for days in (3, 40, -400, 3, 9):
        case = await side.put()
        due = NOW + timedelta(days=days)
        later = [e.model_copy(update={"reply_by": due}) for e in case.escalations]
        await side.keep(case.model_copy(update={"escalations": tuple(later)}))
    async with side.program("sac") as http:
        found, cursor = [], ""
        while True:
            _, page = await call(http, "GET", f"/v1/escalations?limit=2&cursor={cursor}")
            found += [(e["reply_by"], e["id"]) for e in page["escalations"]]
            if not (cursor := page["next"]):
                break
        soonest = await ids(http, order="soonest", limit="3")
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5
    assert soonest == [id_ for _, id_ in sorted(found)][:3]


async def test_the_list_can_be_asked_for_a_state_and_a_severity(side: Side):
    ordinary, critical = await side.put(), await side.put(a_report(danger=True))
    async with side.program("sac") as http:
        assert set(await ids(http, severity="critical")) == {e.id for e in critical.escalations}
        assert await ids(http, severity="ordinary", state="open") == [asked(ordinary, "sac").id]
        assert await ids(http, state="answered") == []
        status, problem = await call(http, "GET", "/v1/escalations?state=lost&severity=x&order=y")
    assert status == 422
    assert {e["field"] for e in problem["errors"]} == {"state", "severity", "order"}


@pytest.mark.parametrize("query", ["cursor=%00", "cursor=abc", "limit=0", "limit=99999", "limit=x"])
async def test_a_cursor_or_limit_that_is_none_is_told(side: Side, query: str):
    async with side.program("sac") as http:
        assert (await call(http, "GET", f"/v1/escalations?{query}"))[0] == 422


async def test_one_escalation_shows_its_case_and_reports_without_identity(side: Side):
    case = await side.put(a_report(clause="5.1"), name="王芳", email="wang@example.cn")
    async with side.program("sac") as http:
        _, found = await call(http, "GET", f"/v1/escalations/{asked(case, 'sac').id}")
    assert found["case"]["number"] == case.number
    assert found["own"] is True
    assert found["reports"][0]["description"] == "第5.1条的表述有两种理解。"
    assert found["reports"][0]["reporter"] == {"kind": "enterprise"}
    assert found["history"][0]["name"]
    assert "wang" not in str(found)


async def test_an_identity_that_was_shared_is_shown_and_the_look_is_logged(side: Side):
    case = await side.put(a_report(share_identity=True), name="王芳")
    with capture_logs() as logs:
        async with side.program("sac") as http:
            _, found = await call(http, "GET", f"/v1/escalations/{asked(case, 'sac').id}")
    assert found["reports"][0]["reporter"] == {"kind": "enterprise", "name": "王芳"}
    (look,) = [line for line in logs if line["event"] == "identity.seen"]
    assert (look["report"], look["by"], look["label"]) == (case.reports[0], "sac", "test")
    assert "王芳" not in str(logs)


async def test_an_acknowledgement_is_kept_and_the_router_hears_of_it(side: Side):
    case = await side.put()
    id_ = asked(case, "sac").id
    async with side.program("sac") as http:
        status, spoken = await call(http, "POST", f"/v1/escalations/{id_}/acknowledge", {})
        _, found = await call(http, "GET", f"/v1/escalations/{id_}")
        bare, _ = await call(http, "POST", f"/v1/escalations/{id_}/acknowledge")
    assert (status, bare) == (202, 202)
    assert (spoken["id"], spoken["state"]) == (id_, "acknowledged")
    assert (found["state"], found["pending"]) == ("asked", "acknowledged")
    assert [(f.escalation, f.case, f.answer) for f in await side.told(AnswerReceived)] == [
        (id_, case.id, spoken["answer"])
    ]


async def test_the_same_answer_twice_is_one_answer_and_another_is_409(side: Side):
    id_ = asked(await side.put(), "sac").id
    async with side.program("sac") as http:
        first, again = [await call(http, "POST", f"/v1/escalations/{id_}/answer", ANSWER) for _ in range(2)]
        other = await call(http, "POST", f"/v1/escalations/{id_}/answer", ANSWER | {"outcome": "hold"})
        returned = await call(http, "POST", f"/v1/escalations/{id_}/return", {"text": "not ours"})
    assert first == again == (202, {"id": id_, "state": "answered", "answer": first[1]["answer"]})
    assert (other[0], returned[0]) == (409, 409)
    assert "answered already" in other[1]["detail"]
    assert len(await side.told(AnswerReceived)) == 1


async def test_of_many_answers_at_one_moment_one_is_kept(side: Side):
    id_ = asked(await side.put(), "sac").id
    async with side.program("sac") as http:
        bodies = [{"outcome": "hold", "text": f"answer {n}"} for n in range(8)]
        said = await asyncio.gather(*(call(http, "POST", f"/v1/escalations/{id_}/answer", b) for b in bodies))
    assert sorted(status for status, _ in said) == [202] + [409] * 7
    assert len(await side.told(AnswerReceived)) == 1


async def test_a_late_answer_is_still_an_answer_and_a_closed_matter_is_409(side: Side):
    case = await side.put()
    id_ = asked(case, "sac").id
    for state, status in ((EscalationState.CLOSED, 409), (EscalationState.RAISED, 202)):
        changed = asked(case, "sac").model_copy(update={"state": state})
        await side.keep(case.model_copy(update={"escalations": (changed,)}))
        async with side.program("sac") as http:
            assert (await call(http, "POST", f"/v1/escalations/{id_}/answer", ANSWER))[0] == status


async def test_a_body_above_reads_but_may_not_speak(side: Side):
    id_ = asked(await side.put(a_report(danger=True)), "440300").id
    async with side.program("sac") as http:
        for what, body in (("acknowledge", {}), ("answer", ANSWER), ("return", {"text": "not ours"})):
            status, problem = await call(http, "POST", f"/v1/escalations/{id_}/{what}", body)
            assert status == 403
            assert "another body was asked" in problem["detail"]
    assert await side.told(AnswerReceived) == []


async def test_a_return_names_a_body_that_exists_and_is_not_oneself(side: Side):
    id_ = asked(await side.put(), "sac").id
    async with side.program("sac") as http:
        for wrong in ("nobody", "sac", "", "x" * 65):
            body = {"authority": wrong, "text": "not ours"}
            status, problem = await call(http, "POST", f"/v1/escalations/{id_}/return", body)
            assert (status, problem["errors"][0]["field"]) == (422, "authority"), wrong
        body = {"authority": "moa", "text": "归农业部门"}
        status, spoken = await call(http, "POST", f"/v1/escalations/{id_}/return", body)
    assert (status, spoken["state"]) == (202, "returned")
    kept = await side.database[COLLECTIONS.answers].find_one({"_id": spoken["answer"]})
    assert kept is not None
    assert (kept["said"], kept["to"]) == (Said.RETURNED, "mara")  # the body that took its place


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"outcome": "amend"}, "text"),
        ({"outcome": "amend", "text": " x "}, "text"),
        ({"outcome": "amend", "text": "x" * 8_001}, "text"),
        ({"outcome": "maybe", "text": "why not"}, "outcome"),
        ({"outcome": "amend", "text": "why not", "secret": 1}, "secret"),
    ],
)
async def test_an_answer_that_does_not_fit_changes_nothing(side: Side, body: dict[str, Any], field: str):
    id_ = asked(await side.put(), "sac").id
    async with side.program("sac") as http:
        status, problem = await call(http, "POST", f"/v1/escalations/{id_}/answer", body)
    assert (status, [e["field"] for e in problem["errors"]]) == (422, [field])
    assert await side.database[COLLECTIONS.answers].count_documents({}) == 0


async def test_a_token_that_is_none_or_was_revoked_is_401(side: Side):
    token = await side.token("sac", "old")
    await MongoTokens(side.database).revoke("sac", "old", NOW)
    async with ClientSession(side.url) as http:
        for header in (f"Bearer {token}", "Bearer fbk_wrong", "Basic YTpi", "Bearer"):
            status, problem = await call(http, "GET", "/v1/escalations", Authorization=header)
            assert (status, problem["status"]) == (401, 401)
        assert (await call(http, "GET", "/v1/subscriptions"))[0] == 401


async def test_what_was_said_is_told_again_from_the_store_when_its_writer_died(side: Side):
    id_ = asked(await side.put(), "sac").id
    async with side.program("sac") as http:
        await call(http, "POST", f"/v1/escalations/{id_}/answer", ANSWER)
        await call(http, "POST", "/v1/subscriptions", {"channel": "queue"})
        await call(http, "POST", "/v1/subscriptions", {"channel": "email", "address": "a@example.cn"})
        _, page = await call(http, "GET", "/v1/subscriptions")
        for one in page["subscriptions"]:
            await call(http, "POST", f"/v1/subscriptions/{one['id']}/test")
    await side.relay.drain()
    journal = MongoJournal(side.database, "intake", list(SOURCES))
    written = [event for _, event in await journal.written(side.relay.writer, 0, 1_000)]
    assert sorted(event.id for event in written) == sorted(event.id for event in side.broker.told)


async def test_a_webhooks_secret_is_shown_once_and_rotation_keeps_the_one_before(side: Side):
    body = {"channel": "webhook", "address": "https://a.example/hook", "severities": ["critical"]}
    async with side.program("sac") as http:
        status, made = await call(http, "POST", "/v1/subscriptions", body)
        rotated = [await call(http, "POST", f"/v1/subscriptions/{made['id']}/rotate") for _ in range(2)]
        _, page = await call(http, "GET", "/v1/subscriptions")
    assert status == 201
    secrets = [made["secret"], *(content["secret"] for _, content in rotated)]
    assert all(len(b64decode(secret.removeprefix("whsec_"))) == 32 for secret in secrets)
    (listed,) = page["subscriptions"]
    assert listed["secrets"] == 2
    assert not any(secret in str(listed) for secret in secrets)
    kept = await stored(side, made["id"])
    opened = [VAULT.unseal_text(sealed, bound_to=kept.id) for sealed in kept.secrets]
    assert opened == [secrets[2], secrets[1]]
    assert len(await side.told(SubscriptionChanged)) == 3


async def test_a_queue_comes_with_credentials_that_rabbitmq_can_check(side: Side):
    async with side.program("440300") as http:
        status, made = await call(http, "POST", "/v1/subscriptions", {"channel": "queue"})
        again, _ = await call(http, "POST", "/v1/subscriptions", {"channel": "queue"})
        _, rotated = await call(http, "POST", f"/v1/subscriptions/{made['id']}/rotate")
        await call(http, "DELETE", f"/v1/subscriptions/{made['id']}")
        back, _ = await call(http, "POST", "/v1/subscriptions", {"channel": "queue"})
    assert (status, again, back) == (201, 409, 201)
    assert (made["queue"], made["username"]) == ("agency.440300.v1", "agency.440300")
    assert made["url"] == "amqp://agency.440300:PASSWORD@broker.example:5672/channel"
    assert rotated["password"] != made["password"]
    assert "password_hash" not in made


async def test_the_password_hash_is_rabbitmqs_salted_sha256(side: Side):
    async with side.program("sac") as http:
        _, made = await call(http, "POST", "/v1/subscriptions", {"channel": "queue"})
    packed = b64decode((await stored(side, made["id"])).password_hash or "")
    salt, digest = packed[:4], packed[4:]
    assert hashlib.sha256(salt + made["password"].encode()).digest() == digest


async def test_a_subscription_is_changed_and_deleted_by_its_own_authority_alone(side: Side):
    body = {"channel": "email", "address": "Biaozhun@Example.cn"}
    async with side.program("sac") as http, side.program("miit") as stranger:
        _, made = await call(http, "POST", "/v1/subscriptions", body)
        path = f"/v1/subscriptions/{made['id']}"
        for method, where in (
            ("PATCH", path),
            ("DELETE", path),
            ("POST", f"{path}/test"),
            ("POST", f"{path}/rotate"),
        ):
            assert (await call(stranger, method, where, {}))[0] == 404
        _, changed = await call(http, "PATCH", path, {"standards": ["GB 18401"], "severities": ["major"]})
        rotated, _ = await call(http, "POST", f"{path}/rotate")
        deleted, _ = await call(http, "DELETE", path)
        gone, _ = await call(http, "DELETE", path)
        _, page = await call(http, "GET", "/v1/subscriptions")
    assert (changed["standards"], changed["severities"]) == (["GB 18401"], ["major"])
    assert changed["address"] == "Biaozhun@example.cn"
    assert (rotated, deleted, gone, page["subscriptions"]) == (409, 204, 404, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "wecom", "address": "x"}, "channel"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "webhook"}, "address"),
        ({"channel": "webhook", "address": "ftp://a.example/"}, "address"),
        ({"channel": "webhook", "address": "https://a:b@a.example/"}, "address"),
        ({"channel": "webhook", "address": "https://a.example:99999/"}, "address"),
        ({"channel": "email", "address": "nobody"}, "address"),
        ({"channel": "queue", "address": "agency.miit.v1"}, "address"),
        ({"channel": "queue", "digest": True}, "digest"),
        ({"channel": "queue", "severities": ["worst"]}, "severities.0"),
    ],
)
async def test_a_subscription_that_does_not_fit_is_told(side: Side, body: dict[str, Any], field: str):
    async with side.program("sac") as http:
        status, problem = await call(http, "POST", "/v1/subscriptions", body)
    assert (status, [e["field"] for e in problem["errors"]]) == (422, [field])


async def test_a_trial_and_a_replay_are_asked_of_the_notifier(side: Side):
    delivery = await a_delivery(side, "sac")
    theirs = await a_delivery(side, "miit")
    async with side.program("sac") as http:
        _, made = await call(http, "POST", "/v1/subscriptions", {"channel": "email", "address": "a@b.cn"})
        trial = await call(http, "POST", f"/v1/subscriptions/{made['id']}/test")
        again = await call(http, "POST", f"/v1/deliveries/{delivery.id}/replay")
        strange, _ = await call(http, "POST", f"/v1/deliveries/{theirs.id}/replay")
    assert (trial[0], again[0], strange) == (202, 202, 404)
    told = {f.request: f for f in await side.told(DeliveryRequested)}
    assert told[trial[1]["id"]].subscription == made["id"]
    assert told[again[1]["id"]].delivery == delivery.id


async def test_deliveries_are_listed_newest_first_with_their_attempts(side: Side):
    sent = [await a_delivery(side, "sac", minutes) for minutes in (1, 3, 2)]
    await a_delivery(side, "miit")
    async with side.program("sac") as http:
        _, first = await call(http, "GET", "/v1/deliveries?limit=2&state=waiting")
        _, rest = await call(http, "GET", f"/v1/deliveries?limit=2&cursor={first['next']}")
        wrong, _ = await call(http, "GET", "/v1/deliveries?state=lost")
    found = [d["id"] for d in first["deliveries"] + rest["deliveries"]]
    assert found == [sent[1].id, sent[2].id, sent[0].id]
    assert (rest["next"], wrong) == (None, 422)


async def test_the_api_takes_the_consoles_session_but_no_word_from_another_site(side: Side):
    id_ = asked(await side.put(), "sac").id
    async with side.browser("sac") as http:
        assert await ids(http) == [id_]
        path = f"/v1/escalations/{id_}/acknowledge"
        foreign, _ = await call(http, "POST", path, {}, Origin="https://evil.example")
        own, _ = await call(http, "POST", path, {})
    assert (foreign, own) == (403, 202)


async def stored(side: Side, id_: str) -> Subscription:
    found = await side.database[COLLECTIONS.subscriptions].find_one({"_id": id_})
    assert found is not None
    return from_document(Subscription, found)


async def a_delivery(side: Side, authority: str, minutes: int = 0) -> Delivery:
    delivery = Delivery(
        id=new_id(),
        at=NOW + timedelta(minutes=minutes),
        channel=Channel.EMAIL,
        case="c",
        escalation="e",
        authority=authority,
        subscription="s",
        event={"id": "x", "type": "escalation.opened", "data": {}},
    )
    await side.database[COLLECTIONS.deliveries].insert_one(to_document(delivery))
    return delivery
