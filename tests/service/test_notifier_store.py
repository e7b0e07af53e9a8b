"""What the notifier keeps, on a real store."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from services.notifier import outcome, plan
from services.notifier.agencies import Agencies
from services.notifier.channels import Failed, Heard
from services.notifier.channels.queue import QueueSender
from services.notifier.channels.rights import Rights
from services.notifier.dispatch import Dispatch
from services.notifier.hand import Hand
from services.notifier.listener import Listener
from services.notifier.promptness import PATIENCE
from services.notifier.reconcile import Reconciler
from services.notifier.recorder import Recorder
from services.notifier.speaker import Speaker
from services.notifier.store import INDEXES, SOURCE, CaseSweep, Deliveries, Endpoints, Reading
from services.notifier.store.endpoints import BELIEVED, Health
from services.router.case import hear
from shared.broker import Broker
from shared.case import Case, EscalationState
from shared.delivery import Delivery, DeliveryState
from shared.event import Event
from shared.events import CaseRegrouped, EscalationOpened, EscalationWithdrawn
from shared.fact import Fact
from shared.ids import new_id
from shared.journal import MongoJournal
from shared.mongo import COLLECTIONS, Database, connect, ensure_indexes, to_document, until
from shared.outbox import Stamp
from shared.relay import Relay
from shared.ruling import Ruled
from shared.runtime import beside
from shared.subscription import Channel, Subscription
from shared.text import Text
from shared.transmission import Receipt
from tests import in_memory
from tests.builders import a_report, a_ruling, an_answer, opened, the_policy
from tests.notifying import a_growth, a_withdrawal, an_escalation

AWAY = "amqp://guest:guest@127.0.0.1:9/"
SITE = "https://feedback.example"
UNTRIED = {"state": DeliveryState.WAITING, "attempts": (), "next_attempt_at": None, "settled_at": None}


@pytest.fixture
async def database(mongo_url: str, mongo_database: str) -> AsyncIterator[Database]:
    client = connect(mongo_url)
    await ensure_indexes(client[mongo_database], INDEXES)
    yield client[mongo_database]
    client.close()


@dataclass
class ARouter:
    """See `services.notifier.reconcile.Router`; the real one is tested in test_broker.py."""

    behind: bool = False
    heard: list[Event] = field(default_factory=list)

    async def tell(self, events: Sequence[Event]) -> None:
        self.heard += events

    async def is_behind(self) -> bool:
        return self.behind


def a_subscription(authority: str = "sac", **changes: object) -> Subscription:
    whole = {
        "id": new_id(),
        "authority": authority,
        "channel": Channel.WEBHOOK,
        "address": "https://x.example",
    }
    return Subscription.model_validate({**whole, "at": datetime.now(UTC) - timedelta(days=1), **changes})


def a_delivery(because: str = "因为 / because") -> Delivery:
    fact, now = an_escalation("sac", because=because), datetime.now(UTC)
    return plan.to_authority(Event.of(fact, at=now), fact, [a_subscription()], now=now)[0]


async def lapse(database: Database) -> None:
    """Let every claim have lapsed a second ago."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    await database[COLLECTIONS.deliveries].update_many(
        {"next_attempt_at": {"$ne": None}}, {"$set": {"next_attempt_at": past}}
    )


async def test_a_delivery_is_stored_once_however_often_it_comes(database: Database):
    first, second = Deliveries(database), Deliveries(database)
    deliveries = [a_delivery("$boom and $$NOW"), a_delivery()]
    assert await first.add(deliveries) == deliveries
    assert await second.add([*deliveries, third := a_delivery()]) == [third]
    stored = await first.get(deliveries[0].id)
    assert stored is not None
    assert stored.event == deliveries[0].event


async def test_what_one_process_holds_no_other_claims_until_the_claim_has_lapsed(database: Database):
    first, second = Deliveries(database), Deliveries(database)
    await first.add([delivery := a_delivery()])
    assert await second.claim_due(10) == []
    await lapse(database)
    assert [d.id for d in await second.claim_due(10)] == [delivery.id]
    assert await first.claim_due(10) == []


