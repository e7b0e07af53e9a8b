"""What reporters told, as authorities read it in the store."""

from collections.abc import Sequence

from shared.mongo import Collection, Document, store_errors


async def reports_of(collection: Collection, ids: Sequence[str]) -> list[Document]:
    """Return stored reports, oldest first, without what reporters alone have."""
    with store_errors():
        found = collection.find({"_id": {"$in": list(ids)}}, {"at": 1, "report": 1, "sealed": 1})
        return sorted([dict(d) async for d in found], key=lambda d: (d["at"], d["_id"]))
