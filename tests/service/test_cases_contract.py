"""What the router relies on of the store of cases: held by the real one and by its stand-in in memory."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Protocol

import pytest

from services.router.case import open_case
from services.router.case.opening import case_of, member_of, opened
from services.router.case.record import linked
from services.router.cases import Cases
from services.router.change import Change, Overtaken
from services.router.likeness import Likeness, wanted_keys
from services.router.store import INDEXES, SOURCE, CaseStore
from services.router.sweep import Shown
from shared.case import Case, CaseState, Relation
from shared.journal import MongoJournal
from shared.mongo import connect, ensure_indexes
from shared.relay import Relay
from shared.report import AcceptedReport
from shared.taxonomy import Problem, Track
from shared.text import Text
from shared.transmission import Receipt
from tests.builders import NOW, a_report, an_accepted, the_policy
from tests.fakes.broker import Silence
from tests.fakes.stored import TellingCases

SHELF = "GB/T 19001"


class Known(Cases, Shown, Protocol):
    """All that the router asks of the store of cases."""


@pytest.fixture(params=["memory", "store"])
async def cases(request: pytest.FixtureRequest, mongo_url: str, mongo_database: str) -> AsyncIterator[Known]:
    if request.param == "memory":
        yield TellingCases()
        return
    client = connect(mongo_url)
    database = client[mongo_database]
    await ensure_indexes(database, INDEXES)
    journal = MongoJournal(database, "router", [SOURCE])
    relay = Relay(journal, Silence())
    await relay.register()
    yield CaseStore(database, relay, journal)
    client.close()


def opening(n: int, *slots: str) -> tuple[AcceptedReport, Change]:
    accepted = an_accepted(a_report(f"第{n}章的表述有两种理解。", clause=f"{n}.1"))
    case, facts = open_case(accepted, the_policy().classifier.classify(accepted.report)[0], the_policy(), NOW)
    likeness = Likeness.of(accepted.id, accepted.report, Problem.AMBIGUOUS)
    return accepted, Change(case, facts=list(facts), likenesses=(likeness,), slots=slots)


async def stored(cases: Cases, *ids: str) -> list[Case]:
    found = await cases.load(ids)
    return [found[id_].case for id_ in ids if id_ in found]


async def test_what_was_saved_is_found_by_id_by_report_by_number_and_by_its_keys(cases: Cases):
    accepted, change = opening(5, f"{SHELF}#1")
    await cases.save([change], NOW)
    assert await stored(cases, change.case.id, "nowhere") == [change.case]
    assert [one.case for one in await cases.of_reports([accepted.id, "nowhere"])] == [change.case]
    assert (await cases.numbered([change.case.number]))[change.case.number].case == change.case
    (near,) = await cases.near({"r": wanted_keys(change.likenesses[0]), "other": ["nowhere"]})
    assert (near.id, near.size, near.likenesses) == (change.case.id, 1, change.likenesses)
    (again,) = await cases.of_reports([accepted.id])
    assert (again.slots, again.likenesses) == (change.slots, change.likenesses)


async def test_a_place_on_a_shelf_is_taken_once(cases: Cases):
    (_, first), (_, second) = opening(5, f"{SHELF}#1"), opening(6, f"{SHELF}#1")
    await cases.save([first], NOW)
    assert await cases.shelves([SHELF, "another"]) == {SHELF: 1}
    with pytest.raises(Overtaken):
        await cases.save([second], NOW)
    assert await stored(cases, second.case.id) == []
    assert await cases.shelves([SHELF]) == {SHELF: 1}


async def test_after_one_that_was_overtaken_nothing_more_is_saved(cases: Cases):
    _, taken = opening(1, f"{SHELF}#1")
    await cases.save([taken], NOW)
    (_, before), (_, late), (_, after) = (
        opening(5, f"{SHELF}#2"),
        opening(6, f"{SHELF}#1"),
        opening(7, f"{SHELF}#3"),
    )
    with pytest.raises(Overtaken):
        await cases.save([before, late, after], NOW)
    assert await stored(cases, before.case.id, late.case.id, after.case.id) == [before.case]
    assert await cases.shelves([SHELF]) == {SHELF: 2}


async def test_a_case_that_somebody_else_changed_is_not_saved_nor_is_what_follows(cases: Cases):
    _, change = opening(5, f"{SHELF}#1")
    await cases.save([change], NOW)
    (one,) = (await cases.load([change.case.id])).values()
    quick, slow = Change.to(one), Change.to(one)
    quick.take(quick.case.model_copy(update={"state": CaseState.ACKNOWLEDGED}), ())
    slow.take(slow.case.model_copy(update={"state": CaseState.UNANSWERED}), ())
    await cases.save([quick], NOW)
    _, after = opening(6, f"{SHELF}#2")
    with pytest.raises(Overtaken):
        await cases.save([slow, after], NOW)
    (now,) = await stored(cases, change.case.id)
    assert (now.state, now.version) == (CaseState.ACKNOWLEDGED, 1)
    assert await stored(cases, after.case.id) == []


async def test_a_merged_case_is_not_near_and_its_number_leads_to_what_it_is_part_of(cases: Cases):
    (_, into), (_, gone) = opening(5, f"{SHELF}#1"), opening(6, f"{SHELF}#2")
    merged = linked(gone.case, Relation.MERGED_INTO, into.case.id, into.case.number, NOW)
    gone.take(merged.model_copy(update={"state": CaseState.MERGED}), ())
    await cases.save([into, gone], NOW)
    assert gone.case.id not in {near.id for near in await cases.near({"r": wanted_keys(gone.likenesses[0])})}
    assert (await cases.numbered([gone.case.number]))[gone.case.number].case == into.case


async def test_a_receipt_lies_beside_its_case_until_the_case_is_written_again(cases: Cases):
    accepted, change = opening(5, f"{SHELF}#1")
    await cases.save([change], NOW)
    (e,) = change.case.escalations
    first = Receipt(id=e.id, case=change.case.id, at=NOW, body=Text(zh="某局", en="bureau"))
    await cases.note([first])
    await cases.note([first.model_copy(update={"at": NOW + timedelta(days=1)})])
    (told,) = await stored(cases, change.case.id)
    assert (told.state, told.version) == (CaseState.TRANSMITTED, 0)
    assert [one.case for one in await cases.of_reports([accepted.id])] == [told]
    assert (await cases.numbered([told.number]))[told.number].case == told
    (one,) = (await cases.load([told.id])).values()
    assert not Change.to(one).matters
    later = Change.to(one)
    later.take(later.case.model_copy(update={"state": CaseState.ACKNOWLEDGED}), ())
    await cases.save([later], NOW)
    (now,) = await stored(cases, told.id)
    assert now.history == told.history
    assert (now.state, now.version, now.escalations) == (CaseState.ACKNOWLEDGED, 1, told.escalations)


async def test_a_report_is_there_when_a_case_speaks_of_it_on_each_of_its_tracks(cases: Known):
    accepted = an_accepted(a_report("第5.1条与第6.2条相互矛盾。"))
    made = the_policy().classifier.classify(accepted.report)[0]

    def part(track: Track) -> Change:
        member = member_of(accepted, track, 2)
        return Change(opened(case_of(accepted.id, track), accepted, (member,), made, the_policy(), NOW))

    first, second = part(Track.IMPLEMENTATION), part(Track.COMPLAINT)
    await cases.save([first], NOW)
    assert await cases.with_reports([accepted.id, "nowhere"]) == frozenset()
    await cases.save([second], NOW)
    assert await cases.with_reports([accepted.id, "nowhere"]) == {accepted.id}


async def test_what_is_due_comes_the_longest_overdue_first_and_not_before_its_time(cases: Cases):
    (_, one), (_, other) = opening(5, f"{SHELF}#1"), opening(6, f"{SHELF}#2")
    await cases.save([one, other], NOW)
    assert await cases.due(NOW, 10) == []
    late = NOW + timedelta(days=400)
    due = await cases.due(late, 10)
    assert {stored.case.id for stored in due} == {one.case.id, other.case.id}
    assert len(await cases.due(late, 1)) == 1
