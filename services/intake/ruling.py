"""Ruling: what a person may decide about a case, and when it says anything new."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, Field

from services.intake.declined import FIELDS, TooLate, Unfit
from shared.case import Case, CaseState, Classification
from shared.catalogue import read_or_none
from shared.ids import derived_id
from shared.region import Region
from shared.report import Line, Words
from shared.ruling import Correction, Ruled, Ruling
from shared.taxonomy import Problem, Severity, Track
from shared.text import Text

UNDER_WAY = timedelta(minutes=10)
"""After this a ruling that no case has heard is waited for no longer: the case had changed before it came."""

BECAUSE_MIN, BECAUSE_MAX = 5, 2_000  # characters
SUMMARY_MAX = 300  # characters

Because = Annotated[Words, Field(min_length=BECAUSE_MIN, max_length=BECAUSE_MAX)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class ConfirmBody(_Body):
    """A person has looked, and it is right as it is."""

    because: Annotated[Words, Field(max_length=BECAUSE_MAX)] | None = None


class CorrectBody(_Body):
    """What is to be otherwise, and why; what is left out stays. An unreadable standard is kept as typed."""

    standard: Annotated[Line, Field(min_length=1, max_length=300)] | None = None
    clause: Annotated[Line, Field(min_length=1, max_length=100)] | None = None
    region: Annotated[Line, Field(min_length=1, max_length=20)] | None = None
    track: Track | None = None
    problem: Problem | None = None
    severity: Severity | None = None
    summary: Annotated[Line, Field(min_length=1, max_length=SUMMARY_MAX)] | None = None
    because: Because


class MergeBody(_Body):
    """The public number of the case that this one is a part of, and why."""

    into: Annotated[Line, Field(min_length=1, max_length=40)]
    because: Because


class SplitBody(_Body):
    """The ids of the reports that are about something else, and why."""

    reports: list[str]
    because: Because


class Decision(BaseModel):
    """What somebody wants to decide; the fields are those of a Ruling."""

    model_config = ConfigDict(frozen=True)

    ruled: Ruled
    because: str = ""
    correction: Correction | None = None
    into: str | None = None
    reports: tuple[str, ...] = ()


class Before(BaseModel):
    """How a case stood when a person ruled on it; `reports` are those that were shown, the newest."""

    model_config = ConfigDict(frozen=True)

    standard: str | None
    clause: str | None
    region: str
    classification: Classification
    reports: tuple[str, ...]


class Places(Protocol):
    """What is asked of the table of regions."""

    def __contains__(self, code: object) -> bool:
        """Say whether there is, or was, such a place."""

    def get(self, code: str) -> Region:
        """Return the place, or the one that took its place."""


def correction_in(body: CorrectBody, places: Places) -> Correction:
    """Return what a body sets. Unfit when its region is none."""
    correction = Correction.model_validate(body.model_dump(exclude={"because"}))
    if correction.region is None:
        return correction
    if correction.region not in places:
        raise Unfit(FIELDS, [("region", _NO_REGION)])
    return correction.model_copy(update={"region": places.get(correction.region).code})


def rule(
    case: Case, wanted: Decision, *, by: str, before: Sequence[Ruling], pending: bool, at: datetime
) -> Ruling:
    """Return the ruling to store, or the last one again where this says nothing else.

    `before` are the rulings on the case in their order; `pending` says that the last is not yet carried out.
    TooLate when the case became part of another; Unfit when nothing would change.
    """
    last = before[-1] if before else None
    if last and last.by == by and _same(last, wanted, case) and (pending or _holds(last, case)):
        return last
    if case.state is CaseState.MERGED:
        into = case.merged_into
        raise TooLate(_MERGED.with_(into=into.number if into else case.number))
    if pending and last and last.ruled is Ruled.MERGED:
        raise TooLate(_BEING_MERGED)
    fitting = _fitting(wanted, case)
    content = fitting.model_dump_json()
    id_ = derived_id("ruling", case.id, str(len(before)), by, content)
    return Ruling(id=id_, at=at, case=case.id, by=by, **dict(fitting))


def is_pending(ruling: Ruling, heard: Container[str], now: datetime) -> bool:
    """Say whether a ruling is still to be carried out; `heard` are the ids of those that were."""
    return ruling.id not in heard and now - ruling.at < UNDER_WAY


def before_ruling(case: Case, shown: int) -> Before:
    """Return what a ruling was made upon."""
    return Before(
        standard=case.standard,
        clause=case.clause,
        region=case.region,
        classification=case.classification,
        reports=case.reports[-shown:],
    )


def as_ruled(before: Before, correction: Correction | None) -> dict[str, str | None]:
    """Return the fields of a case as a ruling leaves them."""
    changed = {k: v for k, v in set_by(correction).items() if k != "summary"} if correction else {}
    return {**fields_of(before), **changed}


def fields_of(case: Case | Before) -> dict[str, str | None]:
    """Return the fields of a case that a person may set, apart from its summary."""
    made = case.classification
    placed = {"standard": case.standard, "clause": case.clause, "region": case.region}
    return {**placed, "track": made.track, "problem": made.problem, "severity": made.severity}


def set_by(correction: Correction) -> Mapping[str, str]:
    """Return the fields that a correction sets, in the order of its model."""
    return correction.model_dump(exclude_none=True)


def _fitting(wanted: Decision, case: Case) -> Decision:
    """Return the decision without what is so already, its reports in the case's order."""
    if wanted.correction is not None:
        correction = _changing(wanted.correction, case)
        if not set_by(correction):
            raise Unfit(_NO_CHANGE, [("problem", _NO_CHANGE)])
        return wanted.model_copy(update={"correction": correction})
    if wanted.ruled is Ruled.SPLIT:
        chosen = set(wanted.reports)
        if not chosen or not chosen < set(case.reports):
            raise Unfit(FIELDS, [("reports", _NOT_SOME)])
        return wanted.model_copy(update={"reports": tuple(r for r in case.reports if r in chosen)})
    return wanted


