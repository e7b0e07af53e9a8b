"""Entry: what the public register shows of a case. No person, no unit, and no word of a reporter's."""

import re
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.case import Case, CaseState, Escalation, Link, Relation, Role, volume
from shared.catalogue import read_or_none
from shared.standard import Level
from shared.taxonomy import Outcome, Problem, Severity, Track

_WORD = r"(?:附录|表|图|公式|第|注|annex|appendix|table|figure|clause|section|note) ?"
_ITEM = r"(?: ?[a-z]?\)| ?\([a-z0-9]\))?"
_POINT = rf"(?:[0-9]{{1,3}}|[A-Z]|[一二三四五六七八九十百零〇]{{1,5}})(?:\.[0-9]{{1,3}}){{0,6}}{_ITEM}"
_CLOSE = r" ?(?:条|款|节|章|项|段|表|图|注)"
_PLACE = rf"(?:{_WORD})*{_POINT}(?:{_CLOSE})*"
_BETWEEN = r"(?: ?[、,，;；/和及与至~～–-] ?| and | to | )"
_CLAUSE = re.compile(
    rf"{_PLACE}(?:{_BETWEEN}{_PLACE}|{_WORD}{_PLACE}){{0,5}}|整项标准|全文|whole", re.IGNORECASE
)
"""What a clause looks like. A reporter may write anything in its field, and anything else is not shown."""


class PublicFields(BaseModel):
    """What is shown of a case wherever it is shown; times are aware, the counts `shared.case.volume`'s.

    `standard` is None where it could not be read (it is then a reporter's words), where none was named, and
    where it is an enterprise's own, which would tell who reports; so is `key`, which all editions share.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    standard: str | None
    key: str | None
    clause: str | None
    problem: Problem
    severity: Severity
    track: Track
    state: CaseState
    outcome: Outcome | None
    reports: int
    units: int
    regions: int
    summary: str | None
    opened_at: datetime
    updated_at: datetime


class Entry(PublicFields):
    """A case in the register; `region` is the code of its place."""

    region: str
    links: tuple[Link, ...]

    @property
    def merged_into(self) -> Link | None:
        """The case that this one became part of, or None."""
        return next((link for link in self.links if link.relation is Relation.MERGED_INTO), None)


def entry_of(case: Case, updated_at: datetime) -> Entry:
    """Return what everybody may see of a case."""
    made, public, counted = case.classification, has_public_standard(case), volume(case.members)
    return Entry(
        number=case.number,
        standard=case.standard if public else None,
        key=case.key if public else None,
        clause=public_clause(case.clause),
        problem=made.problem,
        severity=made.severity,
        track=made.track,
        state=case.state,
        outcome=outcome_of(case),
        region=case.region,
        reports=counted.reports,
        units=counted.units,
        regions=counted.regions,
        summary=case.summary,
        links=case.links,
        opened_at=case.opened_at,
        updated_at=updated_at,
    )


def has_public_standard(case: Case) -> bool:
    """Say whether the case's standard was read, and is not an enterprise's own."""
    ref = read_or_none(case.standard) if case.key else None
    return ref is not None and ref.level is not Level.ENTERPRISE


def public_clause(written: str | None) -> str | None:
    """Return a clause that is nothing but one, or a few; None for any other words."""
    plain = written.strip() if written else ""
    return plain if _CLAUSE.fullmatch(plain) else None


def outcome_of(case: Case) -> Outcome | None:
    """Return the outcome that counts: the setter's, else the last one; None before any."""
    answered = [e for e in case.escalations if e.outcome]
    last: Escalation | None = max(
        answered, key=lambda e: (e.role is Role.SETTER, e.answered_at or e.opened_at), default=None
    )
    return last.outcome if last else None
