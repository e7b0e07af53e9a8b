"""Cases of the register: each builder shows the one interesting detail, and fills in the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.case import Case, Link, Relation
from shared.ids import case_number
from shared.standard import StandardRef
from shared.taxonomy import Problem, Severity, Track
from tests.public_pages import a_case, a_member

OPENED = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


def a_known(name: str = "c1", *, reports: int = 1, answered: bool = False, **fields: Any) -> Case:
    """A case by its name; `standard` is as one types it, `problem`, `severity` and `track` are its class."""
    case = a_case(*(f"{name}-r{n}" for n in range(reports)), answered=answered)
    words = ("problem", "severity", "track")
    made: dict[str, Any] = {word: fields.pop(word) for word in words if word in fields}
    if typed := fields.pop("standard", None):
        ref = StandardRef.parse(typed)
        fields = {"standard": str(ref), "key": ref.key, **fields}
    return case.model_copy(
        update={
            "id": name,
            "number": case_number(name, 2026),
            "classification": case.classification.model_copy(update=made),
            **fields,
        }
    )


def a_link(relation: Relation, other: Case) -> Link:
    """A link to another case."""
    return Link(relation=relation, case=other.id, number=other.number, at=OPENED + timedelta(days=2))


def merged(case: Case, into: Case) -> tuple[Case, Case]:
    """A case that has become part of another, and that other with all members."""
    gone = {"state": "merged", "links": (*case.links, a_link(Relation.MERGED_INTO, into))}
    grown = {
        "members": (*into.members, *case.members),
        "links": (*into.links, a_link(Relation.MERGED_FROM, case)),
    }
    return Case.model_validate({**case.model_dump(), **gone}), into.model_copy(update=grown)


def some_known() -> tuple[Case, ...]:
    """A few problems of one standard and of another, as a busy channel has them."""
    summary = "第 5.1 条的甲醛限值与 GB 31701—2015 表 1 不一致，企业无法同时满足。"
    units = tuple(a_member(f"c1-r{n}", unit=str(n % 5), region=f"44030{3 + n % 4}") for n in range(12))
    return (
        a_known("c1", summary=summary, members=units),
        a_known("c2", clause="6.2", problem=Problem.AMBIGUOUS, severity=Severity.ORDINARY),
        a_known("c3", clause="附录A", problem=Problem.EDITORIAL, severity=Severity.EDITORIAL, answered=True),
        a_known("c4", standard="GB/T 19001-2016", clause=None, track=Track.INTERPRETATION, reports=3),
    )


__all__ = ["OPENED", "a_known", "a_link", "a_member", "merged", "some_known"]
