"""What a batch of reports could belong to: looked for by report, or by shelf where little stands on it."""

import asyncio
from collections.abc import Mapping, Sequence

from services.router.cases import Cases
from services.router.likeness import Likeness, everything_on, kept_keys, wanted_keys
from services.router.placing import Near

FEW = 20
"""Places on a shelf up to which one look shows all of it; fewer than the cases that a look returns."""


async def near_to(likenesses: Sequence[Likeness], taken: Mapping[str, int], cases: Cases) -> list[Near]:
    """Return the cases that any of these reports may speak of; `taken` are the places of each shelf.

    An empty shelf has no case to find; where it has one by now, its place is taken, and the save fails.
    """
    on: dict[str, list[Likeness]] = {}
    for likeness in likenesses:
        if taken.get(likeness.shelf):
            on.setdefault(likeness.shelf, []).append(likeness)
    whole = {shelf for shelf, those in on.items() if len(those) > 1 and taken[shelf] <= FEW}
    alone = [likeness for shelf, those in on.items() if shelf not in whole for likeness in those]
    stands, found = await asyncio.gather(
        cases.near({shelf: everything_on(shelf) for shelf in whole}), _each(alone, cases)
    )
    # A router that died may have left a shelf that knows of fewer places than there are.
    crowded = [likeness for shelf in whole if _count(stands, shelf) > FEW for likeness in on[shelf]]
    wanted = {key for shelf in whole for likeness in on[shelf] for key in wanted_keys(likeness)}
    met = [near for near in stands if not wanted.isdisjoint(kept_keys(near.likenesses))]
    return [*met, *found, *await _each(crowded, cases)]


async def _each(likenesses: Sequence[Likeness], cases: Cases) -> list[Near]:
    return await cases.near({likeness.report: wanted_keys(likeness) for likeness in likenesses})


def _count(stands: Sequence[Near], shelf: str) -> int:
    return sum(any(likeness.shelf == shelf for likeness in near.likenesses) for near in stands)
