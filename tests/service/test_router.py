"""The desk on a real store: batches, twice, conflicts, silence, and what is lost on the way."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.router.change import Change
from services.router.store.indexes import PLACED
from shared.answer import Said
from shared.case import CaseState, EscalationState
from shared.errors import Refused, TryAgain
from shared.events import AnswerReceived, CaseAnswered, DeliverySettled, EscalationOpened, ReportReceived
from shared.mongo import COLLECTIONS, Database, until
from shared.report import Report
from tests.builders import NOW, a_report, an_accepted, an_answer, asked
from tests.routing import Heard, Router, a_router, answered, stored

MAJOR = a_report("第5.1条无法执行，没有检测方法。")


def a_major(n: int) -> Report:
    """The n-th of many that are all major, and each about another clause."""
    return a_report("这一条无法执行，没有检测方法。", clause=f"{n + 1}.1")


async def test_a_batch_of_reports_becomes_as_many_cases_and_everybody_is_told(router: Router):
    reports = [an_accepted(a_major(n)) for n in range(100)]
    await router.hear(*await stored(router.database, *reports))
    assert await router.database[COLLECTIONS.cases].count_documents({}) == 100
    told = router.heard.of("escalation.opened")
    assert len({data["escalation"] for data in told}) == 200
    assert {data["authority"] for data in told} == {"sac", "440300"}


async def test_a_report_heard_twice_has_one_case_and_is_told_once(router: Router):
    (fact,) = await stored(router.database, an_accepted(MAJOR))
    await router.hear(fact, fact)
    await router.hear(fact)
    assert await router.database[COLLECTIONS.cases].count_documents({}) == 1
    assert len(router.heard.of("escalation.opened")) == 2


async def test_two_routers_that_hear_the_same_report_make_one_case(database: Database):
    heard = Heard()
    one, other = await a_router(database, heard), await a_router(database, heard)
    facts = await stored(database, *(an_accepted(a_major(n)) for n in range(20)))
    await asyncio.gather(one.hear(*facts), other.hear(*facts), return_exceptions=True)
    await one.hear(*facts)
    await other.hear(*facts)
    assert await database[COLLECTIONS.cases].count_documents({}) == 20
    assert len({data["escalation"] for data in heard.of("escalation.opened")}) == 40


async def test_everything_that_can_happen_to_a_case_may_arrive_in_one_batch(router: Router):
    report = an_accepted(MAJOR)
    facts = await stored(router.database, report)
    await router.hear(*facts)
    case = await router.case_of(report)
    setter, superior = asked(case, "sac"), asked(case, "440300")
    receipts = [
        DeliverySettled(delivery=e.id, case=case.id, escalation=e.id, told=True, at=NOW)
        for e in (setter, superior)
    ]
    taken = await answered(router.database, an_answer(case, "sac", Said.ACKNOWLEDGED))
    ended = await answered(router.database, an_answer(case, "sac", at=NOW + timedelta(hours=2)))
    await router.hear(*receipts, taken, ended, *facts)
    case = await router.case_of(report)
    assert case.state is CaseState.ANSWERED
    assert case.version == 1
    assert {"transmitted", "acknowledged", "answered"} <= {line.what for line in case.history}
    (told,) = router.heard.of("case.answered")
    assert (told["ending"], told["reports"]) == (ended.answer, [report.id])


async def test_an_escalation_climbs_when_the_last_way_of_telling_it_has_failed(router: Router):
    report = an_accepted(MAJOR)
    await router.hear(*await stored(router.database, report))
    case = await router.case_of(report)
    setter = asked(case, "sac")
    failed = DeliverySettled(delivery="one", case=case.id, escalation=setter.id, told=False, at=NOW)
    other = {"_id": "two", "authority": "sac", "at": setter.opened_at, "escalation": setter.id}
    await router.database[COLLECTIONS.deliveries].insert_one(other | {"state": "waiting"})
    await router.hear(failed)
    assert (await router.case_of(report)).escalation(setter.id) == setter
    await router.database[COLLECTIONS.deliveries].update_one({"_id": "two"}, {"$set": {"state": "given_up"}})
    await router.hear(failed)
    climbed = (await router.case_of(report)).escalation(setter.id)
    assert climbed
    assert climbed.state is EscalationState.RAISED


async def test_an_answer_heard_twice_is_told_once(router: Router):
    report = an_accepted(MAJOR)
    await router.hear(*await stored(router.database, report))
    fact = await answered(router.database, an_answer(await router.case_of(report), "sac"))
    await router.hear(fact)
    before = await router.case_of(report)
    await router.hear(fact, fact)
    assert await router.case_of(report) == before
    assert len(router.heard.of("case.answered")) == 1


async def test_a_case_that_somebody_else_changed_is_loaded_again(router: Router):
    report = an_accepted(MAJOR)
    await router.hear(*await stored(router.database, report))
    (stale,) = (await router.cases.load([(await router.case_of(report)).id])).values()
    await router.hear(await answered(router.database, an_answer(stale.case, "440300", Said.ACKNOWLEDGED)))
    change = Change.to(stale)
    change.take(stale.case.model_copy(update={"state": CaseState.UNANSWERED}), ())
    with pytest.raises(TryAgain):
        await router.cases.save([change], NOW)
    assert (await router.case_of(report)).state is CaseState.ACKNOWLEDGED


async def test_an_event_about_a_report_that_is_not_stored_is_refused(router: Router):
    with pytest.raises(Refused):
        await router.hear(ReportReceived(report="nowhere", at=NOW))


async def test_an_answer_to_a_case_that_does_not_exist_changes_nothing(router: Router):
    await router.hear(AnswerReceived(answer="a", escalation="e", case="c"))
    assert await router.database[COLLECTIONS.cases].count_documents({}) == 0


async def test_silence_is_raised_when_the_clock_has_run_out_and_not_before(router: Router):
    reports = [an_accepted(a_major(n)) for n in range(150)]
    await router.hear(*(await stored(router.database, *reports))[:100])
    await router.hear(*[ReportReceived(report=r.id, at=r.at) for r in reports[100:]])
    router.now = NOW + timedelta(days=3)
    assert await router.desk.see_to_what_is_due() == 0
    router.now = NOW + timedelta(days=60)
    assert await router.desk.see_to_what_is_due() == 150
    assert await router.desk.see_to_what_is_due() == 0
    case = await router.case_of(reports[0])
    assert asked(case, "sac").state is EscalationState.RAISED
    await router.relay.drain()
    assert {data["authority"] for data in router.heard.of("escalation.opened")} >= {"samr"}


async def test_events_that_the_broker_did_not_take_stay_in_the_case_until_they_are_told(database: Database):
    heard = Heard(away=True)
    dying = await a_router(database, heard)
    report = an_accepted(MAJOR)
    await dying.hear(*await stored(database, report))
    heir = await a_router(database, heard)
    heard.away = False
    case = await heir.case_of(report)
    await heir.hear(await answered(database, an_answer(case, "sac", Said.ACKNOWLEDGED)))
    (document,) = await database[COLLECTIONS.cases].find({}).to_list(None)
    assert {entry["w"] for entry in document["outbox"]} == {dying.relay.writer}
    await database[COLLECTIONS.marks].update_one({"_id": dying.relay.writer}, {"$set": {"lease": NOW}})
    await heir.relay.adopt()
    assert {data["authority"] for data in heard.of("escalation.opened")} == {"sac", "440300"}
    await heir.hear(await answered(database, an_answer(case, "sac")))
    (document,) = await database[COLLECTIONS.cases].find({}).to_list(None)
    assert {entry["w"] for entry in document["outbox"]} == {heir.relay.writer}
    assert [entry["event"]["type"] for entry in document["outbox"]] == [CaseAnswered.type]


async def test_the_sweep_finds_a_report_whose_event_was_lost_once_it_is_old_enough(router: Router):
    report = an_accepted(MAJOR)
    await stored(router.database, report)
    router.now = NOW + timedelta(seconds=10)
    await router.sweeps()
    assert await router.database[COLLECTIONS.cases].count_documents({}) == 0
    router.now = NOW + timedelta(seconds=40)
    await router.sweeps()
    assert (await router.case_of(report)).state is CaseState.ASKED


async def test_the_sweep_finds_an_answer_whose_event_was_lost(router: Router):
    report = an_accepted(MAJOR)
    await router.hear(*await stored(router.database, report))
    await answered(router.database, an_answer(await router.case_of(report), "sac"))
    router.now = NOW + timedelta(hours=2)
    await router.sweeps()
    assert (await router.case_of(report)).state is CaseState.ANSWERED


async def test_one_report_that_cannot_be_handled_does_not_hold_up_the_sweep(router: Router):
    bad, good = an_accepted(MAJOR), an_accepted(MAJOR)
    await stored(router.database, bad, good)
    unknown = {"$set": {"report.region": "999999"}}
    await router.database[COLLECTIONS.reports].update_one({"_id": bad.id}, unknown)
    router.now = NOW + timedelta(minutes=1)
    await router.sweeps()
    assert (await router.case_of(good)).reports == (good.id,)


async def test_the_sweep_reads_on_from_where_it_was(router: Router):
    await stored(router.database, *(an_accepted(MAJOR, at=NOW + timedelta(seconds=n)) for n in range(3)))
    router.now = NOW + timedelta(hours=1)
    await router.sweeps()
    assert await router.inbox.swept(COLLECTIONS.reports) == NOW + timedelta(seconds=2)


async def test_every_query_of_handlers_and_ticks_uses_an_index(router: Router):
    queries: dict[str, list[dict[str, Any]]] = {
        COLLECTIONS.cases: [
            {"next_due": until(NOW)},
            {"members.report": {"$in": ["a", "b"]}},
            {"number": {"$in": ["a", "b"]}},
            {"near": {"$in": ["a", "b"]}},
            {"slots": {"$in": ["a", "b"], **PLACED}},
            {"heard": {"$in": ["a", "b"]}},
        ],
        COLLECTIONS.reports: [{"at": {"$gte": NOW, "$lt": NOW}}],
        COLLECTIONS.answers: [{"at": {"$gte": NOW, "$lt": NOW}}],
        COLLECTIONS.rulings: [{"at": {"$gte": NOW, "$lt": NOW}}],
    }
    for collection, wanted in queries.items():
        for query in wanted:
            plan = await router.database[collection].find(query).explain()
            assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"]), query


def test_the_router_says_the_contracts_fields():
    wanted = (
        "escalation case authority role severity because standard clause problem region reports reply_by link"
    )
    assert set(EscalationOpened.model_fields) >= set(wanted.split())
