"""Joining: "me too" about a known problem is a report of its own, without a text of its own. Pure."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.declined import NotThere, TooLate
from services.intake.register.entry import has_public_standard, outcome_of, public_clause
from shared.case import ENDED, Case
from shared.report import Report, Reporter
from shared.taxonomy import NAMES, Problem
from shared.text import Language, Text


class Supporter(BaseModel):
    """Who has met the same problem, and where."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    region: Annotated[str, Field(pattern=r"^[1-9]\d{5}$")]
    danger: bool = False
    reporter: Reporter
    share_identity: bool = False
    language: Language = "zh-CN"


def joinable(case: Case | None) -> Case:
    """Return the case if one can join it. NotThere when there is none, TooLate when it has ended."""
    if case is None:
        raise NotThere(NO_CASE)
    if case.state in ENDED:
        outcome = outcome_of(case)
        raise TooLate(HAS_ENDED.with_(number=case.number, outcome=NAMES[outcome]) if outcome else UNANSWERED)
    return case


def report_of(case: Case, supporter: Supporter) -> Report:
    """Return the report that a supporter makes: the case's standard, clause and problem, and our words.

    What another reporter wrote where a standard or a clause belongs is not repeated.
    """
    standard = case.standard if has_public_standard(case) else None
    return Report(
        standard=standard,
        clause=public_clause(case.clause) if standard else None,
        # A report names a standard or says that one is missing; which case it belongs to, `joins` says.
        problem=case.classification.problem if standard else Problem.GAP,
        joins=case.number,
        description=SAID.with_(number=case.number).in_(supporter.language),
        **{name: getattr(supporter, name) for name in Supporter.model_fields},
    )


SAID = Text(
    zh="我也遇到了案件 {number} 所反映的问题。（通过“我也遇到”提交，没有另写描述。）",
    en="I have met the problem of case {number} as well. (Sent by “Me too”, without a description.)",
)
NO_CASE = Text(
    zh="没有这个案号。请核对，或在 /cases 按标准查找。",
    en="There is no case of this number. Check it, or look for the standard at /cases.",
)
HAS_ENDED = Text(
    zh="案件 {number} 已经办结：{outcome}。若问题仍然存在，请在首页（/）或 POST /v1/reports 另写一件反馈。",
    en="Case {number} has been answered: {outcome}. If the problem is still there, write a new report on the "
    "first page (/) or by POST /v1/reports.",
)
UNANSWERED = Text(
    zh="这个案件已经结束：各级机构都没有在期限内答复。若问题仍然存在，请在首页（/）或 POST /v1/reports 另写一"
    "件反馈。",
    en="This case has ended: no authority answered in time. If the problem is still there, write a new "
    "report on the first page (/) or by POST /v1/reports.",
)
