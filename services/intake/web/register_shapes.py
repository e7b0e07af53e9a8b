"""What the API answers with of the public register."""

from datetime import datetime

from services.intake.web.shapes import Shape
from shared.case import CaseState, Relation
from shared.taxonomy import Outcome, Problem, Severity, Track


class Division(Shape):
    """An administrative division (GB/T 2260)."""

    code: str
    name: str


class OtherCase(Shape):
    """Another case, by its number and its permanent address."""

    number: str
    link: str


class RelatedCase(OtherCase):
    """Another case, and what it is to this one."""

    relation: Relation


class PublicCase(Shape):
    """A case in the public register: no person, no unit, and no word of a reporter's.

    `standard` and `key`, which all editions share, are null where the standard is not known yet, or is an
    enterprise's own. `units` counts those who said who they are. A merged case names the one it is part of.
    """

    number: str
    standard: str | None
    key: str | None
    clause: str | None
    problem: Problem
    severity: Severity
    track: Track
    state: CaseState
    outcome: Outcome | None
    region: Division
    reports: int
    units: int
    regions: int
    summary: str | None
    opened_at: datetime
    updated_at: datetime
    merged_into: OtherCase | None
    related: list[RelatedCase]
    link: str


class PublicCasePage(Shape):
    """One page of the register; `next` is the cursor of the page after it, null at the end.

    A page may hold fewer than were asked for and still have a next.
    """

    cases: list[PublicCase]
    next: str | None
