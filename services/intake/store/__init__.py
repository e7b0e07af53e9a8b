"""Intake's collections in MongoDB: what reporters and authorities say, and the standards they cite."""

from collections.abc import Iterable

from pymongo import IndexModel

from services.intake.store import authority, register, reports, standards
from shared.mongo import Indexes


def _together(*parts: Indexes) -> Indexes:
    found: dict[str, list[IndexModel]] = {}
    pairs: Iterable[tuple[str, Iterable[IndexModel]]] = (pair for part in parts for pair in part.items())
    for collection, models in pairs:
        found.setdefault(collection, []).extend(models)
    return found


INDEXES = _together(reports.INDEXES, authority.INDEXES, standards.INDEXES, register.INDEXES)
SOURCES = (reports.SOURCE, *authority.SOURCES)

__all__ = ["INDEXES", "SOURCES"]
