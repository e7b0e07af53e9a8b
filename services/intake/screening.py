"""Screening: the list of cases that wait for a person, oldest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from services.intake.escalation_list import Place, limit_of
from shared.case import Classification, Screening


class Waiting(NamedTuple):
    """One case that waits for a person."""

    id: str
    number: str
    standard: str | None
    clause: str | None
    region: str
    classification: Classification
    screening: Screening
    reports: int


class WaitingPage(NamedTuple):
    """One page of the list, and the place from which the next goes on, None at the end."""

    items: Sequence[Waiting]
    end: Place | None


class Wanted(NamedTuple):
    """From where on, and how many."""

    after: Place | None
    limit: int


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """Read what is wanted out of an address's query. Unfit names what does not fit."""
    after = Place.of(query["cursor"]) if query.get("cursor") else None
    return Wanted(after, limit_of(query))


def place_of(waiting: Waiting) -> Place:
    """Return where a case stands in the list."""
    since: datetime = waiting.screening.since
    return Place(since, waiting.id)
