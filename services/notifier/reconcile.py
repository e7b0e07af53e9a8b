"""Looks through the cases for what somebody should have been told and was not.

That is questions, and that they were withdrawn; mergers and splits; endings; and, for the router, receipts.

Each written case is looked at once, a while after its writing, in the order of writing; that the broker lost
everything in between then costs time only.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from services.notifier import plan
from services.notifier.dispatch import Dispatch
from services.notifier.outcome import receipts
from services.notifier.store import CaseSweep, Deliveries, Looked, Reading
from services.notifier.telemetry import REMADE, RETOLD
from shared.case import Case
from shared.clock import Clock, wall
from shared.crash import crash_point
from shared.event import Event
from shared.events import CaseAnswered, CaseRegrouped
from shared.mongo import INSTANT, NAMED_TOGETHER
from shared.telemetry import logger

log = logger("reconcile")

QUIET = timedelta(seconds=60)  # after which an event should have had its effect
TOGETHER = 200  # cases that are enough for one step; more than one router writes at the same instant


class Router(Protocol):
    """What the reconciler asks of the router."""

    async def tell(self, events: Sequence[Event]) -> None:
        """Tell it of deliveries; return when the broker has confirmed."""

    async def is_behind(self) -> bool:
        """Say whether it has not read yet what it was told a while ago, or nobody knows."""


class Reconciler:
    """The walk through the cases; `site` is the channel's public address."""

    def __init__(
        self,
        deliveries: Deliveries,
        reading: Reading,
        dispatch: Dispatch,
        sweep: CaseSweep,
        site: str,
        router: Router,
        *,
        quiet: timedelta = QUIET,
        clock: Clock = wall,
    ) -> None:
        self._clock = clock
        self._deliveries = deliveries
        self._reading = reading
        self._dispatch = dispatch
        self._sweep = sweep
        self._site = site.rstrip("/")
        self._router = router
        self._quiet = quiet

    async def look(self) -> int:
        """Look at the cases written since the last time; make what is missing, and return how much it was.

        While the router is behind, a receipt that no case shows is late and not lost: the cases are looked at
        for receipts when the router has caught up.
        """
        made, looked, until = 0, await self._sweep.looked(), self._clock() - self._quiet
        behind = await self._router.is_behind()
        together = not behind and looked.receipts >= looked.told
        async for cases, end in self._written(looked.told, until):
            made += await self._make_missing(cases)
            if together:
                await self._tell_again(cases)
            crash_point("reconcile.made")
            looked = Looked(end, end if together else looked.receipts)
            await self._sweep.set_looked(looked)
        if not behind and not together:
            await self._catch_up(looked)
        return made

    async def _catch_up(self, looked: Looked) -> None:
        """Look for receipts in the cases that were passed over while the router was behind."""
        async for cases, end in self._written(looked.receipts, looked.told):
            await self._tell_again(cases)
            await self._sweep.set_looked(Looked(looked.told, end))
        await self._sweep.set_looked(Looked(looked.told, looked.told))

    async def _written(
        self, since: datetime, until: datetime
    ) -> AsyncIterator[tuple[Sequence[Case], datetime]]:
        """Yield the cases written from `since` on and before `until`, some at a time, and where to go on."""
        while found := await self._reading.cases_written(since, until, TOGETHER):
            whole = len(found) < TOGETHER
            since = found[-1][0] + INSTANT if whole else max(found[-1][0], since + INSTANT)
            yield [case for _, case in found], since
            if whole:
                break

    async def _tell_again(self, cases: Sequence[Case]) -> None:
        """Tell the router again what has reached an authority, where it shows no receipt."""
        lacking = plan.without_receipt(cases)
        listening = await self._reading.ever_subscribed({escalation.authority for escalation in lacking})
        asked = [escalation for escalation in lacking if escalation.authority in listening]
        received = await self._reading.received(asked)
        told = await self._deliveries.of({one.id for one in asked if one.id not in received})
        if again := receipts(told):
            await self._router.tell(again)
            crash_point("reconcile.retold")
            RETOLD.inc(len(again))
            log.warning("receipts.retold", receipts=len(again))

    async def _make_missing(self, cases: Sequence[Case]) -> int:
        authorities = {escalation.authority for case in cases for escalation in case.escalations}
        subscriptions = await self._reading.subscriptions_of(authorities)
        now = self._clock()
        wanted = [
            delivery
            for event, fact, in_time in plan.lacking(cases, subscriptions, site=self._site)
            for delivery in plan.to_authority(event, fact, in_time, now=now)
        ]
        spared = [one for case in cases for one in plan.withdrawn(case, site=self._site)]
        who = plan.who_was_told(await self._deliveries.of({fact.escalation for _, fact in spared}))
        for event, fact in spared:
            wanted += plan.to_the_spared(event, fact, subscriptions, who[fact.escalation], now=now)
        told: list[tuple[Event, CaseAnswered | CaseRegrouped]] = []
        for case in cases:
            told += (*plan.regrouped(case), *plan.ended(case))
        readers = await self._reading.readers({report for _, fact in told for report in fact.reports})
        wanted += [d for e, fact in told for d in plan.to_reporters(e, fact, readers.values(), now=now)]
        known = await self._deliveries.known([d.id for d in wanted], together=NAMED_TOGETHER)
        missing = [delivery for delivery in wanted if delivery.id not in known]
        if not missing:
            return 0
        made = await self._dispatch.say(missing)
        REMADE.inc(made)
        log.warning("deliveries.remade", deliveries=made)
        return made