async def test_what_was_released_is_due_after_the_pause(database: Database):
    deliveries = Deliveries(database)
    await deliveries.add([soon := a_delivery(), later := a_delivery()])
    await deliveries.release([soon.id], timedelta(milliseconds=-5))
    await deliveries.release([later.id], timedelta(seconds=30))
    assert [d.id for d in await deliveries.claim_due(10)] == [soon.id]


async def test_a_result_is_stored_once_and_a_stale_one_not_at_all(database: Database):
    deliveries, now = Deliveries(database), datetime.now(UTC)
    await deliveries.add([delivery := a_delivery()])
    failed = outcome.after(delivery, Failed("HTTP 500"), now=now, dice=0.5)
    assert await deliveries.record([failed], Stamp("w-1", 1)) == set()
    assert await deliveries.record([failed], Stamp("w-1", 1)) == set()
    told = outcome.after(failed.delivery, Heard("HTTP 200"), now=now, dice=0.5)
    assert await deliveries.record([told], Stamp("w-1", 2)) == {delivery.id}
    assert await deliveries.record([told], Stamp("w-1", 2)) == {delivery.id}
    assert await deliveries.record([told], Stamp("w-2", 1)) == set()
    stored = await deliveries.get(delivery.id)
    assert stored is not None
    assert [a.detail for a in stored.attempts] == ["HTTP 500", "HTTP 200"]
    assert stored.state is DeliveryState.DELIVERED
    assert await deliveries.claim_due(10) == []


async def test_a_delivery_is_stored_together_with_its_first_attempt(database: Database):
    deliveries, now = Deliveries(database), datetime.now(UTC)
    told = outcome.after(a_delivery(), Heard("HTTP 200"), now=now, dice=0.5)
    failed = outcome.after(a_delivery(), Failed("HTTP 500"), now=now, dice=0.5)
    new = {told.delivery.id, failed.delivery.id}
    assert await deliveries.record([told, failed], Stamp("w-1", 1), new) == {told.delivery.id}
    assert await deliveries.record([told, failed], Stamp("w-1", 1), new) == {told.delivery.id}
    for result in (told, failed):
        stored = await deliveries.get(result.delivery.id)
        assert stored is not None
        assert (stored.state, stored.attempts) == (result.delivery.state, result.delivery.attempts)
    assert await deliveries.claim_due(10) == []
    await lapse(database)
    assert [d.id for d in await deliveries.claim_due(10)] == [failed.delivery.id]
    journal = MongoJournal(database, "notifier", [SOURCE])
    assert [e.data["delivery"] for _, e in await journal.written("w-1", 0, 1)] == [told.delivery.id]


async def test_what_another_process_stored_meanwhile_takes_the_first_attempt_unless_it_has_one(
    database: Database,
):
    first, second, now = Deliveries(database), Deliveries(database), datetime.now(UTC)
    waiting = outcome.after(a_delivery(), Heard("HTTP 200"), now=now, dice=0.5)
    settled = outcome.after(a_delivery(), Heard("HTTP 200"), now=now, dice=0.5)
    fresh = outcome.after(a_delivery(), Heard("HTTP 200"), now=now, dice=0.5)
    await second.add([waiting.delivery.model_copy(update=UNTRIED)])
    await second.record([settled], Stamp("w-2", 1), {settled.delivery.id})
    results = [waiting, settled, fresh]
    stored = await first.record(results, Stamp("w-1", 1), {r.delivery.id for r in results})
    assert stored == {waiting.delivery.id, fresh.delivery.id}
    for result in results:
        there = await first.get(result.delivery.id)
        assert there is not None
        assert [a.heard for a in there.attempts] == [True]


async def test_what_was_told_and_is_lost_is_said_again_under_its_name(database: Database):
    deliveries, now = Deliveries(database), datetime.now(UTC)
    await deliveries.add([delivery := a_delivery(), waiting := a_delivery()])
    told = outcome.after(delivery, Heard("confirmed"), now=now, dice=0.5)
    await deliveries.record([told], Stamp("w-1", 1))
    await deliveries.reopen([delivery.id, waiting.id])
    (again,) = await deliveries.claim_due(10)
    assert (again.id, again.state, again.settled_at) == (delivery.id, DeliveryState.WAITING, None)
    retold = outcome.after(again, Heard("confirmed"), now=now, dice=0.5)
    assert await deliveries.record([retold], Stamp("w-1", 2)) == {delivery.id}
    stored = await deliveries.get(delivery.id)
    assert stored is not None
    assert [a.heard for a in stored.attempts] == [True, True]


