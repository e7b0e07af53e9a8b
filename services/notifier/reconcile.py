"""Looks through the cases for what somebody should have been told and was not.

That is questions, and that they were withdrawn; mergers and splits; endings; and, for the router, receipts.

Each written case is looked at once, a while after its writing, in the order of writing; that the broker lost
everything in between then costs time only.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from services.notifier import plan
from services.notifier.dispatch import Dispatch
from services.notifier.outcome import receipts
from services.notifier.store import Deliveries, Reading, Sweep
from services.notifier.telemetry import REMADE, RETOLD
from shared.case import Case
from shared.clock import Clock, wall
from shared.crash import crash_point
from shared.event import Event
from shared.events import CaseAnswered, CaseRegrouped
from shared.mongo import INSTANT, NAMED_TOGETHER
from shared.telemetry import logger

log = logger("reconcile")

Tell = Callable[[Sequence[Event]], Awaitable[None]]

QUIET = timedelta(seconds=60)  # after which an event should have had its effect
TOGETHER = 200  # cases looked at in one step; more than one router writes at the same instant


class Reconciler:
    """The walk through the cases; `site` is the channel's public address, `tell` how the router hears."""

    def __init__(
        self,
        deliveries: Deliveries,
        reading: Reading,
        dispatch: Dispatch,
        sweep: Sweep,
        site: str,
        tell: Tell,
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
        self._tell = tell
        self._quiet = quiet

    async def look(self) -> int:
        """Look at the cases written since the last time; make what is missing, and return how much it was."""
        made, seen = 0, await self._sweep.seen()
        until = self._clock() - self._quiet
        while cases := await self._reading.cases_written(seen, until, TOGETHER):
            made += await self._make_missing([case for _, case in cases])
            await self._tell_again([case for _, case in cases])
            crash_point("reconcile.made")
            whole = len(cases) < TOGETHER
            seen = cases[-1][0] + INSTANT if whole else max(cases[-1][0], seen + INSTANT)
            await self._sweep.set_seen(seen)
            if whole:
                break
        return made

    async def _tell_again(self, cases: Sequence[Case]) -> None:
        """Tell the router again what has reached an authority, where it shows no receipt."""
        if again := receipts(await self._deliveries.of(plan.without_receipt(cases))):
            await self._tell(again)
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
