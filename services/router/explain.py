"""`explain`: what would happen to a report, and why, without doing it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson
from pydantic import ValidationError

from services.router.case import open_case
from services.router.case.addressees import addressees, matter_of_case
from services.router.classify import NOBODYS
from services.router.directory import Assignment
from services.router.policy import Policy
from shared.case import Classification, Escalation
from shared.region import UnknownRegion
from shared.report import AcceptedReport, Report
from shared.text import Text

NOT_A_REPORT = Text(
    zh="第 {line} 行不是一份报告：{faults} 请改正该行后重试；每行为一个 JSON 对象，字段见 /openapi.json。",
    en="Line {line} is not a report: {faults} Mend that line and try again; each line is one JSON object "
    "with the fields of /openapi.json.",
)


def explain(report: Report, policy: Policy, now: datetime) -> dict[str, Any]:
    """Return the contract's explanation of one report, for its principal track. Raises UnknownRegion.

    Beyond the contract: `confidence`, the ids of the `rules` that spoke, and `screen`, why a person should
    look; `informed`, who is told by digest; of each escalation the `route` (file and line) that decided, and
    the `ladder` of ids that silence climbs; and `also`, the same for each further track of the report.
    """
    accepted = AcceptedReport(id=NOBODYS, at=now, report=report)
    first, *others = (_of(made, accepted, policy, now) for made in policy.classifier.classify(report))
    return first | {"also": others}


def _of(made: Classification, accepted: AcceptedReport, policy: Policy, now: datetime) -> dict[str, Any]:
    case, _ = open_case(accepted, made, policy, now)
    asked, informed = addressees(matter_of_case(case, policy), policy.directory)
    assigned = {one.authority.id: one for _, one in asked}
    return {
        "standard": case.standard,
        "track": made.track,
        "problem": made.problem,
        "severity": made.severity,
        "because": [reason.both for reason in made.because],
        "confidence": made.confidence.model_dump(),
        "rules": made.rules,
        "screen": [reason.both for reason in made.screen],
        "escalations": [
            _escalation(escalation, assigned[escalation.authority], policy) for escalation in case.escalations
        ],
        "informed": [
            {"authority": one.authority.id, "name": one.authority.name.both, "because": one.because.both}
            for one in informed
        ],
    }


def _escalation(escalation: Escalation, assigned: Assignment, policy: Policy) -> dict[str, Any]:
    return {
        "authority": escalation.authority,
        "name": policy.directory.authority(escalation.authority).name.both,
        "role": escalation.role,
        "reply_by": escalation.reply_by.isoformat(),
        "because": escalation.because.both,
        "route": assigned.decided_by,
        "ladder": policy.directory.ladder(escalation.authority)[1:],
    }


def explain_lines(lines: BinaryIO, out: BinaryIO, policy: Policy) -> int:
    """Explain each line of JSON on a line of JSON; returns 1 when any was no report, else 0."""
    code = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        answer = _answer(number, line, policy)
        code = 1 if "error" in answer else code
        out.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
        out.flush()
    return code


def _answer(number: int, line: bytes, policy: Policy) -> Mapping[str, Any]:
    try:
        return explain(Report.model_validate_json(line), policy, datetime.now(UTC))
    except UnknownRegion as unknown:
        faults = unknown.text
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        listed = "; ".join(f"{_place(fault['loc'])}{fault['msg']}" for fault in found)
        faults = Text(zh=listed, en=listed)
    return {"line": number, "error": NOT_A_REPORT.with_(line=number, faults=faults).both}


def _place(loc: tuple[int | str, ...]) -> str:
    return f"{'.'.join(map(str, loc))}: " if loc else ""
