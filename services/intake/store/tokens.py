"""The `tokens` collection: authorities' tokens, kept as HMACs only."""

from datetime import datetime

from pymongo import ASCENDING, IndexModel

from services.intake.token import Token
from shared.mongo import COLLECTIONS, Database, from_document, store_errors, to_document

INDEXES = {
    COLLECTIONS.tokens: (
        IndexModel([("mark", ASCENDING)], unique=True),
        IndexModel([("authority", ASCENDING), ("label", ASCENDING)]),
    ),
}


class MongoTokens:
    """Tokens as they are stored."""

    def __init__(self, database: Database) -> None:
        self._tokens = database[COLLECTIONS.tokens]

    async def insert(self, token: Token, mark: bytes) -> None:
        """Store a new token by its mark."""
        with store_errors():
            await self._tokens.insert_one(to_document(token) | {"mark": mark})

    async def by_mark(self, mark: bytes) -> Token | None:
        """Return the token with this mark, unless it was revoked."""
        with store_errors():
            found = await self._tokens.find_one({"mark": mark, "revoked_at": None})
        return from_document(Token, found) if found else None

    async def by_id(self, id_: str) -> Token | None:
        """Return the token of this id, unless it was revoked."""
        with store_errors():
            found = await self._tokens.find_one({"_id": id_, "revoked_at": None})
        return from_document(Token, found) if found else None

    async def revoke(self, authority: str, label: str, at: datetime) -> int:
        """Revoke an authority's tokens of a label; return how many there were."""
        wanted = {"authority": authority, "label": label, "revoked_at": None}
        with store_errors():
            return int((await self._tokens.update_many(wanted, {"$set": {"revoked_at": at}})).modified_count)
