"""The ruling desk: a person looks at what was made of a case, and confirms, corrects, merges or splits it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from services.intake.declined import FIELDS, NO_CASE, NotThere, NotYours, Unfit
from services.intake.oversight import Scope, may_rule, may_see, scope_of
from services.intake.reading import SHOWN, Reading, ReportSeen, Viewer
from services.intake.ruling import (
    Before,
    ConfirmBody,
    CorrectBody,
    Decision,
    MergeBody,
    Places,
    SplitBody,
    before_ruling,
    correction_in,
    is_pending,
    rule,
)
from services.intake.screening import WaitingPage, Wanted
from services.intake.telling import write_and_tell
from shared.case import Case, CaseState
from shared.clock import Clock, wall
from shared.errors import TryAgain
from shared.event import Event
from shared.events import RulingReceived
from shared.outbox import Stamp, Voice
from shared.ruling import Ruled, Ruling
from shared.sealing import Vault
from shared.telemetry import logger
from shared.text import Text

log = logger("rulings")

TRIES = 3
Body = ConfirmBody | CorrectBody | MergeBody | SplitBody


class Known(NamedTuple):
    """A case as it is stored; `heard` are the ids of the answers and rulings that were carried out on it."""

    case: Case
    heard: frozenset[str]


class RulingSeen(NamedTuple):
    """A ruling; `into` is the number of the case that the case became part of."""

    ruling: Ruling
    carried_out: bool
    pending: bool
    into: str | None


class CaseSeen(NamedTuple):
    """A case as an authority sees it: its newest reports, and what persons have ruled on it."""

    case: Case
    reports: Sequence[ReportSeen]
    rulings: Sequence[RulingSeen]
    may_rule: bool


class RulingStore(Protocol):
    """What the desk asks of the store."""

    async def waiting(self, scope: Scope, wanted: Wanted) -> WaitingPage:
        """Return one page of the cases of a scope that wait for a person, oldest first."""

    async def count_waiting(self, scope: Scope, most: int) -> int:
        """Count the cases of a scope that wait for a person, up to so many."""

    async def by_number(self, number: str) -> Known | None:
        """Return the case with this public number."""

    async def open_alike(self, key: str, most: int) -> list[Case]:
        """Return open cases of the same standard, the newest first."""

    async def reports(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Return stored reports, oldest first."""

    async def rulings(self, case: str) -> list[Ruling]:
        """Return the rulings on a case in their order."""

    async def numbers(self, cases: Sequence[str]) -> Mapping[str, str]:
        """Return the public numbers of cases by id."""

    async def insert_ruling(self, ruling: Ruling, nth: int, before: Before, stamp: Stamp) -> bool:
        """Store a ruling as the nth on its case, from 0; False when there is an nth already."""


