"""Putting a case to one more authority, and finding which."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from services.router.case.record import Step, noted
from services.router.clocks import Deadline
from services.router.directory import Directory
from services.router.policy import Policy
from shared.authorities import UnknownAuthority
from shared.authority import Authority
from shared.case import WAITING, Case, Escalation, EscalationState, Role
from shared.events import EscalationOpened
from shared.ids import derived_id
from shared.text import Text

HOLDING = WAITING | {EscalationState.ANSWERED}

ASKED = Text(zh="已请{body}处理，应在 {day} 前答复。", en="The {body} was asked, and is to reply by {day}.")
ESTIMATED = Text(
    zh="{source}；当年工作日历尚未公布，日期为估算",
    en="{source}; estimated, since that year's working days are not announced yet",
)


class Next(NamedTuple):
    """Whom to ask next, or who has the case in hand already; neither when nobody is left."""

    ask: str | None = None
    held_by: str | None = None


def next_of(case: Case, candidates: Iterable[str]) -> Next:
    """Return the first candidate that can help: no body is asked twice, which bounds every ping-pong."""
    for id_ in candidates:
        states = {e.state for e in case.escalations if e.authority == id_}
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
    policy: Policy,
    now: datetime,
    *,
    step: int = 0,
) -> Step:
    """Put the case to an authority that has not been asked yet."""
    escalation = Escalation(
        id=derived_id("escalation", case.id, authority.id, role, str(step)),
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
    return noted(grown, "asked", text, now), (EscalationOpened.of(grown, escalation, site=policy.public_url),)
