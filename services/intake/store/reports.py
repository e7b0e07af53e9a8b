"""The `reports` collection, which intake alone writes, and what a reporter may read by receipt."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.errors import BulkWriteError

from services.intake.acceptance import received
from shared.case import Case
from shared.journal import Source, Told
from shared.mongo import COLLECTIONS, Database, Document, from_document, stamped, store_errors, there_before
from shared.outbox import Stamp
from shared.receipts import Receipts

MERGES = 20  # that are followed; cases merge into living ones, so that a circle would be somebody's error

INDEXES = {
    COLLECTIONS.reports: (
        # Not unique: 130 random bits are so anyway, and to look for another is an eighth of an insert.
        IndexModel([("receipt", ASCENDING)]),
        IndexModel([("at", ASCENDING)]),
        stamped(),
    ),
}


def events_of(document: Document) -> Told:
    """Return the event of a stored report: it follows from the document alone."""
    at = document["at"].replace(tzinfo=UTC)
    return [(Stamp(document["w"], document["s"]), received(document["_id"], at))]


SOURCE = Source(COLLECTIONS.reports, events_of, fields=("_id", "at"))


class MongoReports:
    """Reports as they are stored; see `services.intake.acceptance.ReportStore`."""

    def __init__(self, database: Database) -> None:
        self._reports = database[COLLECTIONS.reports]
        self._cases = database[COLLECTIONS.cases]
        self._receipts = Receipts(database)

    async def insert(self, documents: Sequence[dict[str, Any]]) -> set[int]:
        """Store all in one journaled write; return the places of those whose id was there before."""
        with store_errors():
            try:
                await self._reports.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                return there_before(error)
        return set()

    async def contents(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the content marks of stored reports."""
        with store_errors():
            found = self._reports.find({"_id": {"$in": list(ids)}}, {"content": 1})
            return {document["_id"]: bytes(document["content"]) async for document in found}

    async def by_receipt(self, mark: bytes) -> Document | None:
        """Return the stored report whose receipt has this mark."""
        with store_errors():
            found: Document | None = await self._reports.find_one({"receipt": mark}, {"report": 1, "at": 1})
        return found

    async def cases_of(self, report: str) -> list[Case]:
        """Return the cases that a report belongs to, one for each legal track, once the router has decided.

        In the place of a case that was merged stands the one that it became part of.
        """
        found: dict[str, Case] = {}
        wanted: Document = {"members.report": report}
        for _ in range(MERGES):
            cases = await self._read(wanted)
            found |= {case.id: case for case in cases}
            further = {link.case for case in cases if (link := case.merged_into)} - found.keys()
            if not further:
                break
            wanted = {"_id": {"$in": sorted(further)}}
        return [case for case in found.values() if case.merged_into is None]

    async def _read(self, wanted: Document) -> list[Case]:
        with store_errors():
            found = self._cases.find(wanted, {"outbox": 0})
            cases = [from_document(Case, document) async for document in found]
        return await self._receipts.complete(cases)