class RulingDesk:
    """What the API and the console let a person decide about cases."""

    def __init__(
        self, store: RulingStore, voice: Voice, vault: Vault, places: Places, clock: Clock = wall
    ) -> None:
        self._clock = clock
        self._store = store
        self._voice = voice
        self._reading = Reading(vault)
        self._places = places

    async def waiting(self, viewer: Viewer, wanted: Wanted) -> WaitingPage:
        """Return one page of the cases that wait for the viewer or a body below, oldest first."""
        return await self._store.waiting(scope_of(viewer.authority), wanted)

    async def count_waiting(self, viewer: Viewer, most: int) -> int:
        """Count them, up to so many."""
        return await self._store.count_waiting(scope_of(viewer.authority), most)

    async def one(self, viewer: Viewer, number: str) -> CaseSeen:
        """Return one case. NotThere when there is none that the viewer may see."""
        case, heard = await self._find(viewer, number)
        documents = await self._store.reports(case.reports[-SHOWN:])
        reports = self._reading.reports(viewer, documents, case=case.id)
        ruled = await self._store.rulings(case.id)
        into = await self._store.numbers([ruling.into for ruling in ruled if ruling.into])
        now = self._clock()
        seen = [
            RulingSeen(r, r.id in heard, is_pending(r, heard, now), into.get(r.into or "")) for r in ruled
        ]
        return CaseSeen(case, reports, seen, may_rule(viewer.authority, case))

    async def alike(self, viewer: Viewer, case: Case, most: int) -> list[Case]:
        """Return other open cases of the same standard that the viewer may rule on, the newest first."""
        if case.key is None:
            return []
        found = await self._store.open_alike(case.key, most + 1)
        return [one for one in found if one.id != case.id and may_rule(viewer.authority, one)][:most]

    async def rule(self, viewer: Viewer, number: str, body: Body) -> Ruling:
        """Store what the viewer decides about a case, so that the router hears it.

        NotThere, NotYours, TooLate or Unfit when it cannot be; the very same again is harmless.
        """
        known = await self._find(viewer, number)
        if not may_rule(viewer.authority, known.case):
            raise NotYours(_NOT_YOURS)
        decision = await self._decision(viewer, known.case, body)
        for _ in range(TRIES):
            before = await self._store.rulings(known.case.id)
            now = self._clock()
            pending = bool(before) and is_pending(before[-1], known.heard, now)
            ruling = rule(known.case, decision, by=viewer.authority, before=before, pending=pending, at=now)
            if ruling in before or await self._keep(ruling, len(before), known.case):
                _log_ruled(ruling, viewer, known.case)
                return ruling
        raise TryAgain("the ruling met another one")

    async def _find(self, viewer: Viewer, number: str) -> Known:
        known = await self._store.by_number(number.strip().upper())
        if known is None or not may_see(viewer.authority, known.case):
            raise NotThere(NO_CASE)
        return known

    async def _decision(self, viewer: Viewer, case: Case, body: Body) -> Decision:
        because = body.because or ""
        match body:
            case ConfirmBody():
                return Decision(ruled=Ruled.CONFIRMED, because=because)
            case CorrectBody():
                correction = correction_in(body, self._places)
                return Decision(ruled=Ruled.CORRECTED, because=because, correction=correction)
            case MergeBody():
                into = await self._target(viewer, case, body.into)
                return Decision(ruled=Ruled.MERGED, because=because, into=into)
            case SplitBody():
                return Decision(ruled=Ruled.SPLIT, because=because, reports=tuple(body.reports))

    async def _target(self, viewer: Viewer, case: Case, number: str) -> str:
        """Return the id of the case to merge into. Unfit when it cannot be that one."""
        known = await self._store.by_number(number.strip().upper())
        if known is None or not may_rule(viewer.authority, known.case):
            raise Unfit(FIELDS, [("into", _NO_TARGET)])
        if known.case.id == case.id:
            raise Unfit(FIELDS, [("into", _ITSELF)])
        if known.case.state is CaseState.MERGED:
            into = known.case.merged_into
            raise Unfit(FIELDS, [("into", _GONE.with_(into=into.number if into else "–"))])
        return known.case.id

    async def _keep(self, ruling: Ruling, nth: int, case: Case) -> bool:
        async def write(stamp: Stamp) -> bool:
            return await self._store.insert_ruling(ruling, nth, before_ruling(case, SHOWN), stamp)

        return await write_and_tell(self._voice, write, [ruling_received(ruling)])


def ruling_received(ruling: Ruling) -> Event:
    """Return the event of a stored ruling; it follows from the ruling alone."""
    return Event.of(RulingReceived(ruling=ruling.id, case=ruling.case), at=ruling.at)


def _log_ruled(ruling: Ruling, viewer: Viewer, case: Case) -> None:
    log.info(
        "ruling.received",
        ruling=ruling.id,
        case=case.id,
        ruled=ruling.ruled,
        by=viewer.authority,
        token=viewer.token,
        reports=case.reports[-SHOWN:],
    )


_NOT_YOURS = Text(
    zh="贵机构可以查看本案，但无权更正、合并或拆分。可以由问题所在地的主管机构、被询问的机构或其上级机构作出。",
    en="You may read this case but not change what was made of it. The authority of its region, a body "
    "that it was put to, or one above those can.",
)
_NO_TARGET = Text(
    zh="没有这个案号，或该案不属于贵机构及下级机构。请核对，例如 2026-7K3M9-QX2AB。",
    en="There is no such case that you may rule on. Check its number, such as 2026-7K3M9-QX2AB.",
)
_ITSELF = Text(zh="不能并入本案自身，请填写另一案的案号。", en="This is the case itself; give another one's.")
_GONE = Text(
    zh="该案已并入 {into}，请填写那一案的案号。", en="That case has become part of {into}; give that number."
)