async def test_a_listener_that_failed_for_five_days_is_disabled_and_one_success_heals_it(database: Database):
    endpoints, now = Endpoints(database), datetime.now(UTC)
    five = timedelta(days=5)
    assert await endpoints.note([Health("s-1", now - timedelta(days=6), heard=False)], five) == {"s-1"}
    assert await endpoints.note([Health("s-2", now - timedelta(days=4), heard=False)], five) == set()
    assert await endpoints.note([Health("s-2", now, heard=False)], five) == set()
    assert await endpoints.note([Health("s-3", now, heard=True)], five) == set()
    assert await endpoints.disabled(["s-1", "s-2", "s-3"]) == {"s-1": "nothing but failures for 5 days"}
    await endpoints.note([Health("s-1", now, heard=True)], five)
    assert await endpoints.disabled(["s-1"]) == {}


async def test_what_another_process_found_of_a_listener_is_seen_a_moment_later(database: Database):
    now = datetime.now(UTC)
    times = iter([now, *[now + BELIEVED] * 10])
    mine, other = Endpoints(database, lambda: next(times)), Endpoints(database)
    await mine.note([Health("s-1", now, heard=True)], timedelta(days=5))
    await other.note([Health("s-1", now, heard=False, gone=True)], timedelta(days=5))
    assert await mine.disabled(["s-1"]) == {"s-1": "the listener answered 410"}
    await mine.note([Health("s-1", now, heard=True)], timedelta(days=5))
    assert await other.disabled(["s-1"]) == {}


async def test_what_a_process_found_of_a_listener_itself_it_sees_at_once(database: Database):
    endpoints, now = Endpoints(database), datetime.now(UTC)
    await endpoints.note([Health("s-1", now, heard=True)], timedelta(days=5))
    await endpoints.note([Health("s-1", now, heard=False, gone=True)], timedelta(days=5))
    assert await endpoints.disabled(["s-1"]) == {"s-1": "the listener answered 410"}


@pytest.fixture
async def dispatch(database: Database) -> AsyncIterator[Dispatch]:
    """A dispatch whose speaker does not speak."""
    async with a_dispatch(database, Ear()) as (dispatch, _):
        yield dispatch


@dataclass
class Ear:
    """A channel whose listeners all hear, and answer after some seconds; `heard` are the messages' ids."""

    seconds: float = 0.0
    heard: list[str] = field(default_factory=list)
    at_once: int = 8
    together: int = 8

    async def send(self, delivery: Delivery, listener: Listener) -> Heard:
        """See `services.notifier.channels.Sender`."""
        assert isinstance(listener, Subscription)
        self.heard.append(delivery.id)
        await asyncio.sleep(self.seconds)
        return Heard("heard")


@asynccontextmanager
async def a_dispatch(database: Database, ear: Ear) -> AsyncIterator[tuple[Dispatch, Speaker]]:
    deliveries, endpoints, reading = Deliveries(database), Endpoints(database), Reading(database)
    broker, hand = Broker(AWAY, "test"), Hand()
    recorder = Recorder(deliveries, endpoints, Relay(MongoJournal(database, "notifier", ()), broker), hand)
    speaker = Speaker({Channel.WEBHOOK: ear}, recorder)
    agencies = Agencies(endpoints, reading, Rights(broker, AWAY, None), QueueSender(broker), deliveries)
    async with beside(recorder.run(), finish=recorder.drain):
        yield Dispatch(deliveries, endpoints, reading, speaker, recorder, hand, agencies), speaker


@asynccontextmanager
async def a_speaking_dispatch(database: Database, ear: Ear) -> AsyncIterator[Dispatch]:
    async with a_dispatch(database, ear) as (dispatch, speaker):
        speaking = asyncio.create_task(speaker.run())
        await asyncio.sleep(0)
        yield dispatch
        speaking.cancel()
        await asyncio.wait([speaking])


