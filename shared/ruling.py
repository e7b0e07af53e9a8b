"""Ruling: what a person decided about a case, by whom and why."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.taxonomy import Problem, Severity, Track


class Ruled(StrEnum):
    """The four things that a person can decide about a case."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    MERGED = "merged"
    SPLIT = "split"


class Correction(BaseModel):
    """What a person sets of a case; None leaves a field as it is. `summary` is for the public register."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    standard: str | None = None
    clause: str | None = None
    region: str | None = None
    track: Track | None = None
    problem: Problem | None = None
    severity: Severity | None = None
    summary: str | None = None


class Ruling(BaseModel):
    """One decision. `case` is the case's id; `by` the id of an authority, or OPERATOR.

    `correction` where it was corrected; `into` is the id of the case that it became part of; `reports` are
    the ids of those that were taken out of it, to be a case of their own.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    case: str
    by: str
    ruled: Ruled
    because: str
    correction: Correction | None = None
    into: str | None = None
    reports: tuple[str, ...] = ()


OPERATOR = "operator"
"""Who ruled, where it was whoever runs the channel."""
