"""The authority's desk: it reads the cases put to it and to the bodies below it, and speaks of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from services.intake.declined import FIELDS, NO_ESCALATION, NotThere, Unfit
from services.intake.escalation_list import Item, Page, Question
from services.intake.oversight import Scope, scope_of
from services.intake.reading import SHOWN, Reading, ReportSeen, Viewer
from services.intake.speech import Utterance, pending, speak, will_be
from services.intake.telling import write_and_tell
from shared.answer import Answer, Said
from shared.authority import Authority
from shared.case import Case, Escalation, EscalationState
from shared.clock import Clock, wall
from shared.errors import TryAgain
from shared.event import Event
from shared.events import AnswerReceived
from shared.outbox import Stamp, Voice
from shared.sealing import Vault
from shared.telemetry import logger
from shared.text import Text

log = logger("authority")


class EscalationSeen(NamedTuple):
    """One escalation with all that belongs to it; `pending` is the state that is on its way."""

    escalation: Escalation
    case: Case
    reports: Sequence[ReportSeen]
    pending: EscalationState | None
    own: bool


class Spoken(NamedTuple):
    """What became of what was said: stored, and the state that follows."""

    escalation: str
    answer: str
    state: EscalationState


class Bodies(Protocol):
    """What the desk asks of the table of authorities."""

    def __contains__(self, id_: object) -> bool:
        """Say whether there is, or was, such a body."""

    def get(self, id_: str) -> Authority:
        """Return the body, or the one that took its place."""


class DeskStore(Protocol):
    """What the desk asks of the store."""

    async def escalations(self, scope: Scope, question: Question, now: datetime) -> Page:
        """Return one page of the escalations in a scope."""

    async def case_of(self, escalation: str) -> Case | None:
        """Return the case that an escalation belongs to."""

    async def reports(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Return stored reports, oldest first."""

    async def answers(self, escalations: Sequence[str]) -> list[Answer]:
        """Return what was said of these escalations, oldest first."""

    async def insert_answer(self, answer: Answer, stamp: Stamp) -> bool:
        """Store an answer; False when it, or another that ends the escalation, was there before."""


class AuthorityDesk:
    """What the API and the console let an authority do."""

    def __init__(
        self, store: DeskStore, voice: Voice, vault: Vault, bodies: Bodies, clock: Clock = wall
    ) -> None:
        self._clock = clock
        self._store = store
        self._voice = voice
        self._reading = Reading(vault)
        self._bodies = bodies

    async def list_(self, viewer: Viewer, question: Question) -> Page:
        """Return one page of the viewer's escalations and of those of the bodies below it."""
        page = await self._store.escalations(scope_of(viewer.authority), question, self._clock())
        said = await self._store.answers([item.escalation.id for item in page.items])
        return page._replace(items=[_with_pending(item, said) for item in page.items])

    async def one(self, viewer: Viewer, escalation: str) -> EscalationSeen:
        """Return one escalation. NotThere when there is none that the viewer may see."""
        case, found = await self._find(viewer, escalation)
        documents = await self._store.reports(case.reports[-SHOWN:])
        reports = self._reading.reports(viewer, documents, escalation=found.id)
        said = await self._store.answers([found.id])
        own = found.authority == viewer.authority
        return EscalationSeen(found, case, reports, pending(found, said), own)

    async def say(self, viewer: Viewer, escalation: str, words: Utterance) -> Spoken:
        """Store what the viewer says of an escalation, so that the router hears it.

        NotThere, NotYours, TooLate or Unfit when it cannot be said; saying the very same again is harmless.
        """
        words = self._known(words, viewer)
        case, found = await self._find(viewer, escalation)
        # The second round meets a repetition, or another answer, that came in between.
        for _ in range(2):
            before = await self._store.answers([found.id])
            now = self._clock()
            answer = speak(case.id, found, words, by=viewer.authority, before=before, at=now)
            if answer in before or await self._keep(answer):
                _log_said(answer, viewer, case)
                return Spoken(found.id, answer.id, will_be(found, words.said))
        raise TryAgain("the answer met another one")

    async def _find(self, viewer: Viewer, escalation: str) -> tuple[Case, Escalation]:
        case = await self._store.case_of(escalation)
        found = case.escalation(escalation) if case else None
        if case is None or found is None or not _may_see(viewer, case, found):
            raise NotThere(NO_ESCALATION)
        return case, found

    async def _keep(self, answer: Answer) -> bool:
        async def write(stamp: Stamp) -> bool:
            return await self._store.insert_answer(answer, stamp)

        return await write_and_tell(self._voice, write, [answer_received(answer)])

    def _known(self, words: Utterance, viewer: Viewer) -> Utterance:
        """Return the words with the named body's present id. Unfit when there is no such body."""
        if words.said is not Said.RETURNED or words.to is None:
            return words
        if words.to not in self._bodies:
            raise Unfit(FIELDS, [("authority", _NO_BODY)])
        to = self._bodies.get(words.to).id
        if to == viewer.authority:
            raise Unfit(FIELDS, [("authority", _ITSELF)])
        return words.model_copy(update={"to": to})


def _may_see(viewer: Viewer, case: Case, found: Escalation) -> bool:
    """Say whether it is the viewer's own, of a body below it, or in a case of which it was informed."""
    return scope_of(viewer.authority).holds(found.authority) or viewer.authority in case.informed


def answer_received(answer: Answer) -> Event:
    """Return the event of a stored answer; it follows from the answer alone."""
    fact = AnswerReceived(answer=answer.id, escalation=answer.escalation, case=answer.case)
    return Event.of(fact, at=answer.at)


def _log_said(answer: Answer, viewer: Viewer, case: Case) -> None:
    log.info(
        "answer.received",
        answer=answer.id,
        escalation=answer.escalation,
        said=answer.said,
        by=viewer.authority,
        token=viewer.token,
        reports=case.reports,
    )


def _with_pending(item: Item, said: Sequence[Answer]) -> Item:
    own = [answer for answer in said if answer.escalation == item.escalation.id]
    return item._replace(pending=pending(item.escalation, own))


_NO_BODY = Text(
    zh="没有这个机构。请填写机构编号（如 miit，或六位行政区划代码 440300），或留空，由共同上级决定。",
    en="There is no such authority. Give its id (such as miit, or a region's six digits 440300), or leave it "
    "out, and the common superior decides.",
)
_ITSELF = Text(
    zh="不能退回给本机构。请填写应办理的机构，或留空。",
    en="It cannot be returned to yourself. Name the body whose it is, or leave it out.",
)
