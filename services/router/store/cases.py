"""The cases: loaded in one query, saved in one bulk write, each document its own outbox."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pymongo import InsertOne, ReplaceOne
from pymongo.errors import BulkWriteError

from services.router.change import Change, Entry, Stored
from shared.case import Case
from shared.errors import TryAgain
from shared.events import Event
from shared.journal import MongoJournal, Source, Told
from shared.mongo import (
    COLLECTIONS,
    Database,
    Document,
    StoreError,
    from_document,
    store_errors,
    to_document,
    until,
)
from shared.outbox import Stamp
from shared.relay import Relay
from shared.telemetry import logger

log = logger("cases")

DUPLICATE_KEY = 11_000
OUTBOX = "outbox"


class _Write(NamedTuple):
    change: Change
    operation: InsertOne[Document] | ReplaceOne[Document]
    stamp: Stamp | None
    events: list[Event]


def _entries(document: Document) -> tuple[Entry, ...]:
    return tuple(
        Entry(Stamp(entry["w"], entry["s"]), Event.model_validate(entry["event"]))
        for entry in document[OUTBOX]
    )


def _told(document: Document) -> Told:
    return [(entry.stamp, entry.event) for entry in _entries(document)]


SOURCE = Source(COLLECTIONS.cases, _told, prefix=OUTBOX, fields=(OUTBOX,))
"""How the relay finds what was written here and not yet told."""


class CaseStore:
    """Reads and writes `cases`; see `_write` for what a document holds beside the Case."""

    def __init__(self, database: Database, relay: Relay, journal: MongoJournal) -> None:
        self._cases = database[COLLECTIONS.cases]
        self._relay = relay
        self._journal = journal

    async def load(self, ids: Iterable[str]) -> dict[str, Stored]:
        """Return those of the cases that are stored."""
        return {stored.case.id: stored for stored in await self._find({"_id": {"$in": list(ids)}})}

    async def due(self, now: datetime, most: int) -> list[Stored]:
        """Return the cases with a clock that has run out, the longest overdue first."""
        return await self._find({"next_due": until(now)}, most)

    async def with_reports(self, ids: Sequence[str]) -> frozenset[str]:
        """Return those of the reports that some case speaks of."""
        return await self._known("reports", ids)

    async def with_answers(self, ids: Sequence[str]) -> frozenset[str]:
        """Return those of the answers that some case has heard."""
        return await self._known("heard", ids)

    async def save(self, changes: Sequence[Change], now: datetime) -> None:
        """Save all, and hand their events to the relay.

        TryAgain when somebody else has changed one of the cases meanwhile, or the store did not answer;
        those that were saved are then told, and the others have changed nothing.
        """
        if not changes:
            return
        kept = await self._untold(changes)
        writes = [self._write(change, kept[change.case.id], now) for change in changes]
        try:
            result = await self._cases.bulk_write([write.operation for write in writes], ordered=False)
            if result.inserted_count + result.matched_count == len(writes):
                self._settle(writes, {change.case.id for change in changes})
                return
            reason: Exception = TryAgain("a case was changed by somebody else meanwhile", after=0.1)
        except BulkWriteError as error:
            codes = {failed["code"] for failed in error.details["writeErrors"]}
            taken = codes <= {DUPLICATE_KEY}
            reason = TryAgain("a case was opened by somebody else meanwhile", after=0.1) if taken else error
        except StoreError as error:
            reason = TryAgain(f"the store did not answer: {type(error).__name__}")
        self._settle(writes, await self._saved(writes))
        raise reason

    def _write(self, change: Change, kept: list[Document], now: datetime) -> _Write:
        stored = change.stored
        case = change.case.model_copy(update={"version": stored.case.version + 1}) if stored else change.case
        events = [Event.of(fact, at=now) for fact in change.facts]
        # `at` is the time of the last write, `next_due` the end of the first clock that runs, or None.
        stamp = self._relay.stamp() if events else None
        document = to_document(case) | {
            "heard": list(change.heard),
            "next_due": case.next_due(),
            "at": now,
            OUTBOX: kept + ([_entry(Entry(stamp, event)) for event in events] if stamp else []),
        }
        if stored is None:
            return _Write(change, InsertOne(document), stamp, events)
        version = {"_id": case.id, "version": stored.case.version}
        return _Write(change, ReplaceOne(version, document), stamp, events)

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

        return {id_: [_entry(e) for e in entries if waits(e.stamp)] for id_, entries in outboxes.items()}

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

    async def _find(self, wanted: Document, most: int = 0) -> list[Stored]:
        with store_errors():
            found = self._cases.find(wanted)
            if most:
                found = found.sort("next_due", 1).limit(most)
            return [
                Stored(from_document(Case, doc), tuple(doc["heard"]), _entries(doc)) async for doc in found
            ]

    async def _known(self, field: str, ids: Sequence[str]) -> frozenset[str]:
        with store_errors():
            found = self._cases.find({field: {"$in": list(ids)}}, {field: 1})
            return frozenset({id_ async for doc in found for id_ in doc[field]})


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "w": entry.stamp.w,
        "s": entry.stamp.s,
        "event": entry.event.model_dump(mode="python", exclude_none=True),
    }
