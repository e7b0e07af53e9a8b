"""The router's `cases` as the public register reads them: candidates by one index, the rest decided after."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pymongo
from pymongo import ASCENDING, IndexModel

from services.intake.escalation_list import Place
from services.intake.oversight import Scope
from services.intake.register.desk import Kept
from services.intake.register.question import Page, Question, Spot, windows
from shared.case import Case
from shared.mongo import COLLECTIONS, Database, Document, from_document, store_errors

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

    async def case(self, number: str) -> Kept | None:
        """Return the case of a public number."""
        with store_errors():
            found = await self._cases.find_one({"number": number}, {"outbox": 0})
        return _kept(found) if found else None

    async def page(self, question: Question, now: datetime) -> Page:
        """Return one page; one more is read, to know whether it is the last.

        A standard, a city or a county is looked up as a whole; anything wider is read backwards in time.
        """
        with store_errors(), pymongo.timeout(PATIENCE):
            if (candidates := narrow(question)) is not None:
                return _page(await self._read(candidates, question, question.limit + 1), question)
            return await self._backwards(question, now)

    async def _backwards(self, question: Question, now: datetime) -> Page:
        found: list[Document] = []
        began = time.monotonic()
        # The clocks of those who open cases may be a little ahead of ours.
        until = question.after.place.at if question.after else now
        first: Document = {"$gte": until} if question.after is None else {"$gte": until, "$lte": until}
        spans = [first, *({"$lt": high} | ({"$gte": low} if low else {}) for low, high in windows(until))]
        for span in spans:
            found += await self._read({"opened_at": span}, question, question.limit + 1 - len(found))
            if len(found) > question.limit:
                break
            if len(span) > 1 and span is not first and time.monotonic() - began > ENOUGH:
                entries = [_shown(document) for document in found]
                return Page(entries, Spot(edition=False, place=Place(span["$gte"], "")))
        return _page(found, question)

    async def _read(self, candidates: Document, question: Question, limit: int) -> list[Document]:
        return [document async for document in self._cases.aggregate(_pipeline(candidates, question, limit))]


def narrow(question: Question) -> Document | None:
    """Return the condition that finds few candidates by its index, None where there is none."""
    if question.standard:
        return {"key": question.standard.key}
    if question.places and not question.wide:
        return {"region": _within(question.places)}
    return None


def _pipeline(candidates: Document, question: Question, limit: int) -> list[Document]:
    # The index answers one condition alone on the embedded server, so what else is wanted is said after it.
    wanted: Document = {"state": {"$in": sorted(question.states)}}
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


def _page(found: list[Document], question: Question) -> Page:
    page = found[: question.limit]
    entries = [_shown(document) for document in page]
    if len(found) <= question.limit:
        return Page(entries, None)
    last = page[-1]
    return Page(entries, Spot(last[SAME], Place(last["opened_at"].astimezone(UTC), last["_id"])))


def _shown(document: Document) -> Any:
    return _kept({**document, "history": ()}).entry


def _kept(document: Mapping[str, Any]) -> Kept:
    case = from_document(Case, dict(document))
    return Kept(case, document.get("at", case.opened_at))
