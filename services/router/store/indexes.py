"""An index for every query that a handler or a tick makes."""

from pymongo import ASCENDING, IndexModel

from shared.mongo import COLLECTIONS, stamped


def _on(*fields: str) -> IndexModel:
    return IndexModel([(field, ASCENDING) for field in fields])


INDEXES = {
    COLLECTIONS.cases: (
        _on("reports"),
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
}
"""Reports and answers are intake's; the sweep reads them by time, and an index that exists is left alone."""