@pytest.mark.parametrize("seconds", [0.0, PATIENCE / 2, 2 * PATIENCE], ids=["quick", "thinking", "slow"])
async def test_what_is_to_be_said_several_times_at_the_same_moment_is_said_and_stored_once(
    database: Database, seconds: float
):
    ear, subscription, now = Ear(seconds), a_subscription(), datetime.now(UTC)
    await database[COLLECTIONS.subscriptions].insert_one(to_document(subscription))
    events = [Event.of(an_escalation("sac"), at=now) for _ in range(70)]  # more than may be unstored at once
    async with a_speaking_dispatch(database, ear) as dispatch:
        await asyncio.gather(*(dispatch.handle(events[start:]) for start in (0, 10, 60)))
        stored = {d["_id"] async for d in database[COLLECTIONS.deliveries].find({}, {"_id": 1})}
        assert len(stored) == 70  # when it returns, and the events are acknowledged
    assert sorted(ear.heard) == sorted({*ear.heard})
    assert {*ear.heard} <= stored
    # What waited when the speaker was asked to stop is left to others.
    waiting = await database[COLLECTIONS.deliveries].count_documents({"state": "waiting", "owner": None})
    told = await database[COLLECTIONS.deliveries].count_documents({"state": "delivered"})
    assert (told, told + waiting) == (len(ear.heard), 70)


async def test_an_escalation_that_the_broker_lost_is_found_and_told_once(
    database: Database, dispatch: Dispatch
):
    case, facts = opened(a_report("第5.1条无法执行，没有检测方法。", problem="infeasible"))
    asked = [fact.authority for fact in facts if isinstance(fact, EscalationOpened)]
    early = [a_subscription(a, at=case.opened_at - timedelta(days=1)) for a in asked]
    late = a_subscription(asked[0], at=case.opened_at + timedelta(days=1))
    written = to_document(case) | {"at": datetime.now(UTC) - timedelta(minutes=2)}
    await database[COLLECTIONS.cases].insert_one(written)
    await database[COLLECTIONS.subscriptions].insert_many([to_document(s) for s in (*early, late)])

    def reconciler() -> Reconciler:
        return Reconciler(
            Deliveries(database), Reading(database), dispatch, CaseSweep(database), SITE, ARouter()
        )

    assert await reconciler().look() == len(asked)
    found = [d async for d in database[COLLECTIONS.deliveries].find({"case": case.id})]
    assert {d["subscription"] for d in found} == {s.id for s in early}
    assert await reconciler().look() == 0
    await dispatch.handle(
        [Event.of(fact, at=case.opened_at) for fact in facts if isinstance(fact, EscalationOpened)]
    )
    assert await database[COLLECTIONS.deliveries].count_documents({}) == len(asked) + 1  # the late one's


@pytest.mark.parametrize("behind", [False, True])
async def test_a_receipt_that_the_broker_lost_is_told_to_the_router_again_once_it_has_caught_up(
    database: Database, dispatch: Dispatch, *, behind: bool
):
    case, facts = opened(a_report("第5.1条无法执行，没有检测方法。", problem="infeasible"))
    told_at = {"told": 1, "notices": 1, "told_at": case.opened_at}
    asked = tuple(e.model_copy(update=told_at) for e in case.escalations)
    case = case.model_copy(update={"escalations": asked})
    written = to_document(case) | {"at": datetime.now(UTC) - timedelta(minutes=2)}
    await database[COLLECTIONS.cases].insert_one(written)
    deliveries, now = Deliveries(database), datetime.now(UTC)
    listeners = [a_subscription(escalation.authority, at=now) for escalation in asked]
    await database[COLLECTIONS.subscriptions].insert_many([to_document(one) for one in listeners])
    both = [
        delivery
        for fact in facts
        if isinstance(fact, EscalationOpened)
        for delivery in plan.to_authority(Event.of(fact, at=now), fact, listeners, now=now)
    ]
    results = [outcome.after(d, Heard("HTTP 200"), now=now, dice=0.5) for d in both]
    await deliveries.add(both)
    await deliveries.record(results, Stamp("w-1", 1))
    known = Receipt(id=asked[0].id, case=case.id, at=now, body=Text(zh="某局", en="bureau"))
    await database[COLLECTIONS.receipts].insert_one(to_document(known))
    router, sweep = ARouter(behind=behind), CaseSweep(database)
    reconciler = Reconciler(deliveries, Reading(database), dispatch, sweep, SITE, router)
    await reconciler.look()
    if behind:  # it may still come to it
        assert router.heard == []
        assert (await sweep.looked()).receipts < (await sweep.looked()).told
        router.behind = False
        await reconciler.look()
    (again,) = router.heard
    assert again == outcome.settled(next(r.delivery for r in results if r.delivery.escalation == asked[1].id))
    await reconciler.look()
    assert router.heard == [again]


