"""The cases: loaded in one query, saved in one bulk write, each document its own outbox."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from services.router.change import Change, Entry, Overtaken, Stored
from services.router.placing import Near, Shelves
from services.router.store.case_document import (
    NEAR,
    OUTBOX,
    as_stored,
    entry_document,
    near_of,
    stored_of,
)
from services.router.store.indexes import PLACED
from shared.case import Member, placed
from shared.crash import crash_point
from shared.errors import TryAgain
from shared.event import Event
from shared.journal import MongoJournal
from shared.mongo import (
    COLLECTIONS,
    DUPLICATE_KEY,
    Database,
    Document,
    Due,
    StoreError,
    named_together,
    store_errors,
    there_before,
    to_document,
)
from shared.outbox import Stamp
from shared.receipts import Receipts
from shared.relay import Relay
from shared.telemetry import logger
from shared.transmission import Receipt

log = logger("cases")

NEAREST = 24  # cases that are compared with one report


class _Write(NamedTuple):
    change: Change
    operation: InsertOne[Document] | ReplaceOne[Document]
    stamp: Stamp | None
    events: list[Event]


class CaseStore:
    """Reads and writes `cases`; see `case_document` for what a document holds beside the Case."""

    def __init__(self, database: Database, relay: Relay, journal: MongoJournal) -> None:
        self._cases = database[COLLECTIONS.cases]
        self._due = Due(self._cases, "next_due")
        self._shelves = database[COLLECTIONS.shelves]
        self._receipts = database[COLLECTIONS.receipts]
        self._kept = Receipts(database)
        self._relay = relay
        self._journal = journal

    async def load(self, ids: Iterable[str]) -> dict[str, Stored]:
        """Return those of the cases that are stored."""
        return {stored.case.id: stored for stored in await self._find({"_id": {"$in": list(ids)}})}

    async def due(self, now: datetime, most: int) -> list[Stored]:
        """Return the cases with a clock that has run out, the longest overdue first."""
        return await self._completed(await self._due.oldest(now, most))

    async def of_reports(self, reports: Collection[str]) -> list[Stored]:
        """Return the cases that speak of any of the reports."""
        return await self._find({"members.report": {"$in": list(reports)}}) if reports else []

    async def numbered(self, numbers: Collection[str]) -> dict[str, Stored]:
        """Return the cases with these numbers; one that was merged leads to what it became part of."""
        found = await self._find({"number": {"$in": list(numbers)}}) if numbers else []
        return {stored.case.number: await self._standing(stored) for stored in found}

    async def near(self, keys: Mapping[str, Sequence[str]]) -> list[Near]:
        """Return cases under any of the keys that each report asks for, NEAREST at most a report."""
        # One query for all would be quadratic on the embedded store, which looks at each key for each case.
        asked = {tuple(asked) for asked in keys.values()}
        found = await asyncio.gather(*(self._near(one, NEAREST) for one in asked))
        return list({near.id: near for nears in found for near in nears}.values())

    async def shelves(self, names: Collection[str]) -> dict[str, int]:
        """Return how many places of each shelf are known to be taken."""
        with store_errors():
            found = self._shelves.find({"_id": {"$in": list(names)}})
            return {document["_id"]: document["taken"] async for document in found}

    async def with_reports(self, ids: Sequence[str]) -> frozenset[str]:
        """Return those of the reports that are in a case on each of their tracks."""
        wanted = frozenset(ids)
        found = await self._of_some("members.report", ids, "members")
        members = [member for document in found for member in document["members"]]
        return placed(Member.model_validate(m) for m in members if m["report"] in wanted)

    async def with_answers(self, ids: Sequence[str]) -> frozenset[str]:
        """Return those of the answers and rulings that some case has heard."""
        found = await self._of_some("heard", ids, "heard")
        return frozenset({id_ for document in found for id_ in document["heard"]})

    async def _of_some(self, field: str, ids: Sequence[str], shown: str) -> list[Document]:
        """Return one field of the cases that have any of the ids in another."""
        found: list[Document] = []
        with store_errors():
            for some in named_together(ids):
                found += await self._cases.find({field: {"$in": some}}, {shown: 1}).to_list(None)
        return found

    async def note(self, receipts: Sequence[Receipt]) -> None:
        """Keep receipts beside their cases, the first of each escalation; TryAgain when the store is away."""
        if not receipts:
            return
        documents = [to_document(receipt) for receipt in receipts]
        with store_errors():
            try:
                await self._receipts.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                there_before(error)

    async def save(self, changes: Sequence[Change], now: datetime) -> None:
        """Save all, in their order, and hand their events to the relay.

        Overtaken when somebody else was quicker with one of them, TryAgain when the store did not answer;
        those before it were saved and are told, and it and those after it have changed nothing.
        """
        if not changes:
            return
        kept = await self._untold(changes)
        writes = [self._write(change, kept[change.case.id], now) for change in changes]
        try:
            await self._cases.bulk_write([write.operation for write in writes])
            crash_point("cases.written")
        except BulkWriteError as error:
            codes = {failed["code"] for failed in error.details["writeErrors"]}
            taken = codes <= {DUPLICATE_KEY}
            reason: Exception = Overtaken("another router was quicker", after=0.1) if taken else error
        except StoreError as error:
            reason = TryAgain(f"the store did not answer: {type(error).__name__}")
        else:
            self._settle(writes, {change.case.id for change in changes})
            await self._note_places(_taken(changes))
            return
        self._settle(writes, await self._saved(writes))
        if isinstance(reason, Overtaken):
            await self._note_places(await self._really_taken(_taken(changes)))
        raise reason

    async def _note_places(self, slots: Sequence[str]) -> None:
        """Note places that are taken: never one that is not.

        What is not noted, because the store went away, is found out at the next placing: it fails.
        """
        shelves = Shelves()
        for slot in slots:
            shelves.note(slot)
        writes = [
            UpdateOne({"_id": shelf}, {"$max": {"taken": place}}, upsert=True)
            for shelf, place in shelves.taken.items()
        ]
        if writes:
            with store_errors():
                await self._shelves.bulk_write(writes, ordered=False)

    async def _really_taken(self, slots: Sequence[str]) -> list[str]:
        """Return those of the places that some case has, this writer's or another's."""
        # One by one: for several in one condition the embedded store reads every case that there is.
        with store_errors():
            has = [self._cases.find_one({"slots": {"$eq": slot, **PLACED}}, {"_id": 1}) for slot in slots]
            return [slot for slot, case in zip(slots, await asyncio.gather(*has), strict=True) if case]

    def _write(self, change: Change, kept: list[Document], now: datetime) -> _Write:
        stored = change.stored
        case = change.case.model_copy(update={"version": stored.case.version + 1}) if stored else change.case
        events = [Event.of(fact, at=now) for fact in change.facts]
        stamp = self._relay.stamp() if events else None
        written = [Entry(stamp, event) for event in events] if stamp else []
        document = as_stored(change, case, now) | {OUTBOX: kept + [entry_document(one) for one in written]}
        if stored is None:
            return _Write(change, InsertOne(document), stamp, events)
        # Where the version is another one, the upsert meets the case's own id: an error, so that the write
        # stops here, where a replacement that finds nothing would go on to the next.
        version = {"_id": case.id, "version": stored.case.version}
        return _Write(change, ReplaceOne(version, document, upsert=True), stamp, events)

    async def _untold(self, changes: Sequence[Change]) -> dict[str, list[Document]]:
        """Return the entries of each case's outbox that are not yet below their writer's mark."""
        own = self._relay.writer
        outboxes = {c.case.id: c.stored.outbox if c.stored else () for c in changes}
        marks = {}
        if any(entry.stamp.w != own for entries in outboxes.values() for entry in entries):
            marks = await self._journal.marks()
        marks[own] = self._relay.mark

        def waits(stamp: Stamp) -> bool:
            # A writer without a mark was retired, and a writer is retired when all it wrote has been told.
            return stamp.w in marks and stamp.s > marks[stamp.w]

        return {
            id_: [entry_document(e) for e in entries if waits(e.stamp)] for id_, entries in outboxes.items()
        }

    def _settle(self, writes: Sequence[_Write], saved: set[str]) -> None:
        for write in writes:
            if write.stamp is None:
                continue
            if write.change.case.id in saved:
                self._relay.committed(write.stamp, write.events)
            else:
                self._relay.dropped(write.stamp)

    async def _saved(self, writes: Sequence[_Write]) -> set[str]:
        """Ask the store, as long as it takes, which of the writes it has: a stamp must never be left open."""
        stamps = {write.change.case.id: write.stamp for write in writes if write.stamp}
        shown = {f"{OUTBOX}.w": 1, f"{OUTBOX}.s": 1}
        while True:
            try:
                found = self._cases.find({"_id": {"$in": list(stamps)}}, shown)
                return {
                    doc["_id"]
                    async for doc in found
                    if stamps[doc["_id"]] in {(entry["w"], entry["s"]) for entry in doc[OUTBOX]}
                }
            except StoreError as error:
                log.warning("store.silent", error=type(error).__name__, cases=len(stamps))
                await asyncio.sleep(1)

    async def _find(self, wanted: Document) -> list[Stored]:
        with store_errors():
            found = await self._cases.find(wanted).to_list(None)
        return await self._completed(found)

    async def _completed(self, documents: Sequence[Document]) -> list[Stored]:
        found = [stored_of(document) for document in documents]
        cases = await self._kept.complete([stored.case for stored in found])
        return [stored._replace(case=case) for stored, case in zip(found, cases, strict=True)]

    async def _near(self, keys: Sequence[str], most: int) -> list[Near]:
        with store_errors():
            found = self._cases.find({"near": {"$in": list(keys)}}, NEAR).limit(most)
            return [near_of(document) async for document in found]

    async def _standing(self, stored: Stored) -> Stored:
        """Follow a case that was merged to what it is part of now."""
        while link := stored.case.merged_into:
            stored = (await self.load([link.case]))[link.case]
        return stored


def _taken(changes: Sequence[Change]) -> list[str]:
    """Return the places that the changes take."""
    return [
        slot
        for change in changes
        for slot in change.slots[len(change.stored.slots) if change.stored else 0 :]
    ]
