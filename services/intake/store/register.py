"""The router's `cases` as the public register reads them: candidates by one index, the rest decided after."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import pymongo
from pymongo import ASCENDING, IndexModel

from services.intake.escalation_list import Place
from services.intake.oversight import Scope
from services.intake.register.desk import Kept
from services.intake.register.question import Page, Question, Spot, windows
from shared.case import Case, CaseState
from shared.mongo import COLLECTIONS, Database, Document, from_document, store_errors
from shared.receipts import Receipts

INDEXES = {
    COLLECTIONS.cases: tuple(
        IndexModel([(field, ASCENDING)]) for field in ("number", "key", "opened_at", "region")
    ),
}

PATIENCE = 5.0  # seconds; who looks at a list does not wait longer
ENOUGH = 0.5  # seconds after which a page that is not full is shown as it is, with a next one
SAME = "same_edition"
HIDDEN = {"outbox": 0, "heard": 0, "history": 0}


class MongoRegister:
    """Cases as everybody sees them; see `services.intake.register.desk.RegisterStore`."""

    def __init__(self, database: Database) -> None:
        self._cases = database[COLLECTIONS.cases]
        self._receipts = Receipts(database)

    async def case(self, number: str) -> Kept | None:
        """Return the case of a public number."""
        with store_errors():
            found = await self._cases.find_one({"number": number}, {"outbox": 0})
        return (await self._lines([found]))[0].kept if found else None

    async def page(self, question: Question, now: datetime) -> Page:
        """Return one page; one more is read, to know whether it is the last.

        A standard, a city or a county is looked up as a whole; anything wider is read backwards in time.
        """
        with store_errors(), pymongo.timeout(PATIENCE):
            if (candidates := narrow(question)) is not None:
                return _page(await self._read(candidates, question, question.limit + 1), question)
            return await self._backwards(question, now)

    async def _backwards(self, question: Question, now: datetime) -> Page:
        found: list[_Line] = []
        began = time.monotonic()
        # The clocks of those who open cases may be a little ahead of ours.
        until = question.after.place.at if question.after else now
        first: Document = {"$gte": until} if question.after is None else {"$gte": until, "$lte": until}
        spans = [first, *({"$lt": high} | ({"$gte": low} if low else {}) for low, high in windows(until))]
        for span in spans:
            read = await self._read({"opened_at": span}, question, question.limit + 1 - len(found))
            found += read.lines
            if read.further or len(found) > question.limit:
                return _page(_Read(found, read.further), question)
            if len(span) > 1 and span is not first and time.monotonic() - began > ENOUGH:
                return _page(_Read(found, Spot(edition=False, place=Place(span["$gte"], ""))), question)
        return _page(_Read(found), question)

    async def _read(self, candidates: Document, question: Question, most: int) -> "_Read":
        """Return the candidates that are wanted, for so long as is ENOUGH where others lie between them."""
        found: list[_Line] = []
        began = time.monotonic()
        while True:
            read = [d async for d in self._cases.aggregate(_pipeline(candidates, question, most))]
            lines = await self._lines(read)
            found += [line for line in lines if line.kept.case.state in question.states]
            if len(read) < most or len(found) >= most:
                return _Read(found[:most])
            if time.monotonic() - began > ENOUGH:
                return _Read(found, lines[-1].spot)
            question = question._replace(after=lines[-1].spot)

    async def _lines(self, documents: Sequence[Document]) -> "list[_Line]":
        cases = await self._receipts.complete(
            [from_document(Case, {"history": (), **document}) for document in documents]
        )
        return [_Line(_kept(c, d), bool(d.get(SAME))) for c, d in zip(cases, documents, strict=True)]


class _Line(NamedTuple):
    """One case, and whether it is about the very edition that was asked for."""

    kept: Kept
    edition: bool

    @property
    def spot(self) -> Spot:
        return Spot(self.edition, Place(self.kept.case.opened_at.astimezone(UTC), self.kept.case.id))


class _Read(NamedTuple):
    """Some lines, and the spot from which to read on where it was stopped before the end."""

    lines: Sequence[_Line]
    further: Spot | None = None


def narrow(question: Question) -> Document | None:
    """Return the condition that finds few candidates by its index, None where there is none."""
    if question.standard:
        return {"key": question.standard.key}
    if question.places and not question.wide:
        return {"region": _within(question.places)}
    return None


def _pipeline(candidates: Document, question: Question, limit: int) -> list[Document]:
    # The index answers one condition alone on the embedded server, so what else is wanted is said after it.
    wanted: Document = {"state": {"$in": sorted(_stored(question.states))}}
    if question.places:
        wanted["region"] = _within(question.places)
    for name in ("problem", "severity"):
        if word := getattr(question, name):
            wanted[f"classification.{name}"] = word.value
    return [
        {"$match": candidates},
        {"$match": wanted},
        {"$project": HIDDEN},
        {"$addFields": {SAME: {"$in": ["$standard", list(question.spellings)]}}},
        {"$match": _beyond(question.after)},
        {"$sort": {SAME: -1, "opened_at": -1, "_id": -1}},
        {"$limit": limit},
    ]


def _within(places: Scope) -> Document:
    return {"$gte": places.low, "$lt": places.high}


def _beyond(after: Spot | None) -> Document:
    if after is None:
        return {}
    at, id_ = after.place
    further: list[Document] = [
        {SAME: after.edition, "opened_at": {"$lt": at}},
        {SAME: after.edition, "opened_at": at, "_id": {"$lt": id_}},
    ]
    return {"$or": [*further, {SAME: False}] if after.edition else further}


def _stored(states: frozenset[CaseState]) -> frozenset[CaseState]:
    """Return the states in which cases of these states may be stored: receipts lie beside them."""
    return states | {CaseState.ASKED} if CaseState.TRANSMITTED in states else states


def _page(read: _Read, question: Question) -> Page:
    page = read.lines[: question.limit]
    end = page[-1].spot if len(read.lines) > question.limit else read.further
    return Page([line.kept.entry for line in page], end)


def _kept(case: Case, document: Document) -> Kept:
    receipts = (e.delivered_at for e in case.escalations if e.delivered_at)
    return Kept(case, max(document.get("at", case.opened_at), *receipts, case.opened_at))
