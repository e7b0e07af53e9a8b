"""Reception: reports join the case of the same problem, or open one of their own."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.router.case import join
from services.router.case.addressees import matter_of
from services.router.case.noticing import noticed
from services.router.case.opening import member_of, opened
from services.router.case.record import Step, linked
from services.router.cases import Cases
from services.router.change import Change, Overtaken, Stored
from services.router.classify import readable
from services.router.looking import near_to
from services.router.placing import MOST_REPORTS, Arrival, Placement, Placing, Shelves
from services.router.policy import Policy
from services.router.standards import Standards
from shared.case import ENDED, Relation
from shared.errors import Refused, blaming
from shared.region import UnknownRegion
from shared.taxonomy import Track


@dataclass(frozen=True, slots=True)
class Reception:
    """Receives a batch; twice is harmless, since what has a case already is left alone."""

    cases: Cases
    standards: Standards
    policy: Policy

    async def receive(
        self, arrivals: Sequence[Arrival], now: datetime, taken: Sequence[str] = ()
    ) -> list[Change]:
        """Return the cases as the reports leave them, in the order in which they are to be saved.

        `taken` are places that are known to be taken, whatever the shelves say. Refused when a report names
        a region that is none.
        """
        reports = {arrival.accepted.id for arrival in arrivals}
        # First of all, so that whatever is placed from here on makes the save fail, and is seen next time.
        shelves = Shelves(await self.cases.shelves({a.likeness.shelf for a in arrivals}))
        for slot in taken:
            shelves.note(slot)
        before, named, near, catalogue = await asyncio.gather(
            self.cases.of_reports(reports),
            self.cases.numbered({j for a in arrivals if (j := a.accepted.report.joins)}),
            near_to([arrival.likeness for arrival in arrivals], shelves.taken, self.cases),
            self.standards.of(set(_keys(arrivals))),
        )
        placing = Placing(
            self.policy.same,
            near,
            shelves,
            _placed(before, reports),
            {number: stored.case.id for number, stored in named.items()},
        )
        placements = placing.place(arrivals)
        changes = await self._joined(placements)
        if found := _taken_before(placements, changes):
            return await self.receive(arrivals, now, (*taken, *found))
        policy = self.policy.knowing(catalogue)
        for placement in placements:
            with blaming([placement.arrival.accepted.id]):
                _carry_out(placement, changes, policy, now)
        return [changes[case] for case in dict.fromkeys(placement.case for placement in placements)]

    async def _joined(self, placements: Sequence[Placement]) -> dict[str, Change]:
        opened_now = {placement.case for placement in placements if placement.opens}
        wanted = {placement.case for placement in placements} - opened_now
        stored = await self.cases.load(wanted) if wanted else {}
        if len(stored) < len(wanted):
            raise Overtaken("a case that a report was to join is gone")
        return {id_: Change.to(one) for id_, one in stored.items()}


def _taken_before(placements: Sequence[Placement], changes: Mapping[str, Change]) -> list[str]:
    """Return the places of the cases that are joined, where one of them was given out once more.

    A router that dies between the write of a case and the note of its places leaves a shelf that does not
    know of them. Nobody else would find out: a place that is taken twice in one case makes no save fail.
    """
    known = [slot for change in changes.values() for slot in change.slots]
    return known if {placement.slot for placement in placements} & {*known} else []


def _carry_out(placement: Placement, changes: dict[str, Change], policy: Policy, now: datetime) -> None:
    accepted = placement.arrival.accepted
    try:
        if placement.opens:
            case, facts = _opened(placement, policy, now)
            likenesses = (placement.arrival.likeness,)
            changes[case.id] = Change(case, facts=list(facts), likenesses=likenesses, slots=(placement.slot,))
            return
        change = changes[placement.case]
        change.slots = (*change.slots, placement.slot)
        named = accepted.report.joins is not None
        if not named and (change.case.state in ENDED or len(change.case.reports) >= MOST_REPORTS):
            raise Overtaken("a case that a report was to join has ended")
        change.take(*join(change.case, accepted, placement.made, policy, now, tracks=placement.tracks))
    except UnknownRegion as unknown:
        raise Refused(f"report {accepted.id}: {unknown.text.en}") from unknown


def _opened(placement: Placement, policy: Policy, now: datetime) -> Step:
    accepted, made = placement.arrival.accepted, placement.made
    member = member_of(accepted, made.track, placement.tracks)
    case = opened(placement.case, accepted, (member,), made, policy, now)
    for relation, other in ((Relation.RECURS, placement.recurs), (Relation.RELATED, placement.related)):
        if other:
            case = linked(case, relation, other.id, other.number, now)
    return noticed(case, policy, now)


def _placed(before: Sequence[Stored], reports: Collection[str]) -> dict[str, set[Track]]:
    found: dict[str, set[Track]] = {}
    for stored in before:
        for member in stored.case.members:
            if member.report in reports:
                found.setdefault(member.report, set()).add(member.track)
    return found


def _keys(arrivals: Sequence[Arrival]) -> Iterator[str]:
    """Yield the keys of the standards that the reports are about."""
    for arrival in arrivals:
        report, made = arrival.accepted.report, arrival.made[0]
        matter = matter_of(report, readable(report.standard), made.problem, made.severity)
        yield from (ref.key for ref in (matter.standard, *matter.others) if ref)
