"""The store's `cases` and what intake has stored, in memory: the same promises, and pauses to meet in."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.router.change import Change, Overtaken, Stored
from services.router.likeness import kept_keys
from services.router.placing import Near, Shelves
from shared.answer import Answer
from shared.case import CaseState, Escalation
from shared.fact import Fact
from shared.report import AcceptedReport
from shared.ruling import Ruling
from shared.transmission import Receipt, with_receipts

Pause = Callable[[], Awaitable[None]]


async def at_once() -> None:
    """Wait for nothing."""


@dataclass
class CasesInMemory:
    """See `services.router.cases.Cases`; `told` are the facts of all that was saved, in their order.

    `kept` is what was written; who reads it gets it `whole`, with the receipts that lie beside.
    """

    pause: Pause = at_once
    kept: dict[str, Stored] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    told: list[Fact] = field(default_factory=list)

    async def load(self, ids: Iterable[str]) -> dict[str, Stored]:
        await self.pause()
        return {id_: self._whole(self.kept[id_]) for id_ in set(ids) if id_ in self.kept}

    async def of_reports(self, reports: Collection[str]) -> list[Stored]:
        await self.pause()
        return [one for one in self.whole() if not set(reports).isdisjoint(one.case.reports)]

    async def numbered(self, numbers: Collection[str]) -> dict[str, Stored]:
        await self.pause()
        found = [one for one in self.kept.values() if one.case.number in numbers]
        return {one.case.number: self._whole(self._standing(one)) for one in found}

    async def near(self, keys: Mapping[str, Sequence[str]]) -> list[Near]:
        await self.pause()
        wanted = {key for asked in keys.values() for key in asked}
        return [_near(one) for one in self.kept.values() if not wanted.isdisjoint(_keys(one))]

    async def shelves(self, names: Collection[str]) -> dict[str, int]:
        await self.pause()
        return {name: self.taken[name] for name in names if name in self.taken}

    async def due(self, now: datetime, most: int) -> list[Stored]:
        await self.pause()
        dues = [(due, id_) for id_, one in self.kept.items() if (due := one.case.next_due()) and due <= now]
        return [self._whole(self.kept[id_]) for _, id_ in sorted(dues)[:most]]

    async def note(self, receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            await self.pause()
            self.receipts.setdefault(receipt.id, receipt)

    def whole(self) -> list[Stored]:
        """Return every case as who reads it has it."""
        return [self._whole(one) for one in self.kept.values()]

    def _whole(self, one: Stored) -> Stored:
        return one._replace(case=with_receipts(one.case, self.receipts))

    async def save(self, changes: Sequence[Change], now: datetime) -> None:
        del now
        await self.pause()
        refused = False
        for change in changes:
            refused = not self._keep(change)
            await self.pause()
            if refused:
                break
        shelves, there = Shelves(self.taken), {slot for one in self.kept.values() for slot in one.slots}
        for slot in (slot for change in changes for slot in change.slots if slot in there):
            shelves.note(slot)
        if refused:
            raise Overtaken("somebody else was quicker")

    def _keep(self, change: Change) -> bool:
        id_, stored = change.case.id, change.stored
        slots = {slot for other, one in self.kept.items() if other != id_ for slot in one.slots}
        there = self.kept.get(id_)
        if not slots.isdisjoint(change.slots) or (there is None) is not (stored is None):
            return False
        if stored and there and there.case.version != stored.case.version:
            return False
        version = stored.case.version + 1 if stored else change.case.version
        case = change.case.model_copy(update={"version": version})
        self.kept[id_] = Stored(case, change.heard, (), change.likenesses, change.slots)
        self.told.extend(change.facts)
        return True

    def _standing(self, one: Stored) -> Stored:
        while link := one.case.merged_into:
            one = self.kept[link.case]
        return one


def _keys(one: Stored) -> list[str]:
    return [] if one.case.state is CaseState.MERGED else kept_keys(one.likenesses)


def _near(one: Stored) -> Near:
    case = one.case
    return Near(
        case.id, case.number, case.state, case.classification.track, len(case.reports), one.likenesses
    )


@dataclass
class InboxInMemory:
    """What intake has stored."""

    pause: Pause = at_once
    kept: dict[str, AcceptedReport] = field(default_factory=dict)
    ruled: dict[str, Ruling] = field(default_factory=dict)
    said: dict[str, Answer] = field(default_factory=dict)

    async def reports(self, ids: Iterable[str]) -> dict[str, AcceptedReport]:
        await self.pause()
        return {id_: self.kept[id_] for id_ in set(ids) if id_ in self.kept}

    async def answers(self, ids: Iterable[str]) -> dict[str, Answer]:
        await self.pause()
        return {id_: self.said[id_] for id_ in set(ids) if id_ in self.said}

    async def rulings(self, ids: Iterable[str]) -> dict[str, Ruling]:
        await self.pause()
        return {id_: self.ruled[id_] for id_ in set(ids) if id_ in self.ruled}

    async def hopeful(self, escalations: Collection[Escalation]) -> set[str]:
        await self.pause()
        return {escalation.id for escalation in escalations}
