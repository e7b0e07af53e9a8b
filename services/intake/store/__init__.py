"""Intake's collections in MongoDB: what reporters and authorities say, and the standards they cite."""

from services.intake.store import authority, reports, standards

INDEXES = {**reports.INDEXES, **authority.INDEXES, **standards.INDEXES}
SOURCES = (reports.SOURCE, *authority.SOURCES)

__all__ = ["INDEXES", "SOURCES"]
