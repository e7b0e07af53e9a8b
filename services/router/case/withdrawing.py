"""A body that was asked need not answer after all, and is told so."""

from collections.abc import Collection
from datetime import datetime

from services.router.case.asking import name_of
from services.router.case.record import Step, noted, replaced
from services.router.policy import Policy
from shared.case import ANSWERABLE, Case, EscalationState, Withdrawal
from shared.events import EscalationWithdrawn
from shared.text import Text

WITHDRAWN = Text(zh="{body}无需再处理：{why}", en="The {body} need not deal with it any more: {why}")


def withdrawn(case: Case, kept: Collection[str], why: Text, policy: Policy, now: datetime) -> Step:
    """Spare every body that was asked and is not among those kept; who never heard of it is not told."""
    facts = []
    for escalation in case.escalations:
        if escalation.authority in kept or escalation.state not in ANSWERABLE:
            continue
        body = name_of(escalation.authority, policy.directory)
        withdrawal = Withdrawal(at=now, because=why)
        case = replaced(
            case, escalation, state=EscalationState.WITHDRAWN, notice_at=None, withdrawal=withdrawal
        )
        case = noted(case, "withdrawn", WITHDRAWN.with_(body=body, why=why), now)
        if escalation.told_at:
            facts.append(EscalationWithdrawn.of(case, escalation, why, site=policy.public_url))
    return case, tuple(facts)
