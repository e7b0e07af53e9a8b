"""Walks by time, on a real store: whatever lies between two documents, none is left out or comes twice."""

from datetime import UTC, datetime, timedelta

import pytest
from pymongo import ASCENDING, IndexModel

from shared.mongo import ANEW, Database, Due, ensure_indexes, oldest
from tests.builders import NOW

SECONDS = (0, 0, 0.5, 2, 40, 41, 86_400, 31_000_000)
LAST = NOW + timedelta(seconds=SECONDS[-1])


@pytest.fixture
async def walked(database: Database) -> Database:
    """A store with things of many times."""
    await ensure_indexes(database, {"things": [IndexModel([("at", ASCENDING)])]})
    things = [{"_id": n, "at": NOW + timedelta(seconds=second)} for n, second in enumerate(SECONDS)]
    await database["things"].insert_many(reversed(things))
    return database


async def ids(database: Database, since: datetime, until: datetime, most: int) -> list[int]:
    return [thing["_id"] for thing in await oldest(database["things"], "at", since, until, most)]


@pytest.mark.parametrize("most", [2, 3, 5, 8, 100])
async def test_a_walk_gives_the_oldest_whatever_lies_between(walked: Database, most: int):
    later = LAST + timedelta(days=1)
    everything = list(range(len(SECONDS)))
    assert sorted((await ids(walked, NOW, later, most))[:2]) == [0, 1]
    assert (await ids(walked, NOW, later, most))[2:] == everything[2:most]
    assert len(await ids(walked, datetime(1970, 1, 1, tzinfo=UTC), later, most)) == min(most, len(SECONDS))


async def test_a_walk_begins_with_its_beginning_and_stops_before_its_end(walked: Database):
    at = [NOW + timedelta(seconds=second) for second in SECONDS]
    assert await ids(walked, at[3], at[6], 100) == [3, 4, 5]
    assert await ids(walked, at[6] + timedelta(seconds=1), at[7], 100) == []
    assert await ids(walked, at[5], at[4], 100) == []


async def test_what_was_read_together_is_given_together_to_who_can_take_it(walked: Database):
    async def walk(most: int, spare: int) -> list[int]:
        found = await oldest(walked["things"], "at", NOW, LAST, most, spare=spare)
        return sorted(thing["_id"] for thing in found)

    assert await walk(1, 0) in ([0], [1])
    assert await walk(1, 1) == await walk(1, 100) == [0, 1]
    assert await walk(3, 100) == [0, 1, 2]
    assert await walk(4, 1) == [0, 1, 2, 3]
    assert await walk(5, 1) == [0, 1, 2, 3, 4, 5]


async def test_what_is_due_comes_again_until_it_is_moved_on(walked: Database):
    due = Due(walked["things"], "at")

    async def come(most: int) -> list[int]:
        return sorted([thing["_id"] for thing in await due.oldest(LAST, most)])

    assert await come(100) == list(range(len(SECONDS)))
    assert await come(3) == [0, 1, 2]
    await walked["things"].update_many({"_id": {"$lt": 3}}, {"$set": {"at": LAST + timedelta(days=1)}})
    assert await come(3) == [3, 4, 5]
    await walked["things"].update_many({"_id": {"$lt": 9}}, {"$set": {"at": LAST + timedelta(days=1)}})
    assert await come(3) == []


async def test_what_comes_to_stand_further_back_is_found_when_the_walk_begins_anew(walked: Database):
    due, later = Due(walked["things"], "at", {"_id": 1, "at": 1}), LAST + timedelta(days=1)
    await walked["things"].update_many({}, {"$set": {"at": later}})
    assert await due.oldest(LAST, 5) == []
    await walked["things"].update_one({"_id": 4}, {"$set": {"at": NOW}})
    for clock in (LAST + ANEW, NOW + timedelta(seconds=1)):  # it goes on, or was set back
        assert await due.oldest(clock, 5) == [{"_id": 4, "at": NOW}]


async def test_a_walk_page_by_page_meets_everything(walked: Database):
    met, since = set[int](), NOW
    while page := await oldest(walked["things"], "at", since, LAST + timedelta(seconds=1), 3):
        met |= {thing["_id"] for thing in page}
        since = page[-1]["at"] + (timedelta(0) if len(page) == 3 else timedelta(milliseconds=1))
    assert met == set(range(len(SECONDS)))
