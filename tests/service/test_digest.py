"""Digests by a real notifier on a real store: a letter and a webhook a day, once, whatever happens."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from deploy.local.kept import master_key
from deploy.local.parts import wait_until_ready
from services.notifier.digest import Digests
from services.notifier.digest_plan import windows
from services.notifier.settings import NotifierSettings
from services.notifier.store import DIGESTS, Deliveries, Reading, Sweep
from shared.events import DigestMade
from shared.mongo import COLLECTIONS, to_document
from shared.subscription import Channel
from shared.text import Text
from shared.workdays import WorkingDays
from tests.builders import a_case, a_report
from tests.notifying import Bench, a_bench, eventually
from tests.receiver import a_receiver
from tests.servers import PATIENCE, BrokerServer, Machine, StoreServer

PLAN = NotifierSettings(master_key=master_key())
(WINDOW,) = windows(None, datetime.now().astimezone(), PLAN.digest_at, WorkingDays())
BEFORE, WITHIN = WINDOW.since - timedelta(hours=1), WINDOW.until - timedelta(minutes=5)


@pytest.fixture
async def bench(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer
) -> AsyncIterator[Bench]:
    async with a_bench(machine, store_server, broker_server) as it:
        yield it


async def put(bench: Bench, at: datetime, **fields: Any) -> str:
    """An ordinary case as the router stores it: 440300 is informed. Returns its number."""
    case = a_case(a_report(problem="ambiguous", **fields)).model_copy(update={"opened_at": at})
    await bench.database[COLLECTIONS.cases].insert_one(
        to_document(case) | {"at": at, "outbox": [], "heard": []}
    )
    return case.number


async def again(bench: Bench, *, forgetting: bool) -> None:
    """Start the notifier anew; `forgetting` as if it had died before it noted that it was done."""
    await asyncio.to_thread(bench.process.stop)
    if forgetting:
        await bench.database[COLLECTIONS.marks].delete_one({"_id": DIGESTS})
    bench.process.start()
    await asyncio.to_thread(wait_until_ready, [bench.process], PATIENCE)


async def marked(bench: Bench) -> datetime:
    return await eventually(Sweep(bench.database, DIGESTS).seen, lambda seen: seen == WINDOW.until)


async def test_a_day_is_told_once_by_letter_and_by_webhook_and_never_twice(bench: Bench):
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    async with a_receiver() as receiver:
        hook = receiver.hook()
        hook.secret = secret
        await bench.subscribe("440300", Channel.WEBHOOK, hook.url, secrets=[secret], at=BEFORE, digest=True)
        await bench.subscribe("440300", Channel.EMAIL, "sz@example.cn", at=BEFORE, digest=True)
        await bench.subscribe("440300", Channel.EMAIL, "none@example.cn", at=BEFORE)
        await put(bench, BEFORE)
        number = await put(bench, WITHIN)
        await again(bench, forgetting=True)
        await bench.settled(2, authority="440300")
        (event,) = hook.heard.values()
        (letter,) = bench.mailbox.to("sz@example.cn")
        await again(bench, forgetting=True)
        await marked(bench)
        await again(bench, forgetting=False)
        assert len(hook.calls) == 1
        assert not hook.forged
        assert len(bench.mailbox.to("sz@example.cn")) == 1
        assert bench.mailbox.to("none@example.cn") == []
    assert event["type"] == "digest.made"
    data = event["data"]
    assert (data["authority"], [case["number"] for case in data["cases"]]) == ("440300", [number])
    assert datetime.fromisoformat(data["from"]) == WINDOW.since
    assert data["cases"][0]["setter"] == "sac"
    body = letter.get_body(("plain",))
    assert body
    assert all(word in body.get_content() for word in (number, "国家标准化管理委员会", "No answer is needed"))


async def test_a_digest_names_no_reporter_and_settles_no_case(bench: Bench):
    await bench.subscribe("440300", Channel.EMAIL, "sz@example.cn", at=BEFORE, digest=True)
    await put(bench, WITHIN)
    await again(bench, forgetting=True)
    (delivery,) = await bench.settled(authority="440300")
    assert (delivery.case, delivery.escalation, delivery.report) == ("", None, None)
    assert "reports" not in delivery.event["data"]
    assert DigestMade.model_validate(delivery.event["data"]).more == 0


async def test_two_notifiers_at_the_same_time_make_one_digest(bench: Bench):
    await asyncio.to_thread(bench.process.stop)
    await bench.subscribe("440300", Channel.EMAIL, "sz@example.cn", at=BEFORE, digest=True)
    await put(bench, WITHIN)
    await bench.database[COLLECTIONS.marks].delete_one({"_id": DIGESTS})

    def one() -> Digests:
        store = Deliveries(bench.database)

        async def say(found: Any) -> int:
            return len(await store.add(found))

        return Digests(
            Reading(bench.database),
            say,
            Sweep(bench.database, DIGESTS),
            lambda id_: Text(zh=id_, en=id_),
            PLAN,
        )

    made = await asyncio.gather(*(one().make() for _ in range(4)))
    assert sum(made) == 1
    assert len(await bench.deliveries(authority="440300")) == 1


async def test_the_queries_of_digests_use_an_index(bench: Bench):
    queries: dict[str, dict[str, Any]] = {
        COLLECTIONS.cases: {"informed": "440300", "opened_at": {"$gte": BEFORE, "$lt": WITHIN}},
        COLLECTIONS.subscriptions: {"digest": True, "_id": {"$gt": ""}},
    }
    for collection, query in queries.items():
        plan = await bench.database[collection].find(query).explain()
        assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"]), query
