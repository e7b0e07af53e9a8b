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
from shared.case import ENDED, Case, CaseState, Classification, Member, Relation
from shared.fact import Fact
from shared.regrouping import regrouped
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
    case = into.model_copy(update={"members": (*into.members, *new)})
    told: tuple[Fact, ...] = ()
    if not again:  # what joined the other case between two tries is taken in by the second
        text = merged_words(into, gone, ruling, policy)
        case, told = _linked(case, Relation.MERGED_FROM, gone, ruling, text, now, told=len(into.reports))
    if case.state in ENDED:
        return case, (*told, *told_late(case, tuple(dict.fromkeys(member.report for member in new))))
    case, facts = noticed(grown(case, gone.classification, policy, now), policy, now)
    return case, (*told, *facts)


def give_up(gone: Case, into: Case, ruling: Ruling, policy: Policy, now: datetime) -> Step:
    """End a case that became part of another; whoever was asked about it is spared."""
    text = merged_words(into, gone, ruling, policy)
    case, told = _linked(gone, Relation.MERGED_INTO, into, ruling, text, now, told=len(gone.reports))
    case, facts = withdrawn(case, (), PART_OF.with_(into=into.number), policy, now)
    return case.model_copy(update={"state": CaseState.MERGED, "screening": None}), (*told, *facts)


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
    case, told = _linked(case, Relation.SPLIT_FROM, old, ruling, text, now, told=len(case.reports))
    case, facts = noticed(case, policy, now)
    return case, (*told, *facts)


def let_go(old: Case, new: Case, ruling: Ruling, policy: Policy, now: datetime) -> Step:
    """Take reports out of a case, which another was opened for."""
    text = split_words(old, new, ruling, policy)
    rest = tuple(member for member in old.members if member.report not in ruling.reports)
    case = _recounted(old, old.model_copy(update={"members": rest}))
    return _linked(case, Relation.SPLIT_INTO, new, ruling, text, now, told=len(case.reports))


def _recounted(before: Case, case: Case) -> Case:
    """Count who was told of what among the reports that are left; where that is all, nothing more is told."""
    left = case.reports

    def still(told: int) -> int:
        return len(set(before.reports[:told]).intersection(left))

    links = tuple(link.model_copy(update={"told": still(link.told)}) for link in case.links)
    escalations = []
    for escalation in case.escalations:
        told = still(escalation.told)
        waits = escalation.notice_at if told < len(left) else None
        escalations.append(escalation.model_copy(update={"told": told, "notice_at": waits}))
    return case.model_copy(update={"links": links, "escalations": tuple(escalations)})


def split_words(old: Case, new: Case, ruling: Ruling, policy: Policy) -> Text:
    """Return the sentence about a split."""
    body, count = ruler(ruling, policy), len(ruling.reports)
    return SPLIT.with_(body=body, old=old.number, new=new.number, count=count, words=ruling.because)


def _member(accepted: AcceptedReport, old: Case) -> Member:
    known = next((member for member in old.members if member.report == accepted.id), None)
    return known or member_of(accepted, old.classification.track)


def _linked(
    case: Case, relation: Relation, other: Case, ruling: Ruling, because: Text, now: datetime, *, told: int
) -> Step:
    """Link a case to another as a person ruled, note why, and tell the first so many of its reports."""
    case = linked(case, relation, other.id, other.number, now, ruling=ruling.id, told=told)
    case = noted(case, ruling.ruled, because, now, by=ruling.by)
    return case, regrouped(case, case.links[-1], because).in_parts()