def _changing(correction: Correction, case: Case) -> Correction:
    now = {**fields_of(case), "summary": case.summary}
    kept = {k: v for k, v in set_by(correction).items() if not _equal(k, v, now[k])}
    return Correction.model_validate(kept)


def _equal(field: str, one: str | None, other: str | None) -> bool:
    if field == "standard" and (ref := read_or_none(one)) and (known := read_or_none(other)):
        return str(ref) == str(known)
    return one == other


def _same(last: Ruling, wanted: Decision, case: Case) -> bool:
    """Say whether a decision says what the last ruling said; of a correction, what is so already counts."""
    if (last.ruled, last.because, last.into) != (wanted.ruled, wanted.because, wanted.into):
        return False
    if wanted.correction is None or last.correction is None:
        return set(last.reports) == set(wanted.reports)
    said, says = set_by(last.correction), set_by(wanted.correction)
    new = set_by(_changing(wanted.correction, case))
    return said.items() <= says.items() and new.items() <= said.items()


def _holds(last: Ruling, case: Case) -> bool:
    """Say whether what was ruled is still so, now that it was carried out."""
    match last.ruled:
        case Ruled.CONFIRMED:
            return case.screening is None
        case Ruled.CORRECTED:
            return last.correction is None or not set_by(_changing(last.correction, case))
        case Ruled.MERGED:
            return case.merged_into is not None and case.merged_into.case == last.into
        case Ruled.SPLIT:
            return not set(last.reports) & set(case.reports)


_NO_REGION = Text(
    zh="没有这个行政区划代码。请填写六位代码（GB/T 2260），例如 440305。",
    en="There is no region with this code. Give the six digits of GB/T 2260, such as 440305.",
)
_NO_CHANGE = Text(
    zh="所填内容与案件现状相同，没有可更正的。若判断无误，请用“确认”。",
    en="This is how the case stands already, so there is nothing to correct. If it is right, confirm it.",
)
_NOT_SOME = Text(
    zh="请至少选择一份反馈，但不能全选；只能选择本案的反馈。",
    en="Choose at least one report, but not all of them, and only reports of this case.",
)
_MERGED = Text(
    zh="本案已并入 {into}，请到该案处理。",
    en="This case has become part of {into}; rule on that one.",
)
_BEING_MERGED = Text(
    zh="本案正在并入另一案，请稍后到那一案处理。",
    en="This case is just becoming part of another; rule on that one in a moment.",
)
