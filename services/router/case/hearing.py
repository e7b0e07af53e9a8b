"""What an authority says: it takes the case, ends it with an outcome, or sends it back as not its own.

What was heard before changes nothing: a state that has been left is not left again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from services.router.case.asking import above, ask, known, name_of, next_of, source
from services.router.case.climbing import nobody_answered
from services.router.case.noticing import noticed
from services.router.case.record import Step, noted, replaced
from services.router.clocks import When
from services.router.policy import Policy
from shared.answer import Answer, Said
from shared.case import ANSWERABLE, WAITING, Case, CaseState, Escalation, EscalationState, Role
from shared.ending import ENDINGS, Ending, endings
from shared.fact import Fact
from shared.taxonomy import NAMES
from shared.text import Text, joined

TAKEN = Text(
    zh="{body}已受理，应在 {day} 前答复。", en="The {body} has taken the matter, and is to answer by {day}."
)
TAKEN_LATE = Text(
    zh="{body}在期限之后受理；上级机构继续跟进。",
    en="The {body} took the matter after its time; the body above it goes on with it too.",
)
ANSWERED = Text(zh="{body}答复：{outcome}。{words}", en="The {body} answered: {outcome}. {words}")
CLOSED = Text(
    zh="{other}已答复，{body}无需再答复。",
    en="The {other} has answered, so that the {body} need not.",
)
RETURNED = Text(
    zh="{body}认为这不属于其职责。{words}", en="The {body} says that this is not its own to decide. {words}"
)
HELD = Text(zh="{body}已在处理此事。", en="The {body} has the matter in hand already.")


def hear(case: Case, answer: Answer, policy: Policy, now: datetime) -> Step:
    """Apply one answer; an answer to nothing, or to what is closed, changes nothing."""
    escalation = case.escalation(answer.escalation)
    if escalation is None or escalation.state not in ANSWERABLE:
        return case, ()
    if answer.said is Said.ACKNOWLEDGED:
        return _acknowledged(case, escalation, answer, policy), ()
    if answer.said is Said.RETURNED:
        return _returned(case, escalation, answer, policy, now)
    return _answered(case, escalation, answer, policy)


def _acknowledged(case: Case, escalation: Escalation, answer: Answer, policy: Policy) -> Case:
    if escalation.acknowledged_at:
        return case
    body = name_of(answer.authority, policy.directory)
    if escalation.state not in WAITING:
        late = replaced(case, escalation, acknowledged_at=answer.at)
        return noted(late, "acknowledged", TAKEN_LATE.with_(body=body), answer.at, by=answer.authority)
    made = case.classification
    lapses = policy.clocks.lapses(answer.at, made.track, made.severity)
    taken = replaced(
        case,
        escalation,
        state=EscalationState.ACKNOWLEDGED,
        acknowledged_at=answer.at,
        reply_by=lapses.at.astimezone(UTC),
        clock=source(lapses),
    )
    text = TAKEN.with_(body=body, day=lapses.at.date().isoformat())
    return noted(taken, "acknowledged", text, answer.at, by=answer.authority)


def _answered(case: Case, escalation: Escalation, answer: Answer, policy: Policy) -> Step:
    body = name_of(answer.authority, policy.directory)
    outcome = NAMES[answer.outcome] if answer.outcome else ""
    text = _trimmed(ANSWERED.with_(body=body, outcome=outcome, words=answer.text or ""))
    ended = replaced(
        case,
        escalation,
        state=EscalationState.ANSWERED,
        answered_at=answer.at,
        outcome=answer.outcome,
        text=answer.text,
    ).model_copy(update={"state": CaseState.ANSWERED})
    ended = noted(ended, "answered", text, answer.at, by=answer.authority)
    for other in ended.escalations:
        if other.role is Role.SUPERIOR and other.state in ANSWERABLE:
            spared = name_of(other.authority, policy.directory)
            closed = replaced(ended, other, state=EscalationState.CLOSED)
            ended = noted(closed, "closed", CLOSED.with_(other=body, body=spared), answer.at)
    said = ended.escalation(escalation.id) or escalation
    return ended, Ending(answer.at, text, said).told(case, case.reports, answer.id).in_parts()


def told_late(case: Case, reports: tuple[str, ...]) -> tuple[Fact, ...]:
    """Tell reports that joined a case after its end how it ended."""
    ends = endings(case)
    if case.state not in ENDINGS or not ends or not reports:
        return ()
    last = ends[-1]
    return last.told(case, reports, f"{last.escalation.id} late {reports[0]}").in_parts()


def _returned(case: Case, escalation: Escalation, answer: Answer, policy: Policy, now: datetime) -> Step:
    body = name_of(answer.authority, policy.directory)
    text = _trimmed(RETURNED.with_(body=body, words=answer.text or ""))
    case = noted(
        replaced(case, escalation, state=EscalationState.RETURNED),
        "returned",
        text,
        answer.at,
        by=answer.authority,
    )
    found = next_of(case, _rightful(case, escalation.authority, answer.to, policy))
    if found.held_by:
        return noted(case, "held", HELD.with_(body=name_of(found.held_by, policy.directory)), now), ()
    if not found.ask:
        return nobody_answered(case, escalation, now)
    made = case.classification
    deadline = policy.clocks.deadline(now, made.track, made.severity, When.RETURNED)
    authority = policy.directory.authority(found.ask)
    because = joined(text, *made.because)
    case = ask(case, authority, escalation.role, because, deadline, now, step=escalation.step)
    return noticed(case, policy, now)


def _rightful(case: Case, returned_by: str, named: str | None, policy: Policy) -> Iterator[str]:
    """Yield whom to ask instead: the body named, then the common superior and those above it."""
    directory = policy.directory
    rungs = above(case, returned_by, directory)
    rightful = known(named, directory)
    if rightful and rightful != returned_by:
        yield rightful
        common = set(directory.ladder(rightful))
        rungs = tuple(rung for rung in rungs if rung in common) or rungs
    yield from rungs


def _trimmed(text: Text) -> Text:
    return Text(zh=text.zh.strip(), en=text.en.strip())
