"""Two cases become one, or one becomes two, because a person says so. Both sets of reporters are told."""

from collections.abc import Sequence
from datetime import datetime

from services.router.case.correcting import ruler
from services.router.case.hearing import told_late
from services.router.case.joining import grown
from services.router.case.noticing import noticed
from services.router.case.opening import member_of, opened
from services.router.case.record import Step, linked, noted
from services.router.case.withdrawing import withdrawn
from services.router.policy import Policy
from shared.case import ENDED, Case, CaseState, Classification, Escalation, Member, Relation
from shared.events import CaseRegrouped
from shared.report import AcceptedReport
from shared.ruling import Ruling
from shared.text import Text

MERGED = Text(
    zh="{body}认为案件 {gone} 与案件 {into} 是同一问题，合并为 {into} 办理。{words}",
    en="The {body} finds that cases {gone} and {into} are the same problem; they go on as {into}. {words}",
)
SPLIT = Text(
    zh="{body}认为案件 {old} 中的 {count} 份反馈是另一问题，另立案件 {new} 办理。{words}",
    en="The {body} finds that {count} of the reports of case {old} are another problem, which goes on as "
    "{new}. {words}",
)
PART_OF = Text(zh="已并入案件 {into}。", en="it has become part of case {into}.")


def take_in(into: Case, gone: Case, ruling: Ruling, policy: Policy, now: datetime) -> Step:
    """Take another case's reports into this one, so far as that was not done before."""
    known = {(member.report, member.track) for member in into.members}
    new = tuple(m for m in gone.members if (m.report, m.track) not in known)
    again = any(link.ruling == ruling.id for link in into.links)
    if again and not new:
        return into, ()
    text = merged_words(into, gone, ruling, policy)
    before = into.reports
    case = into.model_copy(update={"members": (*into.members, *new)})
    if not again:  # what joined the other case between two tries is taken in by the second
        case = noted(
            _linked(case, Relation.MERGED_FROM, gone, ruling, now), "merged", text, now, by=ruling.by
        )
    arrived = tuple(dict.fromkeys(member.report for member in new))
    told = (
        *_regrouped(case, gone, Relation.MERGED_FROM, ruling, text, before),
        *_regrouped(case, gone, Relation.MERGED_INTO, ruling, text, arrived),
    )
    if case.state in ENDED:
        return case, (*told, *told_late(case, arrived))
    case, facts = noticed(grown(case, gone.classification, policy, now), policy, now)
    return case, (*told, *facts)


def give_up(gone: Case, into: Case, ruling: Ruling, policy: Policy, now: datetime) -> Step:
    """End a case that became part of another; whoever was asked about it is spared."""
    text = merged_words(into, gone, ruling, policy)
    case = noted(_linked(gone, Relation.MERGED_INTO, into, ruling, now), "merged", text, now, by=ruling.by)
    case, facts = withdrawn(case, (), PART_OF.with_(into=into.number), policy, now)
    return case.model_copy(update={"state": CaseState.MERGED, "screening": None}), facts


def merged_words(into: Case, gone: Case, ruling: Ruling, policy: Policy) -> Text:
    """Return the sentence about a merger."""
    body = ruler(ruling, policy)
    return MERGED.with_(body=body, gone=gone.number, into=into.number, words=ruling.because)


def found(
    id_: str,
    old: Case,
    moved: Sequence[AcceptedReport],
    made: Classification,
    ruling: Ruling,
    policy: Policy,
    now: datetime,
) -> Step:
    """Open the case of reports that were taken out of another. Raises UnknownRegion."""
    members = tuple(_member(one, old) for one in moved)
    case = grown(opened(id_, moved[0], members, made, policy, now), made, policy, now)
    text = split_words(old, case, ruling, policy)
    case = noted(_linked(case, Relation.SPLIT_FROM, old, ruling, now), "split", text, now, by=ruling.by)
    case, facts = noticed(case, policy, now)
    return case, (*_regrouped(case, old, Relation.SPLIT_FROM, ruling, text, case.reports), *facts)


def let_go(old: Case, new: Case, ruling: Ruling, policy: Policy, now: datetime) -> Step:
    """Take reports out of a case, which another was opened for."""
    text = split_words(old, new, ruling, policy)
    rest = tuple(member for member in old.members if member.report not in ruling.reports)
    case = _linked(old, Relation.SPLIT_INTO, new, ruling, now).model_copy(update={"members": rest})
    escalations = tuple(_recounted(e, old.reports, case.reports) for e in old.escalations)
    case = noted(case.model_copy(update={"escalations": escalations}), "split", text, now, by=ruling.by)
    return case, _regrouped(case, new, Relation.SPLIT_INTO, ruling, text, case.reports)


def _recounted(escalation: Escalation, before: tuple[str, ...], rest: tuple[str, ...]) -> Escalation:
    """Count what a body was told of among what is left; where that is all, nothing more is told."""
    told = len(set(before[: escalation.told]) & set(rest))
    waits = escalation.notice_at if told < len(rest) else None
    return escalation.model_copy(update={"told": told, "notice_at": waits})


def split_words(old: Case, new: Case, ruling: Ruling, policy: Policy) -> Text:
    """Return the sentence about a split."""
    body, count = ruler(ruling, policy), len(ruling.reports)
    return SPLIT.with_(body=body, old=old.number, new=new.number, count=count, words=ruling.because)


def _member(accepted: AcceptedReport, old: Case) -> Member:
    known = next((member for member in old.members if member.report == accepted.id), None)
    return known or member_of(accepted, old.classification.track)


def _linked(case: Case, relation: Relation, other: Case, ruling: Ruling, now: datetime) -> Case:
    return linked(case, relation, other.id, other.number, now, ruling=ruling.id)


def _regrouped(
    case: Case, other: Case, relation: Relation, ruling: Ruling, because: Text, reports: tuple[str, ...]
) -> tuple[CaseRegrouped, ...]:
    fact = CaseRegrouped(
        case=case.id,
        number=case.number,
        other=other.number,
        relation=relation,
        ruling=ruling.id,
        standard=case.standard,
        because=because,
        reports=reports,
    )
    return fact.in_parts()
