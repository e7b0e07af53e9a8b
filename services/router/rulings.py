"""Carrying out what a person decided about a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.router.arriving import Reports
from services.router.case import confirm, correct, found, give_up, let_go, take_in
from services.router.case.correcting import corrected
from services.router.case.record import noted
from services.router.cases import Cases
from services.router.change import Change
from services.router.classify import readable
from services.router.likeness import Likeness
from services.router.placing import Shelves, place_of
from services.router.policy import Policy
from services.router.standards import Standards
from shared.case import CaseState, Member
from shared.errors import Refused
from shared.events import RulingReceived
from shared.ids import derived_id
from shared.region import UnknownRegion
from shared.report import AcceptedReport
from shared.ruling import Correction, Ruled, Ruling
from shared.telemetry import logger
from shared.text import Text

log = logger("rulings")

MOOT = Text(
    zh="一项决定未执行，因为案件此前已合并或变更；如仍有需要，请在现在的案件上重新作出。原决定：{words}",
    en="A decision was not carried out, since the case had been merged or changed before. If it is still "
    "wanted, make it again on the case as it is now. It said: {words}",
)


class Heard(Reports, Protocol):
    """What is asked of what intake has stored."""

    async def rulings(self, ids: Iterable[str]) -> dict[str, Ruling]:
        """Return those of the rulings that are stored."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """One ruling at a time; each case remembers which it has followed, so that twice is harmless."""

    inbox: Heard
    cases: Cases
    standards: Standards

    async def carry_out(self, fact: RulingReceived, policy: Policy, now: datetime) -> list[Change]:
        """Return the cases as the ruling leaves them, to be saved one after the other, in this order.

        One that came too late is noted as such; none when it was followed before.
        """
        ruling = (await self.inbox.rulings([fact.ruling])).get(fact.ruling)
        if ruling is None:
            raise Refused(f"ruling {fact.ruling} is not in the store")
        ids = {ruling.case, ruling.into} - {None}
        changes = {id_: Change.to(one) for id_, one in (await self.cases.load(map(str, ids))).items()}
        change = changes.get(ruling.case)
        if change is None:
            raise Refused(f"ruling {ruling.id}: case {ruling.case} is not in the store")
        try:
            match ruling.ruled:
                case Ruled.MERGED:
                    made = _merge(change, changes.get(ruling.into or ""), ruling, policy, now)
                case Ruled.SPLIT:
                    made = await self._split(change, ruling, policy, now)
                case Ruled.CORRECTED:
                    made = await self._correct(change, ruling, policy, now)
                case Ruled.CONFIRMED:
                    made = _confirm(change, ruling, policy)
        except UnknownRegion as unknown:
            raise Refused(f"ruling {ruling.id}: {unknown.text.en}") from unknown
        log.info("ruling.carried_out" if made else "ruling.moot", **_thread(ruling, change))
        if made or ruling.id in change.heard:
            return made
        change.take(noted(change.case, "moot", MOOT.with_(words=ruling.because), now, by=ruling.by), ())
        return [_heard(change, ruling)]

    async def _correct(self, change: Change, ruling: Ruling, policy: Policy, now: datetime) -> list[Change]:
        if ruling.id in change.heard or change.case.state is CaseState.MERGED:
            return []
        said = ruling.correction or Correction()
        founder = await self._report(_founder(change.case.members))
        report = corrected(founder.report, change.case, said)
        policy = await self._knowing(policy, report.standard)
        change.take(*correct(change.case, ruling, founder, policy, now))
        likeness = Likeness.of(founder.id, report, change.case.classification.problem)
        others = tuple(one for one in change.likenesses if one.report != founder.id)
        change.likenesses = (likeness, *others)
        await self._shelve(change, likeness.shelf)
        return [_heard(change, ruling)]

    async def _split(self, old: Change, ruling: Ruling, policy: Policy, now: datetime) -> list[Change]:
        id_ = derived_id("case", ruling.id)
        stored = (await self.cases.load([id_])).get(id_)
        rest = [report for report in old.case.reports if report not in ruling.reports]
        known = len(rest) < len(old.case.reports)
        if stored is None and (not known or not rest or old.case.state is CaseState.MERGED):
            return []
        if ruling.id in old.heard:
            return []
        new = Change.to(stored) if stored else await self._founded(id_, old, ruling, policy, now)
        old.take(*let_go(old.case, new.case, ruling, policy, now))
        kept = tuple(one for one in old.likenesses if one.report in rest)
        if not kept:
            first = await self._report(_founder(old.case.members))
            kept = (Likeness.of(first.id, first.report, old.case.classification.problem),)
        old.likenesses = kept
        return [new, _heard(old, ruling)]

    async def _founded(self, id_: str, old: Change, ruling: Ruling, policy: Policy, now: datetime) -> Change:
        reports = await self.inbox.reports(ruling.reports)
        moved = sorted(reports.values(), key=lambda one: (one.report.joins is not None, one.at, one.id))
        first = moved[0]
        policy = await self._knowing(policy, first.report.standard)
        every = policy.classifier.classify(first.report, first.id)
        made = next((one for one in every if one.track is old.case.classification.track), every[0])
        case, facts = found(id_, old.case, moved, made, ruling, policy, now)
        likeness = Likeness.of(first.id, first.report, made.problem)
        change = Change(case, facts=list(facts), likenesses=(likeness,))
        await self._shelve(change, likeness.shelf)
        return change

    async def _shelve(self, change: Change, shelf: str) -> None:
        """Give a case a place on its shelf, unless it has one there already."""
        if shelf not in {place_of(slot)[0] for slot in change.slots}:
            taken = Shelves(await self.cases.shelves({shelf}))
            change.slots = (*change.slots, taken.next_slot(shelf))

    async def _report(self, id_: str) -> AcceptedReport:
        accepted = (await self.inbox.reports([id_])).get(id_)
        if accepted is None:
            raise Refused(f"report {id_} is not in the store")
        return accepted

    async def _knowing(self, policy: Policy, standard: str | None) -> Policy:
        ref = readable(standard)
        return policy.knowing(await self.standards.of({ref.key})) if ref else policy


def _founder(members: Iterable[Member]) -> str:
    """Return the report that a case is read from: the first that tells the problem in words of its own."""
    return min(members, key=lambda member: member.supporter).report


def _merge(gone: Change, into: Change | None, ruling: Ruling, policy: Policy, now: datetime) -> list[Change]:
    """Return first the case that takes in, then the one that gives up: so nothing falls between."""
    if into is None:
        raise Refused(f"ruling {ruling.id}: case {ruling.into} is not in the store")
    merged = CaseState.MERGED in {gone.case.state, into.case.state}
    if ruling.id in gone.heard or merged or into is gone:
        return []
    into.take(*take_in(into.case, gone.case, ruling, policy, now))
    known = {one.report for one in into.likenesses}
    into.likenesses = (*into.likenesses, *(one for one in gone.likenesses if one.report not in known))
    gone.take(*give_up(gone.case, into.case, ruling, policy, now))
    return [_heard(into, ruling), _heard(gone, ruling)]


def _confirm(change: Change, ruling: Ruling, policy: Policy) -> list[Change]:
    if ruling.id in change.heard:
        return []
    change.take(*confirm(change.case, ruling, policy))
    return [_heard(change, ruling)]


def _heard(change: Change, ruling: Ruling) -> Change:
    if ruling.id not in change.heard:
        change.heard = (*change.heard, ruling.id)
    return change


def _thread(ruling: Ruling, change: Change) -> dict[str, object]:
    return {
        "ruling": ruling.id,
        "ruled": ruling.ruled,
        "by": ruling.by,
        "case": change.case.id,
        "reports": list(change.case.reports),
    }