async def test_of_the_notices_that_the_broker_lost_the_last_is_told_and_a_withdrawn_case_is_not(
    database: Database, dispatch: Dispatch
):
    case, _ = opened(a_report("第5.1条无法执行，没有检测方法。", problem="infeasible"))
    at = case.opened_at - timedelta(days=1)
    subscriptions = [a_subscription(e.authority, at=at) for e in case.escalations]
    told = {"told": 1, "told_before": 1, "notices": 3, "told_at": case.opened_at + timedelta(minutes=10)}
    grown = case.escalations[0].model_copy(update=told)
    withdrawn = case.escalations[1].model_copy(update={"state": EscalationState.WITHDRAWN})
    case = case.model_copy(update={"escalations": (grown, withdrawn)})
    written = to_document(case) | {"at": datetime.now(UTC) - timedelta(minutes=2)}
    await database[COLLECTIONS.cases].insert_one(written)
    await database[COLLECTIONS.subscriptions].insert_many([to_document(s) for s in subscriptions])
    reconciler = Reconciler(
        Deliveries(database), Reading(database), dispatch, CaseSweep(database), SITE, ARouter()
    )
    assert await reconciler.look() == 2
    found = [d["event"] async for d in database[COLLECTIONS.deliveries].find({"escalation": grown.id})]
    assert {(e["type"], e["data"]["notice"]) for e in found} == {
        ("escalation.opened", 1),
        ("escalation.grown", 3),
    }


async def test_an_ending_that_the_broker_lost_is_told_once_whoever_tells_it(
    database: Database, dispatch: Dispatch
):
    case, _ = opened(a_report("第5.1条无法执行，没有检测方法。", problem="infeasible"))
    answer = an_answer(case, case.escalations[0].authority)
    ended, facts = hear(case, answer, the_policy(), answer.at)
    written = to_document(ended) | {"at": datetime.now(UTC) - timedelta(minutes=2)}
    await database[COLLECTIONS.cases].insert_one(written)
    stored = {
        "_id": case.reports[0],
        "report": {"language": "en"},
        "reach": {"email": True},
        "sealed": {"k": 1},
    }
    await database[COLLECTIONS.reports].insert_one(stored)
    reconciler = Reconciler(
        Deliveries(database), Reading(database), dispatch, CaseSweep(database), SITE, ARouter()
    )
    assert await reconciler.look() == 1
    await dispatch.handle([Event.of(fact, at=answer.at) for fact in facts])
    (told,) = [d async for d in database[COLLECTIONS.deliveries].find({"case": case.id})]
    assert (told["report"], told["event"]["data"]["outcome"]) == (case.reports[0], answer.outcome)


class Merger(NamedTuple):
    """Two cases as they became one, and what was to be told: before, and of the merger."""

    cases: list[Case]
    before: list[Fact]
    told: list[Fact]


@pytest.fixture
def merger() -> Merger:
    channel = in_memory.Channel()
    gone = channel.report(a_report("第5.1条的限量低于试验方法能测到的下限。", standard="GB/T 18401-2010"))
    into = channel.report(a_report("第6.2条没有规定取样部位。", standard="GB/T 18401-2010", clause="6.2"))
    channel.wait()
    before = list(channel.cases.told)
    told = channel.rule(a_ruling(gone, Ruled.MERGED, into=into.id))
    return Merger(channel.all(), before, told)


