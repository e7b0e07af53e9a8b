"""The register over a real store: pages, editions, places, merges, and an index for every query."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import IndexModel

from services.intake.register.desk import Register
from services.intake.register.entry import Entry
from services.intake.register.question import Question, question_of
from services.intake.store import INDEXES
from services.intake.store.register import MongoRegister, narrow
from services.intake.store.reports import MongoReports
from shared.case import Case, CaseState
from shared.mongo import COLLECTIONS, Database, connect, ensure_indexes, to_document
from shared.region import Regions
from shared.settings import PROJECT
from shared.taxonomy import Problem, Severity
from shared.text import Text
from shared.transmission import Receipt
from tests.registered import a_known, a_member, merged

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
REGIONS = Regions.load(PROJECT / "deploy" / "directory" / "regions.csv")
ROUTERS = {COLLECTIONS.cases: [IndexModel([("members.report", 1)])]}


@pytest.fixture
async def database(mongo_url: str) -> AsyncIterator[Database]:
    client = connect(mongo_url)
    database = client.get_default_database()
    for indexes in (INDEXES, ROUTERS):
        await ensure_indexes(database, indexes)
    yield database
    client.close()


async def keep(database: Database, *cases: Case) -> None:
    """The cases as the router stores them."""
    written = {"outbox": [], "heard": [], "at": NOW}
    await database[COLLECTIONS.cases].insert_many([to_document(case) | written for case in cases])


def untold(case: Case) -> Case:
    """The case without any receipt of its own, and with escalations of its own."""
    waiting = (
        e.model_copy(update={"id": f"{case.id} {e.id}", "delivered_at": None}) for e in case.escalations
    )
    return case.model_copy(update={"escalations": tuple(waiting)})


def opened(n: int, **fields: Any) -> Case:
    return a_known(f"c{n:03}", opened_at=NOW - timedelta(hours=7 * n), **fields)


async def walked(database: Database, limit: int = 3, **query: str) -> list[Entry]:
    """Everything that a question is answered with, page by page."""
    found: list[Entry] = []
    cursor = ""
    while True:
        asked = question_of({**query, "cursor": cursor, "limit": str(limit)}, REGIONS)
        page = await MongoRegister(database).page(asked, NOW)
        assert len(page.entries) <= limit
        found += page.entries
        if page.end is None:
            return found
        cursor = page.end.cursor()


def numbers(cases: Sequence[Case] | Sequence[Entry]) -> list[str]:
    return [case.number for case in cases]


async def test_pages_follow_each_other_the_latest_first_and_none_is_shown_twice(database: Database):
    cases = [opened(n) for n in range(20)]
    together = [a_known(f"same{n}", opened_at=cases[4].opened_at) for n in range(5)]
    await keep(database, *cases, *together)
    found = await walked(database)
    assert sorted(numbers(found)) == sorted(numbers([*cases, *together]))
    assert [entry.opened_at for entry in found] == sorted((e.opened_at for e in found), reverse=True)


@pytest.mark.parametrize("standard", ["", "GB 18401"])
async def test_a_state_is_found_by_the_receipts_beside_the_cases(database: Database, standard: str):
    cases = [untold(opened(n, state=CaseState.ASKED)) for n in range(9)]
    before = opened(9, state=CaseState.TRANSMITTED)
    await keep(database, *cases, before)
    reached = [e for n, case in enumerate(cases) if n % 3 for e in case.escalations]
    receipts = [Receipt(id=e.id, case="", at=NOW, body=Text(zh="某局", en="bureau")) for e in reached]
    await database[COLLECTIONS.receipts].insert_many(map(to_document, receipts))
    asked = await walked(database, limit=2, state="asked", standard=standard)
    assert numbers(asked) == numbers(cases[::3])
    transmitted = await walked(database, limit=2, state="transmitted", standard=standard)
    assert numbers(transmitted) == numbers([*(c for n, c in enumerate(cases) if n % 3), before])
    assert {entry.state for entry in transmitted} == {CaseState.TRANSMITTED}
    assert len(await walked(database, standard=standard)) == 10
    shown = await MongoRegister(database).case(cases[1].number)
    assert shown
    assert (shown.entry.state, shown.updated_at) == (CaseState.TRANSMITTED, NOW)


async def test_what_is_opened_meanwhile_does_not_move_the_pages(database: Database):
    await keep(database, *(opened(n) for n in range(6)))
    register = MongoRegister(database)
    first = await register.page(Question(limit=3), NOW)
    await keep(database, a_known("new", opened_at=NOW + timedelta(minutes=1)))
    second = await register.page(Question(limit=3, after=first.end), NOW)
    assert numbers([*first.entries, *second.entries]) == numbers([opened(n) for n in range(6)])
    assert second.end is None
    assert (await register.page(Question(limit=1), NOW)).entries[0].number == a_known("new").number


async def test_all_editions_of_a_standard_are_listed_the_very_one_first(database: Database):
    editions = ("GB 18401-2003", "GB 18401-2010", "GB/T 18401", "GB 18401-2003", "GB 31701-2015")
    await keep(database, *(opened(n, standard=edition) for n, edition in enumerate(editions)))
    found = await walked(database, limit=1, standard="ｇｂ18401－2003")
    assert numbers(found) == numbers([opened(n) for n in (0, 3, 1, 2)])
    assert numbers(await walked(database, standard="GB18401")) == numbers([opened(n) for n in range(4)])
    assert await walked(database, standard="GB 99999") == []


async def test_a_place_covers_everything_below_it(database: Database):
    places = ("440305", "440300", "440000", "441900", "110101")
    await keep(database, *(opened(n, region=place) for n, place in enumerate(places)))
    for region, expected in (("440000", 4), ("440300", 2), ("440305", 1), ("110000", 1), ("310000", 0)):
        assert len(await walked(database, region=region)) == expected, region
    found = await walked(database, region="440300", standard="GB 18401")
    assert numbers(found) == numbers([opened(0), opened(1)])


async def test_state_kind_and_severity_narrow_it_and_merged_cases_are_listed_when_asked_for(
    database: Database,
):
    gone, into = merged(opened(1), opened(2))
    await keep(
        database,
        opened(0, answered=True, problem=Problem.GAP),
        gone,
        into,
        opened(3, severity=Severity.EDITORIAL),
    )
    assert numbers(await walked(database)) == numbers([opened(0), opened(2), opened(3)])
    assert numbers(await walked(database, state="merged")) == [gone.number]
    assert numbers(await walked(database, state="open")) == numbers([opened(2), opened(3)])
    assert numbers(await walked(database, problem=Problem.GAP)) == [opened(0).number]
    assert numbers(await walked(database, severity=Severity.EDITORIAL)) == [opened(3).number]


async def test_a_merged_case_leads_to_the_one_it_became_part_of_and_so_on(database: Database):
    middle, last = merged(opened(2), opened(3))
    first, _ = merged(opened(1), opened(2))
    await keep(database, first, middle, last)
    register = Register(MongoRegister(database))
    followed = await register.followed(first.number.lower())
    assert followed
    assert followed.case.number == last.number
    assert followed.updated_at == NOW
    kept = await register.case(first.number)
    assert kept
    assert kept.case.state is CaseState.MERGED
    assert await register.followed("2026-00000-00000") is None


async def test_a_report_is_in_a_case_for_each_track_and_in_none_that_was_merged(database: Database):
    both = (a_member("r1"), a_member("r2"))
    gone, into = merged(opened(1, members=(a_member("r1"),)), opened(2))
    await keep(database, gone, into, opened(3, members=both), opened(4))
    reports = MongoReports(database)
    assert {case.number for case in await reports.cases_of("r1")} == {into.number, opened(3).number}
    assert [case.number for case in await reports.cases_of("r2")] == [opened(3).number]
    assert await reports.cases_of("nobody") == []


async def test_a_merged_case_whose_members_have_not_moved_yet_still_leads_on(database: Database):
    gone, _ = merged(opened(1, members=(a_member("r1"),)), opened(2))
    await keep(database, gone, opened(2))
    assert [case.number for case in await MongoReports(database).cases_of("r1")] == [opened(2).number]


async def test_known_problems_are_the_open_ones_a_few(database: Database):
    await keep(database, *(opened(n) for n in range(7)), opened(8, answered=True))
    known = await Register(MongoRegister(database)).known("gb18401")
    assert known
    assert (len(known.entries), known.more, str(known.standard)) == (5, True, "GB 18401")
    assert await Register(MongoRegister(database)).known("那个标准") is None


async def test_every_query_of_the_register_uses_an_index(database: Database):
    await keep(database, *(opened(n) for n in range(60)))
    cases = database[COLLECTIONS.cases]
    narrowed = [question_of(query, REGIONS) for query in ({"standard": "GB 1"}, {"region": "110101"})]
    for wanted in (
        *map(narrow, narrowed),
        {"number": "2026-00000-00000"},
        {"opened_at": {"$gte": NOW - timedelta(hours=1), "$lt": NOW}},
        {"opened_at": {"$lt": NOW - timedelta(hours=7 * 58)}},
        {"opened_at": {"$gte": NOW}},
        {"members.report": "r1"},
    ):
        assert wanted
        plan = await cases.find(wanted).explain()
        assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"]), wanted
        assert plan["executionStats"]["totalDocsExamined"] <= 2, wanted
    assert narrow(question_of({"region": "440000"}, REGIONS)) is None
