"""What authorities read and say: the router's `cases`, and `answers`, which intake alone writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from services.intake.authority_desk import answer_received
from services.intake.escalation_list import Item, Page, Place, Question, Window, windows
from services.intake.oversight import Scope
from services.intake.speech import ENDS
from services.intake.store import rulings, subscriptions, tokens
from services.intake.store.told import reports_of
from shared.answer import Answer
from shared.case import Case, CaseState, Escalation
from shared.journal import Source, Told
from shared.mongo import COLLECTIONS, Database, Document, from_document, stamped, store_errors, to_document
from shared.outbox import Stamp
from shared.receipts import Receipts
from shared.taxonomy import Problem
from shared.transmission import delivered, state_of

INDEXES = {
    COLLECTIONS.answers: (
        IndexModel([("escalation", ASCENDING), ("at", ASCENDING)]),
        # An escalation ends once, even when two programs of an authority answer at the same moment.
        IndexModel([("ends", ASCENDING)], unique=True, partialFilterExpression={"ends": {"$type": "string"}}),
        stamped(),
    ),
    COLLECTIONS.cases: (
        IndexModel([("escalations.id", ASCENDING)]),
        IndexModel([("escalations.authority", ASCENDING)]),
        IndexModel([("escalations.reply_by", ASCENDING)]),
        *rulings.CASE_INDEXES,
    ),
    **rulings.INDEXES,
    **subscriptions.INDEXES,
    **tokens.INDEXES,
}


def events_of_answer(document: Document) -> Told:
    """Return the event of a stored answer: it follows from the document alone."""
    return [(Stamp(document["w"], document["s"]), answer_received(from_document(Answer, document)))]


FEW = 500
EVER: Window = (None, None)

SOURCES = (Source(COLLECTIONS.answers, events_of_answer), rulings.SOURCE, *subscriptions.SOURCES)


class MongoDesk:
    """Cases as authorities see them; see `services.intake.authority_desk.DeskStore`."""

    def __init__(self, database: Database) -> None:
        self._cases = database[COLLECTIONS.cases]
        self._answers = database[COLLECTIONS.answers]
        self._reports = database[COLLECTIONS.reports]
        self._receipts = Receipts(database)

    async def escalations(self, scope: Scope, question: Question, now: datetime) -> Page:
        """Return one page of the escalations in a scope; one more is read, to know whether it is the last."""
        found: list[Document] = []
        with store_errors():
            cut = [EVER] if await self._has_few(scope) else windows(question, now)
            for window in cut:
                pipeline = _pipeline(scope, question, window, question.limit + 1 - len(found))
                found += [document async for document in self._cases.aggregate(pipeline)]
                if len(found) > question.limit:
                    break
        page = await self._items(found[: question.limit])
        last = page[-1].escalation if len(found) > question.limit else None
        return Page(page, Place(last.reply_by, last.id) if last else None)

    async def _items(self, documents: Sequence[Document]) -> list[Item]:
        asked = [tuple(Escalation.model_validate(e) for e in document["asked"]) for document in documents]
        receipts = await self._receipts.of({e.id: e for one in asked for e in one}.values())
        return [
            _item(document, delivered(one, receipts)) for document, one in zip(documents, asked, strict=True)
        ]

    async def _has_few(self, scope: Scope) -> bool:
        """Say whether a scope holds so few cases that they are sooner sorted than looked for by deadline."""
        if scope.everything:
            return False
        own = {"escalations.authority": _within(scope)}
        return len([d async for d in self._cases.find(own, {"_id": 1}).limit(FEW)]) < FEW

    async def case_of(self, escalation: str) -> Case | None:
        """Return the case that an escalation belongs to."""
        with store_errors():
            found = await self._cases.find_one({"escalations.id": escalation}, {"outbox": 0})
        return (await self._receipts.complete([from_document(Case, found)]))[0] if found else None

    async def reports(self, ids: Sequence[str]) -> list[Document]:
        """Return stored reports, oldest first, without what reporters alone have."""
        return await reports_of(self._reports, ids)

    async def answers(self, escalations: Sequence[str]) -> list[Answer]:
        """Return what was said of these escalations, oldest first."""
        if not escalations:
            return []
        with store_errors():
            found = self._answers.find({"escalation": {"$in": list(escalations)}})
            said = [from_document(Answer, document) async for document in found]
        return sorted(said, key=lambda answer: (answer.at, answer.id))

    async def insert_answer(self, answer: Answer, stamp: Stamp) -> bool:
        """Store an answer; False when it, or another that ends the escalation, was there before."""
        document = to_document(answer) | stamp._asdict()
        if answer.said in ENDS:
            document["ends"] = answer.escalation
        with store_errors():
            try:
                await self._answers.insert_one(document)
            except DuplicateKeyError:
                return False
        return True


def _pipeline(scope: Scope, question: Question, window: Window, limit: int) -> list[Document]:
    wanted: Document = {}
    if question.states:
        wanted["state"] = {"$in": sorted(question.states)}
    if question.severity:
        wanted["severity"] = question.severity.value
    if not scope.everything:
        wanted["authority"] = _within(scope)
    if bounds := {k: edge for k, edge in zip(("$gte", "$lt"), window, strict=True) if edge is not None}:
        wanted["reply_by"] = bounds
    # One dotted condition finds candidates by its index, also on the embedded server; what counts is said
    # after the array is taken apart.
    by = "reply_by" if window != EVER else "authority"
    candidates = {f"escalations.{by}": wanted[by]} if by in wanted else {}
    exactly = {f"escalations.{k}": v for k, v in wanted.items()}
    direction = 1 if question.order == "soonest" else -1
    return [
        {"$match": candidates},
        {"$project": _NEEDED},
        {"$unwind": "$escalations"},
        {"$match": {"$and": [exactly, _beyond(question)]}},
        {"$sort": {"escalations.reply_by": direction, "escalations.id": direction}},
        {"$limit": limit},
    ]


def _within(scope: Scope) -> Document:
    return {"$gte": scope.low, "$lt": scope.high}


_NEEDED = {
    **dict.fromkeys(("number", "state", "standard", "clause", "region", "members.report", "escalations"), 1),
    "problem": "$classification.problem",
    "asked": "$escalations",  # all of the case's, where each line of the list is one
}


def _beyond(question: Question) -> Document:
    if question.after is None:
        return {}
    side = "$gt" if question.order == "soonest" else "$lt"
    at, id_ = question.after
    return {
        "$or": [
            {"escalations.reply_by": {side: at}},
            {"escalations.reply_by": at, "escalations.id": {side: id_}},
        ]
    }


def _item(document: dict[str, Any], asked: tuple[Escalation, ...]) -> Item:
    kept = {k: document[k] for k in ("number", "standard", "clause", "region")}
    return Item(
        escalation=next(e for e in asked if e.id == document["escalations"]["id"]),
        case=document["_id"],
        case_state=state_of(CaseState(document["state"]), asked),
        reports=len({member["report"] for member in document["members"]}),
        problem=Problem(document["problem"]),
        **kept,
    )
