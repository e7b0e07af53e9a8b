"""Standards that are known: what the router has imported, and what reports have cited, found by indexes."""

import asyncio
from collections.abc import Iterable, Sequence

import pymongo
from pymongo import ASCENDING, IndexModel
from pymongo.errors import BulkWriteError

from shared.catalogue import Listed, edition, search_fields
from shared.mongo import COLLECTIONS, Collection, Database, Document, from_document, store_errors
from shared.standard import StandardRef

PATIENCE = 1.0  # seconds; who types on does not wait longer for a hint
AFTER_ALL = "\uffff"

SHOWN = {"start": 0, "start_bare": 0, "start_title": 0, "near": 0}
DESIGNATION, TITLE = ("start", "start_bare"), ("start_title",)
INDEXES = {
    COLLECTIONS.cited: tuple(IndexModel([(field, ASCENDING)]) for field in (*DESIGNATION, "key", "near")),
}


class MongoStandards:
    """Reads `catalogue`, and is the one writer of `cited`."""

    def __init__(self, database: Database) -> None:
        self._catalogue = database[COLLECTIONS.catalogue]
        self._cited = database[COLLECTIONS.cited]

    async def starting(self, words: str, most: int) -> list[Listed]:
        """Return editions whose folded designation or title starts so, those of the catalogue first."""
        if words[0].isascii():
            asked = [(where, field) for where in (self._catalogue, self._cited) for field in DESIGNATION]
        else:
            asked = [(self._catalogue, field) for field in TITLE]
        found = await asyncio.gather(*(_starting(where, field, words, most) for where, field in asked))
        return _once(one for some in found for one in some)[:most]

    async def near(self, words: Iterable[str], most: int) -> list[Listed]:
        """Return editions that share one of these words with `shared.catalogue.near`."""
        wanted = {"near": {"$in": list(words)}}
        return await self._either(wanted, most)

    async def editions(self, key: str, most: int) -> list[Listed]:
        """Return the editions known of one standard."""
        return await self._either({"key": key}, most)

    async def keep(self, cited: Iterable[StandardRef]) -> int:
        """Keep editions that were cited; returns how many were new."""
        refs = {edition(ref): ref for ref in cited}
        with store_errors():
            found = self._cited.find({"_id": {"$in": list(refs)}}, {"_id": 1})
            new = set(refs) - {document["_id"] async for document in found}
            if new:
                await _insert(self._cited, [_document(id_, refs[id_]) for id_ in sorted(new)])
        return len(new)

    async def _either(self, wanted: Document, most: int) -> list[Listed]:
        found = await asyncio.gather(
            *(_read(where, wanted, most) for where in (self._catalogue, self._cited))
        )
        return _once(one for some in found for one in some)


def _document(id_: str, ref: StandardRef) -> Document:
    return {"_id": id_, "key": ref.key, **search_fields(ref)}


async def _insert(where: Collection, documents: Sequence[Document]) -> None:
    try:
        await where.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        # Another process has noted the same standard a moment before.
        if any(one["code"] != 11_000 for one in error.details["writeErrors"]):  # noqa: PLR2004 - duplicate key
            raise


async def _starting(where: Collection, field: str, words: str, most: int) -> list[Listed]:
    return await _read(where, {field: {"$gte": words, "$lt": words + AFTER_ALL}}, most, by=field)


async def _read(where: Collection, wanted: Document, most: int, by: str | None = None) -> list[Listed]:
    with store_errors(), pymongo.timeout(PATIENCE):
        found = where.find(wanted, SHOWN).limit(most)
        if by:
            found = found.sort(by, 1)
        return [from_document(Listed, document) async for document in found]


def _once(listed: Iterable[Listed]) -> list[Listed]:
    return list({one.id: one for one in reversed(list(listed))}.values())[::-1]
