"""What the others have heard and told: reports, answers, rulings, deliveries; and how far the sweep is."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from shared.answer import Answer
from shared.case import Escalation
from shared.delivery import DeliveryState
from shared.errors import blaming
from shared.mongo import BEGINNING, COLLECTIONS, Database, Document, from_document, oldest, store_errors
from shared.report import AcceptedReport, Report
from shared.ruling import Ruling


class Incoming(NamedTuple):
    """A report or an answer, by id, with the time it was stored."""

    id: str
    at: datetime


class Inbox:
    """Reads collections of intake and the notifier; keeps one small document each, how far it was swept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reports(self, ids: Iterable[str]) -> dict[str, AcceptedReport]:
        """Return those of the reports that are stored, without identity."""
        wanted = {"_id": {"$in": list(ids)}}
        fields = {"at": 1, "report": 1, "unit": 1}
        with store_errors():
            found = await self._database[COLLECTIONS.reports].find(wanted, fields).to_list(None)
        return {document["_id"]: _report(document) for document in found}

    async def answers(self, ids: Iterable[str]) -> dict[str, Answer]:
        """Return those of the answers that are stored."""
        wanted = {"_id": {"$in": list(ids)}}
        with store_errors():
            found = self._database[COLLECTIONS.answers].find(wanted)
            return {doc["_id"]: from_document(Answer, doc) async for doc in found}

    async def rulings(self, ids: Iterable[str]) -> dict[str, Ruling]:
        """Return those of the rulings that are stored."""
        wanted = {"_id": {"$in": list(ids)}}
        with store_errors():
            found = self._database[COLLECTIONS.rulings].find(wanted)
            return {doc["_id"]: from_document(Ruling, doc) async for doc in found}

    async def hopeful(self, escalations: Collection[Escalation]) -> set[str]:
        """Return the ids of those escalations that have been told in some way, or still may be."""
        # By the one field whose index is narrow: by others beside it, the embedded server may choose theirs,
        # and read all that an authority was ever told.
        wanted = {"escalation": {"$in": [e.id for e in escalations]}}
        with store_errors():
            found = self._database[COLLECTIONS.deliveries].find(wanted, {"escalation": 1, "state": 1})
            return {doc["escalation"] async for doc in found if doc["state"] != DeliveryState.GIVEN_UP}

    async def incoming(
        self, collection: str, since: datetime, until: datetime, enough: int
    ) -> list[Incoming]:
        """Return what arrived from `since` on and before `until`, oldest first; at most twice `enough`."""
        found = await oldest(self._database[collection], "at", since, until, enough, {"at": 1}, spare=enough)
        return [Incoming(document["_id"], document["at"]) for document in found]

    async def swept(self, collection: str) -> datetime:
        """Return up to when a collection has been swept."""
        with store_errors():
            mark = await self._database[COLLECTIONS.marks].find_one({"_id": _mark(collection)})
        return mark["at"] if mark else BEGINNING

    async def set_swept(self, collection: str, at: datetime) -> None:
        """Note up to when a collection has been swept; never backwards."""
        with store_errors():
            await self._database[COLLECTIONS.marks].update_one(
                {"_id": _mark(collection)}, {"$max": {"at": at}}, upsert=True
            )


def _report(document: Document) -> AcceptedReport:
    # Strict is for what people send; here enumerations come back as the words that were stored.
    with blaming([document["_id"]]):
        report = Report.model_validate(document["report"], strict=False)
        return AcceptedReport(id=document["_id"], at=document["at"], report=report, unit=document.get("unit"))


def _mark(collection: str) -> str:
    return f"router has swept {collection}"
