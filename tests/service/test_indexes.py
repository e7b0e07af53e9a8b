"""Indexes as a service finds them at its start, on a real store."""

import pytest
from pymongo import ASCENDING, IndexModel

from shared.errors import TryAgain
from shared.mongo import Database, ensure_indexes

BY_NAME = IndexModel([("name", ASCENDING)])
BY_PLACE = IndexModel([("place", ASCENDING)])


async def made(database: Database) -> dict[str, bool]:
    """Each index by its name, and whether it is unique."""
    found = await database["things"].index_information()
    return {name: bool(index.get("unique")) for name, index in found.items()}


async def test_what_is_there_stays_as_it_is(database: Database):
    for _ in range(2):
        await ensure_indexes(database, {"things": [BY_NAME, BY_PLACE]})
    assert await made(database) == {"_id_": False, "name_1": False, "place_1": False}


async def test_what_an_earlier_release_made_in_another_way_is_made_anew(database: Database):
    await ensure_indexes(database, {"things": [IndexModel([("name", ASCENDING)], unique=True), BY_PLACE]})
    await database["things"].insert_one({"name": "a"})
    await ensure_indexes(database, {"things": [BY_NAME, BY_PLACE]})
    assert await made(database) == {"_id_": False, "name_1": False, "place_1": False}
    await database["things"].insert_one({"name": "a"})
    assert len(await database["things"].find({"name": "a"}).to_list(None)) == 2


async def test_what_cannot_be_made_says_so(database: Database):
    await database["things"].insert_many([{"name": "a"}, {"name": "a"}])
    with pytest.raises(TryAgain):
        await ensure_indexes(database, {"things": [IndexModel([("name", ASCENDING)], unique=True)]})
