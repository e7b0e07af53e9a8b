"""Cases as they may stand in the store, put together without the router; each shows what is interesting."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.case import (
    Case,
    Classification,
    Confidence,
    Escalation,
    Happening,
    Link,
    Member,
    Relation,
    Role,
    Screening,
)
from shared.ids import case_number, derived_id, new_id
from shared.report import AcceptedReport
from shared.standard import StandardRef
from shared.taxonomy import Problem, Severity, Track
from shared.text import Text
from tests.builders import NOW

BECAUSE = Text(zh="第 5.1 条有两种理解", en="clause 5.1 can be read in two ways")
OPENED = Text(zh="收到报告。", en="The report was received.")
UNSURE = Text(zh="问题类型的把握不足", en="the kind of problem is not sure enough")
OF_SHENZHEN = "440300"


def a_member(accepted: AcceptedReport, **fields: Any) -> Member:
    report = accepted.report
    whole = {
        "report": accepted.id,
        "track": Track.IMPLEMENTATION,
        "at": accepted.at,
        "region": report.region,
        "kind": report.reporter.kind,
    }
    return Member.model_validate(whole | fields)


def an_escalation(authority: str, role: Role, severity: Severity, at: datetime = NOW) -> Escalation:
    return Escalation(
        id=new_id(),
        authority=authority,
        role=role,
        severity=severity,
        because=BECAUSE,
        opened_at=at,
        reply_by=at + timedelta(days=30),
        clock=Text(zh="20 个工作日", en="20 working days"),
    )


def a_seeded_case(reports: Sequence[AcceptedReport], **fields: Any) -> Case:
    """A case put to the SAC; one of danger is critical, and put to Shenzhen too."""
    first = reports[0].report
    severity = Severity.CRITICAL if first.danger else Severity.ORDINARY
    escalations = [an_escalation("sac", Role.SETTER, severity)]
    if first.danger:
        escalations.append(an_escalation(OF_SHENZHEN, Role.SUPERIOR, severity))
    id_ = derived_id("case", reports[0].id)
    case = Case(
        id=id_,
        number=case_number(id_, NOW.year),
        standard=first.standard,
        key=StandardRef.parse(first.standard).key if first.standard else None,
        clause=first.clause,
        region=first.region,
        members=tuple(map(a_member, reports)),
        classification=Classification(
            track=Track.IMPLEMENTATION,
            problem=Problem.AMBIGUOUS,
            severity=severity,
            because=(BECAUSE,),
            confidence=Confidence(problem=0.42),
        ),
        escalations=tuple(escalations),
        history=(Happening(at=NOW, what="opened", by="channel", text=OPENED),),
        opened_at=NOW,
    )
    return case.model_copy(update=fields)


def screened_by(authority: str, *, since: datetime = NOW) -> Screening:
    return Screening(authority=authority, since=since, why=(UNSURE,))


def merged_into(case: Case) -> Link:
    return Link(relation=Relation.MERGED_INTO, case=case.id, number=case.number, at=NOW)
