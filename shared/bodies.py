"""Committees and associations that the operator has imported: how a service comes to know them."""

from shared.authorities import Authorities
from shared.authority import Authority
from shared.mongo import COLLECTIONS, Database, from_document, store_errors

REFRESHED_EVERY = 5.0
"""Seconds after which every service knows an imported body at the latest."""


async def imported_bodies(database: Database) -> tuple[Authority, ...]:
    """Return every imported body; they are a few thousand at most."""
    with store_errors():
        found = database[COLLECTIONS.bodies].find({}).sort("_id", 1)
        return tuple([from_document(Authority, document) async for document in found])


async def know_imported(authorities: Authorities, database: Database) -> None:
    """Make the imported bodies known to a service's table of authorities; for a tick."""
    authorities.admit(await imported_bodies(database))
