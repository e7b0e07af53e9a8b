"""Putting a case to one more authority, and finding which."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from services.router.case.addressees import Addressees
from services.router.case.record import noted
from services.router.clocks import Deadline
from services.router.directory import Directory
from services.router.policy import Policy
from shared.authorities import UnknownAuthority
from shared.authority import Authority
from shared.case import WAITING, Case, Escalation, EscalationState, Role
from shared.ids import derived_id
from shared.text import Text, joined, listed

HOLDING = WAITING | {EscalationState.ANSWERED}

ASKED = Text(zh="已请{body}处理，应在 {day} 前答复。", en="The {body} was asked, and is to reply by {day}.")
INFORMED = Text(
    zh="列入以下机构的每日汇总，仅供知悉：{bodies}。",
    en="Listed, for information alone, in the daily digest of: {bodies}.",
)
ESTIMATED = Text(
    zh="{source}；当年工作日历尚未公布，日期为估算",
    en="{source}; estimated, since that year's working days are not announced yet",
)


class Next(NamedTuple):
    """Whom to ask next, or who has the case in hand already; neither when nobody is left."""

    ask: str | None = None
    held_by: str | None = None


def next_of(case: Case, candidates: Iterable[str]) -> Next:
    """Return the first candidate that can help: no body is asked twice, which bounds every ping-pong.

    One that was spared by a correction counts as not asked.
    """
    for id_ in candidates:
        states = {e.state for e in case.escalations if e.authority == id_} - {EscalationState.WITHDRAWN}
        if not states:
            return Next(ask=id_)
        if states & HOLDING:
            return Next(held_by=id_)
    return Next()


def above(case: Case, authority: str, directory: Directory) -> tuple[str, ...]:
    """Return the ids above a body; for one that has left the directory, those of the place itself."""
    try:
        return directory.ladder(authority)[1:]
    except UnknownAuthority:
        return directory.ladder(directory.administration(case.region).id)


def name_of(authority: str, directory: Directory) -> Text:
    """Return a body's name; one that has left the directory keeps its id."""
    try:
        return directory.authority(authority).name
    except UnknownAuthority:
        return Text(zh=authority, en=authority)


def known(authority: str | None, directory: Directory) -> str | None:
    """Return a body's present id, or None where no body has, or ever had, this one."""
    try:
        return directory.authority(authority).id if authority else None
    except UnknownAuthority:
        return None


def source(deadline: Deadline) -> Text:
    """Return where a deadline's days come from, and whether its date is an estimate."""
    return ESTIMATED.with_(source=deadline.source) if deadline.estimated else deadline.source


def ask(
    case: Case,
    authority: Authority,
    role: Role,
    because: Text,
    deadline: Deadline,
    now: datetime,
    *,
    step: int = 0,
) -> Case:
    """Put the case to an authority; when it is told is for `noticed` to say."""
    before = sum(e.authority == authority.id for e in case.escalations)
    again = (str(before),) if before else ()  # a body that was wrongly spared is asked once more
    escalation = Escalation(
        id=derived_id("escalation", case.id, authority.id, role, str(step), *again),
        authority=authority.id,
        role=role,
        step=step,
        severity=case.classification.severity,
        because=because,
        opened_at=now,
        reply_by=deadline.at.astimezone(UTC),
        clock=source(deadline),
    )
    text = ASKED.with_(body=authority.name, day=deadline.at.date().isoformat())
    grown = case.model_copy(update={"escalations": (*case.escalations, escalation)})
    return noted(grown, "asked", text, now)


def put(case: Case, found: Addressees, policy: Policy, now: datetime) -> Case:
    """Put the case to all who are to be asked and have not been, and list those who are told by digest."""
    made = case.classification
    known = asked_now(case)
    deadline = policy.clocks.reply_by(now, made.track, made.severity)
    for role, assigned in found.asked:
        if assigned.authority.id not in known:
            because = joined(assigned.because, *made.because)
            case = ask(case, assigned.authority, role, because, deadline, now)
    return inform(case, (assigned.authority for assigned in found.informed), now)


def asked_now(case: Case) -> set[str]:
    """Return the ids of the bodies that were asked and not spared again."""
    return {e.authority for e in case.escalations if e.state is not EscalationState.WITHDRAWN}


def inform(case: Case, bodies: Iterable[Authority], now: datetime) -> Case:
    """List bodies that are told by digest, unless they are asked or listed already."""
    known = {*case.informed, *asked_now(case)}
    new = {body.id: body.name for body in bodies if body.id not in known}
    if not new:
        return case
    text = INFORMED.with_(bodies=listed(new.values()))
    return noted(case.model_copy(update={"informed": (*case.informed, *new)}), "informed", text, now)
