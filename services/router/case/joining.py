"""A report joins a case; its number, its units, regions and kinds can make the case graver."""

from datetime import UTC, datetime

from services.router.case.addressees import LARGER, addressees, matter_of_case
from services.router.case.asking import inform, put, source
from services.router.case.hearing import told_late
from services.router.case.noticing import noticed
from services.router.case.opening import member_of
from services.router.case.record import Step, noted, replaced
from services.router.classify import readable
from services.router.clocks import Deadline
from services.router.policy import Policy
from shared.case import ENDED, WAITING, Case, Classification, Escalation, EscalationState, volume
from shared.report import AcceptedReport
from shared.taxonomy import NAMES, graver
from shared.text import Text, joined

GRAVER = Text(
    zh="问题程度由“{before}”升为“{after}”。{why}",
    en="It has become graver: {after}, and no more {before}. {why}",
)
LARGE_NOW = Text(
    zh="成为较大问题，同时报送上级标准化主管部门和标准制定机构。",
    en="It is a larger problem now, and goes to the authority one level up and to the setter at once.",
)


def join(
    case: Case,
    accepted: AcceptedReport,
    made: Classification,
    policy: Policy,
    now: datetime,
    *,
    tracks: int = 1,
) -> Step:
    """Let a report join a case; `made` is what the report is by itself, on one of its tracks.

    Raises UnknownRegion.
    """
    member = member_of(accepted, case.classification.track, tracks)
    case = case.model_copy(update={"members": (*case.members, member)})
    if case.state in ENDED:
        return case, told_late(case, (accepted.id,))
    return noticed(grown(case, made, policy, now), policy, now)


def grown(case: Case, made: Classification, policy: Policy, now: datetime) -> Case:
    """Return the case as grave as its reports together make it, and known to the places they come from."""
    now_made = case.classification
    if graver(made.severity, now_made.severity):
        confidence = now_made.confidence.model_copy(update={"severity": made.confidence.severity})
        now_made = now_made.model_copy(
            update={
                "severity": made.severity,
                "because": made.because,
                "rules": made.rules,
                "confidence": confidence,
            }
        )
    ref = readable(case.standard)
    counted = volume(case.members, now - policy.classifier.within)
    now_made = policy.classifier.with_volume(now_made, mandatory=bool(ref and ref.mandatory), volume=counted)
    if now_made != case.classification:
        case = worsened(case, now_made, policy, now)
    places = {member.region for member in case.members} - {case.region}
    return inform(case, (policy.directory.superior(place).authority for place in sorted(places)), now)


def worsened(case: Case, made: Classification, policy: Policy, now: datetime) -> Case:
    """Make a case graver: clocks become shorter, and a larger problem is put to both axes at once."""
    before = case.classification
    case = case.model_copy(update={"classification": made})
    names = {"before": NAMES[before.severity], "after": NAMES[made.severity]}
    why = joined(*(reason for reason in made.because if reason not in before.because))
    case = noted(case, "graver", GRAVER.with_(**names, why=why), now)
    for escalation in case.escalations:
        if escalation.state in WAITING:
            urgent = now if escalation.told_at and made.severity in LARGER else escalation.notice_at
            clock = sooner(escalation, made, policy, now)
            case = replaced(case, escalation, severity=made.severity, notice_at=urgent, **clock)
    if made.severity in LARGER and before.severity not in LARGER:
        case = noted(case, "larger", LARGE_NOW, now)
    return put(case, addressees(matter_of_case(case, policy), policy.directory), policy, now)


def sooner(
    escalation: Escalation, made: Classification, policy: Policy, now: datetime
) -> dict[str, datetime | Text]:
    """Return the clock that a graver matter sets from now on; nothing where the one that runs ends sooner."""
    ends = _deadline(escalation, made, policy, now).at.astimezone(UTC)
    return anew(escalation, made, policy, now) if ends < escalation.reply_by else {}


def anew(
    escalation: Escalation, made: Classification, policy: Policy, now: datetime
) -> dict[str, datetime | Text]:
    """Return the clock of a body that is asked, or has taken the matter, where it starts now."""
    deadline = _deadline(escalation, made, policy, now)
    return {"reply_by": deadline.at.astimezone(UTC), "clock": source(deadline)}


def _deadline(escalation: Escalation, made: Classification, policy: Policy, now: datetime) -> Deadline:
    if escalation.state is EscalationState.ASKED:
        return policy.clocks.reply_by(now, made.track, made.severity, escalation.step)
    return policy.clocks.lapses(now, made.track, made.severity)
