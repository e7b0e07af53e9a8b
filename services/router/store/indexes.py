"""An index for every query that a handler or a tick makes."""

from pymongo import ASCENDING, IndexModel

from shared.mongo import COLLECTIONS, stamped

PLACED = {"$gt": ""}
"""What the places of a case are, so that the index of `slots`, which holds no others, can serve a query."""


def _on(*fields: str) -> IndexModel:
    return IndexModel([(field, ASCENDING) for field in fields])


INDEXES = {
    COLLECTIONS.cases: (
        _on("members.report"),
        _on("number"),
        _on("near"),
        IndexModel([("slots", ASCENDING)], unique=True, partialFilterExpression={"slots": PLACED}),
        _on("heard"),
        _on("escalations.id"),
        _on("escalations.authority"),
        _on("next_due"),
        _on("informed", "opened_at"),
        stamped("outbox"),
    ),
    COLLECTIONS.catalogue: (_on("key"), _on("start"), _on("start_bare"), _on("start_title"), _on("near")),
    COLLECTIONS.reports: (_on("at"),),
    COLLECTIONS.answers: (_on("at"),),
    COLLECTIONS.rulings: (_on("at"),),
}
"""What intake writes, the sweep reads by time; an index that exists is left alone."""
