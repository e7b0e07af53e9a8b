"""What the operator has imported: the catalogue of standards, and bodies; the router is their one writer."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from pymongo import InsertOne, ReplaceOne

from shared.authority import Authority
from shared.catalogue import Catalogue, Listed, search_fields
from shared.mongo import COLLECTIONS, Collection, Database, Document, from_document, store_errors, to_document

Kept = TypeVar("Kept", Listed, Authority)
SOUGHT_BY = {"start": 0, "start_bare": 0, "start_title": 0, "near": 0}


class Shelf(Generic[Kept]):
    """One collection of imported things, found by id and replaced as a whole."""

    def __init__(self, collection: Collection, kind: type[Kept], write: Callable[[Kept], Document]) -> None:
        self._collection = collection
        self._kind: type[Kept] = kind
        self._write: Callable[[Kept], Document] = write

    async def known(self, ids: Iterable[str]) -> dict[str, Kept]:
        """Return those that are stored, by id."""
        with store_errors():
            found = self._collection.find({"_id": {"$in": list(ids)}}, SOUGHT_BY)
            return {document["_id"]: from_document(self._kind, document) async for document in found}

    async def save(self, added: Sequence[Kept], changed: Sequence[Kept]) -> None:
        """Store what is new, and put the rest in the place of what was known."""
        # An insert costs the store a quarter of an upsert.
        writes: list[InsertOne[Document] | ReplaceOne[Document]] = [
            InsertOne(self._write(one)) for one in added
        ]
        writes += [ReplaceOne({"_id": one.id}, self._write(one), upsert=True) for one in changed]
        if writes:
            with store_errors():
                await self._collection.bulk_write(writes, ordered=False)


class MongoCatalogue:
    """Reads and writes `catalogue` and `bodies`."""

    def __init__(self, database: Database) -> None:
        self._listed = database[COLLECTIONS.catalogue]
        self.standards: Shelf[Listed] = Shelf(self._listed, Listed, _listed)
        self.bodies: Shelf[Authority] = Shelf(database[COLLECTIONS.bodies], Authority, to_document)

    async def of(self, keys: Iterable[str]) -> Catalogue:
        """Return what is known of the standards with these keys, in one query."""
        wanted = list(keys)
        if not wanted:
            return Catalogue()
        with store_errors():
            found = await self._listed.find({"key": {"$in": wanted}}, SOUGHT_BY).to_list(None)
        return Catalogue([from_document(Listed, document) for document in found])


def _listed(listed: Listed) -> Document:
    return to_document(listed) | search_fields(listed.ref, listed.title)
