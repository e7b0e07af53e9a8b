"""Silence: the next rung of the ladder is asked; on the top rung the reporters are told."""

from datetime import datetime

from services.router.case.asking import above, ask, name_of, next_of
from services.router.case.noticing import noticed
from services.router.case.record import Step, noted, replaced
from services.router.policy import Policy
from shared.case import ENDED, WAITING, Case, CaseState, Escalation, EscalationState, Role
from shared.ending import Ending
from shared.text import Text

SILENT = Text(zh="{body}未在期限内答复。", en="The {body} did not reply in time.")
UNREACHABLE = Text(zh="消息未能送达{body}。", en="The message could not be brought to the {body}.")
LAPSED = Text(
    zh="{body}已受理，但未在期限内答复。", en="The {body} took the matter, but did not answer in time."
)
HELD = Text(zh="上级{body}已在处理。", en="The {body} above it has the matter in hand already.")
NOBODY = Text(
    zh="至今没有机构答复。您的报告仍公开在案，之后的任何答复都会通知您；您也可以换一种方式再次反映。",
    en="So far no authority has answered. Your report stays on record and you will be told of any later "
    "answer; you may also report it again in another way.",
)


def climb(case: Case, escalation_id: str, policy: Policy, now: datetime, why: Text = SILENT) -> Step:
    """Raise an escalation that nobody speaks on; it stays answerable, and the next body up is asked."""
    escalation = case.escalation(escalation_id)
    if escalation is None or escalation.state not in WAITING:
        return case, ()
    lapsed = escalation.state is EscalationState.ACKNOWLEDGED
    body = name_of(escalation.authority, policy.directory)
    reason = (LAPSED if lapsed else why).with_(body=body)
    case = noted(replaced(case, escalation, state=EscalationState.RAISED), "raised", reason, now)
    return pass_on(case, escalation, reason, policy, now)


def pass_on(case: Case, escalation: Escalation, reason: Text, policy: Policy, now: datetime) -> Step:
    """Ask the next body above the one that has left the matter; the case ends where there is none."""
    found = next_of(case, above(case, escalation.authority, policy.directory))
    if found.ask:
        made = case.classification
        step = escalation.step + 1
        deadline = policy.clocks.reply_by(now, made.track, made.severity, step)
        authority = policy.directory.authority(found.ask)
        return noticed(ask(case, authority, Role.SUPERIOR, reason, deadline, now, step=step), policy, now)
    if found.held_by:
        text = HELD.with_(body=name_of(found.held_by, policy.directory))
        return noted(case, "held", text, now), ()
    return nobody_answered(case, escalation, now)


def nobody_answered(case: Case, last: Escalation, now: datetime) -> Step:
    """End the case unanswered, unless somebody has answered or may still."""
    if case.state in ENDED or any(e.state in WAITING for e in case.escalations):
        return case, ()
    ended = noted(case.model_copy(update={"state": CaseState.UNANSWERED}), "unanswered", NOBODY, now)
    return ended, Ending(now, NOBODY, last).told(case, case.reports, last.id).in_parts()
