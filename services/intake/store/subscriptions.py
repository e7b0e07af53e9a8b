"""The `subscriptions` and `requests` that intake writes, and the notifier's `deliveries` as they are read."""

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from services.intake.subscription_desk import Kept, Request, delivery_requested, subscription_changed
from shared.delivery import Delivery, DeliveryState
from shared.journal import Source, Told
from shared.mongo import COLLECTIONS, Database, Document, from_document, stamped, store_errors, to_document
from shared.outbox import Stamp
from shared.subscription import Subscription

INDEXES = {
    COLLECTIONS.subscriptions: (IndexModel([("authority", ASCENDING), ("at", ASCENDING)]), stamped()),
    COLLECTIONS.requests: (stamped(),),
    COLLECTIONS.deliveries: (
        IndexModel([("authority", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
    ),
}


def events_of_subscription(document: Document) -> Told:
    """Return the event of a subscription's last write: it follows from the document alone."""
    return [(Stamp(document["w"], document["s"]), subscription_changed(_kept(document)))]


def events_of_request(document: Document) -> Told:
    """Return the event of a stored request: it follows from the document alone."""
    request = Request(document["_id"], *(document[field] for field in Request._fields[1:]))
    return [(Stamp(document["w"], document["s"]), delivery_requested(request))]


SOURCES = (
    Source(COLLECTIONS.subscriptions, events_of_subscription),
    Source(COLLECTIONS.requests, events_of_request),
)


class MongoSubscriptions:
    """Subscriptions as they are stored; see `services.intake.subscription_desk.SubscriptionStore`."""

    def __init__(self, database: Database) -> None:
        self._subscriptions = database[COLLECTIONS.subscriptions]
        self._requests = database[COLLECTIONS.requests]
        self._deliveries = database[COLLECTIONS.deliveries]

    async def subscriptions(self, authority: str) -> list[Kept]:
        """Return an authority's live subscriptions, oldest first."""
        with store_errors():
            found = self._subscriptions.find({"authority": authority, "deleted_at": None})
            return [_kept(document) async for document in found.sort([("at", ASCENDING), ("_id", ASCENDING)])]

    async def subscription(self, id_: str) -> Kept | None:
        """Return one subscription, a deleted one included."""
        with store_errors():
            found = await self._subscriptions.find_one({"_id": id_})
        return _kept(found) if found else None

    async def put(self, kept: Kept, instead_of: str | None, stamp: Stamp) -> bool:
        """Store a subscription in place of the one of that change; False when that is not how it stands."""
        document = to_document(kept.subscription) | stamp._asdict()
        document |= {"change": kept.change, "changed_at": kept.at}
        with store_errors():
            if instead_of is not None:
                before = {"_id": kept.subscription.id, "change": instead_of}
                return bool((await self._subscriptions.replace_one(before, document)).matched_count)
            try:
                await self._subscriptions.insert_one(document)
            except DuplicateKeyError:
                return False
        return True

    async def insert_request(self, request: Request, stamp: Stamp) -> bool:
        """Store a request."""
        document: dict[str, Any] = request._asdict() | stamp._asdict()
        document["_id"] = document.pop("id")
        with store_errors():
            await self._requests.insert_one(document)
        return True

    async def deliveries(
        self, authority: str, state: DeliveryState | None, after: Delivery | None, limit: int
    ) -> list[Delivery]:
        """Return what was sent to an authority, newest first, older than `after`."""
        wanted: Document = {"authority": authority}
        if state:
            wanted["state"] = state.value
        if after:
            wanted["$or"] = [{"at": {"$lt": after.at}}, {"at": after.at, "_id": {"$lt": after.id}}]
        with store_errors():
            found = self._deliveries.find(wanted).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
            return [from_document(Delivery, document) async for document in found]

    async def delivery(self, id_: str) -> Delivery | None:
        """Return one delivery."""
        with store_errors():
            found = await self._deliveries.find_one({"_id": id_})
        return from_document(Delivery, found) if found else None


def _kept(document: Document) -> Kept:
    return Kept(from_document(Subscription, document), document["change"], document["changed_at"])
