"""Where a report belongs: to the case that speaks of the same problem already, or to one of its own. Pure.

Reports that could ever be about the same problem share a shelf, and take its places one after the other,
none twice. Two routers that decide on one shelf at the same moment cannot both save: the slower one finds
its place taken, sees what the quicker one did, and decides again. So each shelf fills as if there were one
router, whose order is that of the places.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from services.router.case.opening import case_of
from services.router.likeness import Likeness, Same
from shared.case import ENDED, CaseState, Classification
from shared.report import AcceptedReport
from shared.taxonomy import Track

MOST_REPORTS = 1_000
"""Reports of one case; what comes after begins another, so that no case grows without bound."""


class Near(NamedTuple):
    """As much of a case as shows whether a report joins it; `size` counts its reports."""

    id: str
    number: str
    state: CaseState
    track: Track
    size: int
    likenesses: tuple[Likeness, ...]


class Arrival(NamedTuple):
    """A report that is to be placed, on each of the legal tracks that it holds."""

    accepted: AcceptedReport
    made: tuple[Classification, ...]
    likeness: Likeness


class Placement(NamedTuple):
    """One legal track of a report, of so many `tracks`: `case` is the id of what it joins, or `opens`.

    `slot` is the place that it takes on its shelf. A case that is opened is linked to `recurs`, an ended case
    of the same problem, and to `related`, where there are such.
    """

    arrival: Arrival
    made: Classification
    case: str
    slot: str = ""
    tracks: int = 1
    opens: bool = False
    recurs: Near | None = None
    related: Near | None = None


@dataclass(slots=True)
class Shelves:
    """How many places of each shelf are taken."""

    taken: dict[str, int] = field(default_factory=dict)

    def next_slot(self, shelf: str) -> str:
        """Take the next place."""
        self.taken[shelf] = self.taken.get(shelf, 0) + 1
        return slot_of(shelf, self.taken[shelf])

    def note(self, slot: str) -> None:
        """Note that a place is taken."""
        shelf, place = place_of(slot)
        self.taken[shelf] = max(place, self.taken.get(shelf, 0))


def slot_of(shelf: str, place: int) -> str:
    """Return the name of a place on a shelf."""
    return f"{shelf}#{place}"


def place_of(slot: str) -> tuple[str, int]:
    """Return shelf and place out of the name."""
    shelf, _, place = slot.rpartition("#")
    return shelf, int(place)


@dataclass(slots=True)
class Placing:
    """Decides for a batch, in the order in which the reports were accepted.

    `near` are the cases that may be the same, `placed` the tracks of each report that have a case already,
    `named` the ids of the cases that reporters named, by number.
    """

    same: Same
    near: Iterable[Near]
    shelves: Shelves
    placed: Mapping[str, set[Track]]
    named: Mapping[str, str]
    _known: dict[str, dict[str, Near]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort what is near by its shelves."""
        for near in self.near:
            self._know(near)

    def place(self, arrivals: Iterable[Arrival]) -> list[Placement]:
        """Say of each legal track of each report where it belongs, and which place it takes on its shelf.

        The places of one case follow each other, and the order is that in which the cases are to be saved: so
        the batch may break off after any case, and the shelf is still filled as by one router.
        """
        by_case: dict[str, list[Placement]] = {}
        for placement in self._decided(arrivals):
            by_case.setdefault(placement.case, []).append(placement)
        return [
            placement._replace(slot=self.shelves.next_slot(placement.arrival.likeness.shelf))
            for placements in by_case.values()
            for placement in placements
        ]

    def _decided(self, arrivals: Iterable[Arrival]) -> Iterator[Placement]:
        for arrival in sorted(arrivals, key=lambda a: (a.accepted.at, a.accepted.id)):
            done = self.placed.get(arrival.accepted.id, set())
            joins = arrival.accepted.report.joins
            if joins and joins in self.named:
                if not done:
                    yield Placement(arrival, arrival.made[0], self.named[joins], tracks=1)
                continue
            for made in arrival.made:
                if made.track not in done:
                    yield self._placed(arrival, made)

    def _placed(self, arrival: Arrival, made: Classification) -> Placement:
        likeness = arrival.likeness
        known = [near for near in self._known.get(likeness.shelf, {}).values() if _is_on(near, made.track)]
        same = _likest(known, partial(self.same.as_same, likeness))
        open_ = (near for near in same if near.state not in ENDED)
        if joined := next((near for near in open_ if near.size < MOST_REPORTS), None):
            self._know(joined._replace(size=joined.size + 1))
            return Placement(arrival, made, joined.id, tracks=len(arrival.made))
        # What was opened by this very batch has no number yet, and nothing is linked to it.
        others = [near for near in known if near.number and near not in same]
        related = _likest(others, partial(self.same.as_related, likeness))
        id_ = case_of(arrival.accepted.id, made.track)
        self._know(Near(id_, "", CaseState.ASKED, made.track, 1, (likeness,)))
        return Placement(
            arrival,
            made,
            id_,
            tracks=len(arrival.made),
            opens=True,
            recurs=next((near for near in same if near.number), None),
            related=next(iter(related), None),
        )

    def _know(self, near: Near) -> None:
        for likeness in near.likenesses:
            self._known.setdefault(likeness.shelf, {})[near.id] = near


def _is_on(near: Near, track: Track) -> bool:
    """Say whether a report on this legal track may join the case, or be linked to it."""
    return near.track is track and near.state is not CaseState.MERGED


def _likest(cases: Iterable[Near], agree: Callable[[Likeness], float | None]) -> list[Near]:
    """Return the cases of which any likeness agrees, the likest first, then the smallest id."""
    scores = ((near, [s for one in near.likenesses if (s := agree(one)) is not None]) for near in cases)
    found = [(-max(agreed), near.id, near) for near, agreed in scores if agreed]
    return [near for _, _, near in sorted(found)]
