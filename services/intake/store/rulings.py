"""The `rulings` that intake writes, and the router's `cases` as those who rule on them read them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from services.intake.escalation_list import Place
from services.intake.oversight import Scope
from services.intake.ruling import Before
from services.intake.ruling_desk import Known, ruling_received
from services.intake.screening import Waiting, WaitingPage, Wanted, place_of
from services.intake.store.told import reports_of
from shared.case import ENDED, Case, Classification, Screening
from shared.journal import Source, Told
from shared.mongo import (
    BEGINNING,
    COLLECTIONS,
    Database,
    Document,
    from_document,
    stamped,
    store_errors,
    to_document,
)
from shared.outbox import Stamp
from shared.receipts import Receipts
from shared.ruling import Ruled, Ruling

INDEXES = {
    # Rulings on one case have an order, even when two persons rule at the same moment.
    COLLECTIONS.rulings: (
        IndexModel([("case", ASCENDING), ("nth", ASCENDING)], unique=True),
        IndexModel([("at", ASCENDING)]),
        stamped(),
    ),
}
CASE_INDEXES = (
    # Sparse, so that a case for which no person is needed costs nothing here.
    IndexModel([("screening.authority", ASCENDING), ("screening.since", ASCENDING)], sparse=True),
    IndexModel([("screening.since", ASCENDING)], sparse=True),
)

LINE = {
    **dict.fromkeys(("number", "standard", "clause", "region", "classification", "screening"), 1),
    "members.report": 1,
}


def events_of_ruling(document: Document) -> Told:
    """Return the event of a stored ruling: it follows from the document alone."""
    return [(Stamp(document["w"], document["s"]), ruling_received(from_document(Ruling, document)))]


SOURCE = Source(COLLECTIONS.rulings, events_of_ruling)


class MongoRulings:
    """Cases and rulings as they are stored; see `services.intake.ruling_desk.RulingStore`."""

    def __init__(self, database: Database) -> None:
        self._rulings = database[COLLECTIONS.rulings]
        self._cases = database[COLLECTIONS.cases]
        self._reports = database[COLLECTIONS.reports]
        self._receipts = Receipts(database)

    async def waiting(self, scope: Scope, wanted: Wanted) -> WaitingPage:
        """Return one page of a scope's cases that wait; one more is read, to know whether it is the last."""
        order = [("screening.since", ASCENDING), ("_id", ASCENDING)]
        asked = {"$and": [waiting_in(scope, wanted.after), _beyond(wanted.after)]}
        with store_errors():
            found = self._cases.find(asked, LINE).sort(order).limit(wanted.limit + 1)
            items = [_waiting(document) async for document in found]
        page = items[: wanted.limit]
        return WaitingPage(page, place_of(page[-1]) if len(items) > wanted.limit else None)

    async def count_waiting(self, scope: Scope, most: int) -> int:
        """Count a scope's cases that wait for a person, up to so many."""
        with store_errors():
            return int(await self._cases.count_documents(waiting_in(scope), limit=most))

    async def by_number(self, number: str) -> Known | None:
        """Return the case with this public number."""
        with store_errors():
            found = await self._cases.find_one({"number": number}, {"outbox": 0})
        if found is None:
            return None
        [case] = await self._receipts.complete([from_document(Case, found)])
        return Known(case, frozenset(found.get("heard", ())))

    async def open_alike(self, key: str, most: int) -> list[Case]:
        """Return open cases of the same standard, the newest first."""
        wanted = {"key": key, "state": {"$nin": sorted(ENDED)}}
        with store_errors():
            found = self._cases.find(wanted, {"outbox": 0, "history": 0, "heard": 0})
            found = found.sort([("opened_at", DESCENDING), ("_id", DESCENDING)]).limit(most)
            cases = [from_document(Case, document | {"history": ()}) async for document in found]
        return await self._receipts.complete(cases)

    async def reports(self, ids: Sequence[str]) -> list[Document]:
        """Return stored reports, oldest first, without what reporters alone have."""
        return await reports_of(self._reports, ids)

    async def rulings(self, case: str) -> list[Ruling]:
        """Return the rulings on a case in their order."""
        with store_errors():
            found = self._rulings.find({"case": case}).sort("nth", ASCENDING)
            return [from_document(Ruling, document) async for document in found]

    async def judged_since(self, since: datetime) -> AsyncIterator[tuple[Ruling, Before]]:
        """Yield what persons confirmed or corrected, each with how it stood before, oldest first."""
        kinds = [Ruled.CONFIRMED.value, Ruled.CORRECTED.value]
        with store_errors():
            async for document in self._rulings.find({"at": {"$gte": since}}).sort("at", ASCENDING):
                if document["ruled"] in kinds:
                    yield from_document(Ruling, document), Before.model_validate(document["before"])

    async def numbers(self, cases: Sequence[str]) -> Mapping[str, str]:
        """Return the public numbers of cases by id."""
        if not cases:
            return {}
        with store_errors():
            found = self._cases.find({"_id": {"$in": list(cases)}}, {"number": 1})
            return {document["_id"]: document["number"] async for document in found}

    async def insert_ruling(self, ruling: Ruling, nth: int, before: Before, stamp: Stamp) -> bool:
        """Store a ruling as the nth on its case, from 0; False when there is an nth already."""
        document = to_document(ruling) | {"nth": nth, "before": before.model_dump()} | stamp._asdict()
        with store_errors():
            try:
                await self._rulings.insert_one(document)
            except DuplicateKeyError:
                return False
        return True


def waiting_in(scope: Scope, after: Place | None = None) -> Document:
    """Return the condition that finds a scope's cases that wait by one index, on either server."""
    if scope.everything:
        return {"screening.since": {"$gte": after.at if after else BEGINNING}}
    return {"screening.authority": {"$gte": scope.low, "$lt": scope.high}}


def _beyond(after: Place | None) -> Document:
    if after is None:
        return {}
    at, id_ = after
    return {"$or": [{"screening.since": {"$gt": at}}, {"screening.since": at, "_id": {"$gt": id_}}]}


def _waiting(document: Document) -> Waiting:
    kept = {k: document[k] for k in ("number", "standard", "clause", "region")}
    return Waiting(
        id=document["_id"],
        classification=Classification.model_validate(document["classification"]),
        screening=Screening.model_validate(document["screening"]),
        reports=len({member["report"] for member in document["members"]}),
        **kept,
    )
