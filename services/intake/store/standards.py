"""Standards that are known: what the router has imported, and what reports have cited, found by indexes."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pymongo
from pymongo import ASCENDING, IndexModel
from pymongo.errors import BulkWriteError

from shared.catalogue import Listed, edition, read_or_none, search_fields
from shared.mongo import COLLECTIONS, Collection, Database, Document, from_document, store_errors
from shared.standard import Level, StandardRef

PATIENCE = 1.0  # seconds; who types on does not wait longer for a hint
MARK = "intake has read the standards of reports"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
OVERLAP = timedelta(minutes=1)  # by which the clocks of those who accept reports may differ
PAGE = 1_000
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
        self._reports = database[COLLECTIONS.reports]
        self._marks = database[COLLECTIONS.marks]

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

    async def note_cited(self) -> int:
        """Keep the standards that reports have cited since the last time; returns how many were new.

        Those of enterprises are left out: who reports on them would show.
        """
        with store_errors():
            mark = await self._marks.find_one({"_id": MARK})
            since = last = mark["at"] - OVERLAP if mark else BEGINNING
            new = 0
            while page := await self._page(last):
                new += await self._keep(page)
                if page[-1]["at"] == last or len(page) < PAGE:
                    break
                last = page[-1]["at"]
            if page and page[-1]["at"] > since:
                at = {"$max": {"at": page[-1]["at"]}}
                await self._marks.update_one({"_id": MARK}, at, upsert=True)
        return new

    async def _page(self, since: datetime) -> list[Document]:
        found = self._reports.find({"at": {"$gte": since}}, {"at": 1, "report.standard": 1})
        return await found.sort("at", 1).limit(PAGE).to_list(PAGE)

    async def _keep(self, reports: Sequence[Document]) -> int:
        typed = {one["report"].get("standard") for one in reports}
        refs = {edition(ref): ref for text in typed if (ref := _shown(text))}
        known = self._cited.find({"_id": {"$in": list(refs)}}, {"_id": 1})
        new = set(refs) - {document["_id"] async for document in known}
        if new:
            await _insert(self._cited, [_document(id_, refs[id_]) for id_ in sorted(new)])
        return len(new)

    async def _either(self, wanted: Document, most: int) -> list[Listed]:
        found = await asyncio.gather(
            *(_read(where, wanted, most) for where in (self._catalogue, self._cited))
        )
        return _once(one for some in found for one in some)


def _shown(typed: str | None) -> StandardRef | None:
    ref = read_or_none(typed)
    return ref if ref and ref.level is not Level.ENTERPRISE else None


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