async def test_a_merger_that_the_broker_lost_is_told_once_to_reporters_and_to_whoever_is_spared(
    database: Database, merger: Merger, dispatch: Dispatch
):
    spared = {f.escalation: f.authority for f in merger.told if isinstance(f, EscalationWithdrawn)}
    reports = {id_ for case in merger.cases for id_ in case.reports}
    before = merger.cases[0].opened_at - timedelta(days=1)
    listeners = [a_subscription(body, at=before) for body in spared.values()]
    readers = [
        {"_id": id_, "report": {"language": "en"}, "reach": {"email": True}, "sealed": {"k": 1}}
        for id_ in reports
    ]
    written = datetime.now(UTC) - timedelta(minutes=2)
    await database[COLLECTIONS.subscriptions].insert_many([to_document(one) for one in listeners])
    await database[COLLECTIONS.reports].insert_many(readers)
    await dispatch.handle([Event.of(fact, at=before) for fact in merger.before])
    await database[COLLECTIONS.cases].insert_many(to_document(one) | {"at": written} for one in merger.cases)

    reconciler = Reconciler(
        Deliveries(database), Reading(database), dispatch, CaseSweep(database), SITE, ARouter()
    )
    assert await reconciler.look() == len(spared) + len(reports)
    found = [d async for d in database[COLLECTIONS.deliveries].find()]
    assert {d["report"] for d in found if d["event"]["type"] == CaseRegrouped.type} == reports
    assert {d["escalation"] for d in found if d["event"]["type"] == EscalationWithdrawn.type} == {*spared}
    await dispatch.handle([Event.of(fact, at=written) for fact in merger.told])
    assert await database[COLLECTIONS.deliveries].count_documents({}) == len(found)


async def test_what_was_asked_finds_the_withdrawal_that_takes_it_back(database: Database, dispatch: Dispatch):
    deliveries, opening = Deliveries(database), an_escalation("sac")
    subscription = a_subscription()
    await database[COLLECTIONS.subscriptions].insert_one(to_document(subscription))
    now = datetime.now(UTC)
    for fact in (opening, a_growth(opening), a_withdrawal(opening)):
        await dispatch.handle([Event.of(fact, at=now)])
    asked, grown, taking_back = await deliveries.of([opening.escalation])
    names = await deliveries.known([str(plan.withdrawal_of(d)) for d in (asked, grown)])
    assert names == {taking_back.id}


async def test_more_cases_than_fit_in_one_look_are_all_looked_at(database: Database, dispatch: Dispatch):
    case, _ = opened()
    at = datetime.now(UTC) - timedelta(hours=1)
    cases = [
        to_document(case) | {"_id": f"c-{n}", "at": at + timedelta(milliseconds=n // 50)} for n in range(450)
    ]
    await database[COLLECTIONS.cases].insert_many(cases)
    sweep = CaseSweep(database)
    reconciler = Reconciler(Deliveries(database), Reading(database), dispatch, sweep, SITE, ARouter())
    await reconciler.look()
    newest = max(c["at"] for c in cases).replace(microsecond=0)
    assert min(await sweep.looked()) >= newest


async def test_a_queue_that_cannot_be_made_now_stays_to_be_made(database: Database, amqp_url: str):
    subscription = a_subscription("440300", channel=Channel.QUEUE, password_hash="aGFzaA==")
    await database[COLLECTIONS.subscriptions].insert_one(to_document(subscription))
    endpoints, broker = Endpoints(database), Broker(amqp_url, "test")
    async with Rights(broker, amqp_url, "http://guest:guest@127.0.0.1:9") as rights:
        agencies = Agencies(endpoints, Reading(database), rights, QueueSender(broker), Deliveries(database))
        await agencies.changed([subscription.id])
    await broker.close()
    assert list(await endpoints.unprepared(10)) == [subscription.id]


@pytest.mark.parametrize(
    ("collection", "query"),
    [
        (COLLECTIONS.deliveries, {"next_attempt_at": {"$gte": datetime.now(UTC), "$lt": datetime.now(UTC)}}),
        (COLLECTIONS.deliveries, {"w": "writer", "s": {"$gt": 1, "$lte": 500}}),
        (COLLECTIONS.deliveries, {"authority": "sac"}),
        (COLLECTIONS.deliveries, {"escalation": {"$in": ["e-1", "e-2"]}}),
        (COLLECTIONS.endpoints, {"prepare_at": until(datetime.now(UTC))}),
        (COLLECTIONS.cases, {"at": {"$gte": datetime.now(UTC), "$lt": datetime.now(UTC)}}),
        (COLLECTIONS.subscriptions, {"authority": {"$in": ["sac"]}}),
        (COLLECTIONS.subscriptions, {"channel": "queue"}),
    ],
)
async def test_every_query_has_its_index(database: Database, collection: str, query: dict[str, object]):
    explained = await database[collection].find(query).explain()
    assert "IXSCAN" in str(explained["queryPlanner"]["winningPlan"])
