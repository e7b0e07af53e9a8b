"""A person sets what the channel made of a report, which is judged again and goes the way it should have."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from services.router.case.addressees import Addressees, addressees, matter_of_case
from services.router.case.asking import above, name_of, put
from services.router.case.climbing import pass_on
from services.router.case.joining import anew, sooner
from services.router.case.noticing import noticed
from services.router.case.opening import named
from services.router.case.record import Step, noted, replaced
from services.router.case.withdrawing import withdrawn
from services.router.directory import Assignment
from services.router.policy import Policy
from shared.case import ENDED, WAITING, Case, CaseState, Classification, EscalationState, Role
from shared.report import AcceptedReport, Report
from shared.ruling import OPERATOR, Correction, Ruling
from shared.taxonomy import NAMES, graver
from shared.text import Text, joined

CONFIRMED = Text(
    zh="{body}已核查，认为分类无误。{words}", en="The {body} has looked at it and finds it right. {words}"
)
CORRECTED = Text(
    zh="{body}更正：{fields}。理由：{words}", en="The {body} corrected: {fields}. The reason: {words}"
)
FIELD = Text(zh="{name}由“{before}”改为“{after}”", en="{name} from “{before}” to “{after}”")
NONE = Text(zh="无", en="none")
FIELDS = {
    "standard": Text(zh="标准", en="standard"),
    "clause": Text(zh="条款", en="clause"),
    "region": Text(zh="地区", en="region"),
    "track": Text(zh="办理途径", en="track"),
    "problem": Text(zh="问题类别", en="kind"),
    "severity": Text(zh="程度", en="severity"),
    "summary": Text(zh="公开摘要", en="public summary"),
}
LEFT_IT = Text(
    zh="{body}此前未答复或认为不属于其职责。", en="The {body} did not answer before, or returned the matter."
)
PASSED_ON = frozenset({EscalationState.RAISED, EscalationState.RETURNED})
CHANNEL_OPERATOR = Text(zh="运行方", en="operator of the channel")
WRONGLY_ASKED = Text(
    zh="分类已更正，此事不属于其职责。", en="the classification was corrected, and it is not theirs."
)


def ruler(ruling: Ruling, policy: Policy) -> Text:
    """Return the name of whoever ruled."""
    return CHANNEL_OPERATOR if ruling.by == OPERATOR else name_of(ruling.by, policy.directory)


def confirm(case: Case, ruling: Ruling, policy: Policy) -> Step:
    """Note that a person has looked, and that all is right."""
    sure = case.classification.model_copy(update={"screen": ()})
    text = CONFIRMED.with_(body=ruler(ruling, policy), words=ruling.because)
    case = case.model_copy(update={"screening": None, "classification": sure})
    return noted(case, "confirmed", text, ruling.at, by=ruling.by), ()


def correct(case: Case, ruling: Ruling, founder: AcceptedReport, policy: Policy, now: datetime) -> Step:
    """Set what a person set, judge the rest again, withdraw what was wrongly asked, and ask who should be.

    `founder` is the report that the case began with. Raises UnknownRegion.
    """
    said = ruling.correction or Correction()
    body = ruler(ruling, policy)
    report = corrected(founder.report, case, said)
    made = reclassified(case, report, said, policy)
    text = CORRECTED.with_(body=body, fields=joined(*_fields(case, said)), words=ruling.because)
    made = made.model_copy(update={"because": (text, *made.because)})
    before = case
    update = named(founder.model_copy(update={"report": report}), made, policy)
    update |= {"region": report.region, "classification": made, "screening": None}
    update |= {"summary": said.summary or case.summary}
    case = noted(case.model_copy(update=update), "corrected", text, ruling.at, by=ruling.by)
    return rerouted(before, case, policy, now)


def corrected(report: Report, case: Case, said: Correction) -> Report:
    """Return the report that a case began with, as a person says that it should have been read."""
    return report.model_copy(
        update={
            "standard": said.standard or case.standard,
            "clause": said.clause or case.clause,
            "region": said.region or case.region,
            "problem": said.problem or case.classification.problem,
        }
    )


def reclassified(case: Case, report: Report, said: Correction, policy: Policy) -> Classification:
    """Judge again what follows from what a person set; what nobody set stays."""
    before = case.classification
    track = said.track or before.track
    every = policy.classifier.classify(report)
    judged = next((made for made in every if made.track is track), every[0])
    stays = not (said.problem or said.track or said.standard or said.clause or said.region)
    confidence = before.confidence.model_copy(
        update={name: 1.0 for name in ("track", "problem", "severity") if getattr(said, name)}
    )
    return before.model_copy(
        update={
            "track": track,
            "problem": said.problem or before.problem,
            "severity": said.severity or (before.severity if stays else judged.severity),
            "because": before.because if stays else judged.because,
            "rules": before.rules if stays else judged.rules,
            "confidence": confidence,
            "screen": (),
        }
    )


def rerouted(before: Case, case: Case, policy: Policy, now: datetime) -> Step:
    """Put a corrected case to whom it concerns now; an answered one stays answered."""
    if case.state in ENDED - {CaseState.UNANSWERED}:
        return case, ()
    asked = addressees(matter_of_case(case, policy), policy.directory)
    was = addressees(matter_of_case(before, policy), policy.directory)
    step: Step = case, ()
    if not _ids(was.asked) <= _ids(asked.asked):
        step = withdrawn(case, _rightly_asked(case, was, asked, policy), WRONGLY_ASKED, policy, now)
    case = put(_clocks(before, step[0], policy, now), asked, policy, now)
    waited_for = any(e.state in WAITING for e in case.escalations)
    if case.state is CaseState.UNANSWERED and waited_for:
        case = case.model_copy(update={"state": CaseState.ASKED})
    case, told = noticed(case, policy, now)
    if case.state not in ENDED and not waited_for:  # whom it concerns now has left it before
        last = next(e for e in reversed(case.escalations) if e.authority in _ids(asked.asked))
        reason = LEFT_IT.with_(body=name_of(last.authority, policy.directory))
        case, told = pass_on(case, last, reason, policy, now)
    return case, (*step[1], *told)


def _rightly_asked(case: Case, was: Addressees, asked: Addressees, policy: Policy) -> set[str]:
    """Return whom a case concerns still: its addressees, and those who stand in for one that has left it.

    These are whoever a setter named in its own place, and whoever is above a body that was silent or returned
    the matter: without them nobody would go on.
    """
    kept = _ids(asked.asked)
    if _ids(one for one in was.asked if one[0] is Role.SETTER) <= kept:
        kept |= {e.authority for e in case.escalations if e.role is Role.SETTER}
    left = {e.authority for e in case.escalations if e.authority in kept and e.state in PASSED_ON}
    return kept | {rung for body in left for rung in above(case, body, policy.directory)}


def _ids(asked: Iterable[tuple[Role, Assignment]]) -> set[str]:
    """Return the ids of those who are asked."""
    return {assigned.authority.id for _, assigned in asked}


def _clocks(before: Case, case: Case, policy: Policy, now: datetime) -> Case:
    """Give those that stay asked the clock of what the case is now."""
    was, made = before.classification, case.classification
    if (was.track, was.severity) == (made.track, made.severity):
        return case
    for escalation in case.escalations:
        if escalation.state in WAITING:
            milder = graver(was.severity, made.severity)
            clock = (anew if milder else sooner)(escalation, made, policy, now)
            urgent = now if escalation.told_at else escalation.notice_at
            case = replaced(case, escalation, severity=made.severity, notice_at=urgent, **clock)
    return case


def _fields(case: Case, said: Correction) -> Iterator[Text]:
    """Yield each field that was set, with what it was and what it is."""
    made = case.classification
    before: dict[str, StrEnum | str | None] = {
        "standard": case.standard,
        "clause": case.clause,
        "region": case.region,
        "track": made.track,
        "problem": made.problem,
        "severity": made.severity,
        "summary": case.summary,
    }
    for position, (name, value) in enumerate(said.model_dump(exclude_none=True).items()):
        field = FIELD.with_(name=FIELDS[name], before=_shown(before[name]), after=_shown(value))
        yield Text(zh=f"；{field.zh}", en=f"; {field.en}") if position else field


def _shown(value: StrEnum | str | None) -> Text:
    if isinstance(value, StrEnum):
        return NAMES[value]
    return Text(zh=value, en=value) if value else NONE
