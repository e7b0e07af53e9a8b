"""The whole channel in memory, on a clock that the test moves: three processes that can die, and what stays.

Everything that decides is the product's own: acceptance, relay, desk, sweep, plans, outcomes. In the place of
the servers stand the fakes, in whose awaits a mishap may happen.
"""

import asyncio
import base64
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from structlog.testing import capture_logs

from services.intake.acceptance import Acceptance, Accepted
from services.intake.authority_desk import answer_received
from services.intake.declined import Declined
from services.intake.speech import Utterance, speak
from services.intake.telling import write_and_tell
from services.notifier import plan
from services.notifier.channels import Failed, Heard
from services.notifier.hand import Hand
from services.notifier.listener import Reader
from services.notifier.outcome import receipts
from services.notifier.promptness import PATIENCE
from services.notifier.recorder import Recorder
from services.router.desk import Desk
from services.router.sweep import Headway, Sweep
from shared.case import Case
from shared.delivery import Delivery
from shared.errors import TryAgain
from shared.event import Event
from shared.events import CaseAnswered, EscalationOpened
from shared.relay import Relay
from shared.report import Report
from shared.sealing import Vault
from tests.builders import NOW, the_policy
from tests.fakes.listeners import SUBSCRIPTIONS, Listeners
from tests.fakes.outbox import BrokerInMemory, Died, JournalInMemory, Mishap
from tests.fakes.stored import DeliveriesInMemory, ReceivedInMemory, TellingCases

Result = TypeVar("Result")

VAULT = Vault(base64.b64encode(bytes(32)).decode())
SITE = "https://feedback.example"
MANY = 1_000  # more messages than any test has
AFTER = timedelta(seconds=30)  # what is younger is not looked for
OFTEN = timedelta(seconds=10)  # how often the router is meant to look for it
SILENT = AFTER + timedelta(seconds=1)


class VirtualChannel:
    """What is stored and what is under way; and one process of each service, which dies of a mishap."""

    def __init__(self) -> None:
        self.now = NOW
        self.mishap = Mishap()
        pause = self.mishap.pause
        self.broker = BrokerInMemory(pause)
        self.journals = {service: JournalInMemory(pause) for service in ("intake", "router", "notifier")}
        self.deliveries = DeliveriesInMemory(self.journals["notifier"], pause)
        self.received = ReceivedInMemory(
            pause, deliveries=self.deliveries.kept, journal=self.journals["intake"]
        )
        self.cases = TellingCases(pause, journal=self.journals["router"], clock=self.clock)
        self.listeners = Listeners()
        self.relays: dict[str, Relay] = {}
        self._loop = asyncio.Runner()
        for service in self.journals:
            self.begin(service)

    def clock(self) -> datetime:
        return self.now

    def close(self) -> None:
        self._loop.close()

    def begin(self, service: str) -> None:
        """Start a process of a service, in the place of the one that was there."""
        relay = Relay(self.journals[service], self.broker)
        self.relays[service] = relay
        self.journals[service].living = relay.writer
        self._loop.run(relay.register())
        match service:
            case "intake":
                self.acceptance = Acceptance(
                    self.received, relay, VAULT, most=10, patience=60, clock=self.clock
                )
            case "router":
                self.cases.voice = relay
                self.desk = Desk(self.received, self.cases, the_policy(), self.clock)
                self.headway = Headway(self.desk.handle, self.clock)
                self.sweep = Sweep(
                    self.received, self.cases, self.desk.handle, self.clock, AFTER, OFTEN, self.headway
                )
            case _:
                self.hand = Hand()
                self.recorder = Recorder(self.deliveries, self.deliveries, relay, self.hand, self.clock)

    def _does(self, service: str, work: Coroutine[Any, Any, Result], mishap: Mishap | None) -> Result | None:
        """Let a process work, and tell the broker what it did; None when it could not finish.

        One that dies is replaced by another, which has not begun to tell.
        """
        if mishap:
            self.mishap.error, self.mishap.left = mishap.error, mishap.left
        done: list[Result] = []

        async def working() -> None:
            with suppress(TryAgain):
                done.append(await work)
            await self.relays[service].drain()

        try:
            with capture_logs():
                self._loop.run(working())
        except Died:
            self.begin(service)
        finally:
            self.mishap.error = None
        return done[0] if done else None

    # What a reporter and an authority do, at intake.

    def report(self, report: Report, key: str, mishap: Mishap | None = None) -> Accepted | None:
        """Send a report; None when there was no answer."""
        return self._does("intake", self._report(report, key), mishap)

    async def _report(self, report: Report, key: str) -> Accepted | None:
        async with self.acceptance.running() as committer:
            asked = asyncio.ensure_future(self.acceptance.submit(report, key))
            await asyncio.wait({asked, committer}, return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                return asked.result()
            asked.cancel()
        return None

    def say(self, case: Case, escalation: str, words: Utterance, mishap: Mishap | None = None) -> None:
        """Let the authority that was asked say something; what cannot be said is not."""
        found = next(e for e in case.escalations if e.id == escalation)
        before = [answer for answer in self.received.said.values() if answer.escalation == escalation]
        try:
            answer = speak(case.id, found, words, by=found.authority, before=before, at=self.now)
        except Declined:
            return

        async def keep() -> None:
            await write_and_tell(
                self.relays["intake"],
                lambda stamp: self.received.insert_answer(answer, stamp),
                [answer_received(answer)],
            )

        self._does("intake", keep(), mishap)

    # What the services do.

    def tells(self, service: str, mishap: Mishap | None = None) -> None:
        """Let a service tell the broker what its dead processes have not told."""
        self._does(service, self.relays[service].adopt(), mishap)

    def router_hears(
        self, most: int = MANY, mishap: Mishap | None = None, *, acknowledges: bool = True
    ) -> None:
        batch, behind = self.broker.queues["router"][:most], self.broker.queues["router"][most : 2 * most]

        async def hearing() -> None:
            with suppress(TryAgain):
                await self.desk.foresee(behind)
            await self.headway.handle(batch)

        if batch:
            self._settles("router", batch, hearing(), mishap, acknowledges=acknowledges)

    def notifier_hears(
        self, most: int = MANY, mishap: Mishap | None = None, *, acknowledges: bool = True
    ) -> None:
        batch = self.broker.queues["notifier"][:most]
        work = self._say_new([delivery for event in batch for delivery in self.planned(event)])
        self._settles("notifier", batch, work, mishap, acknowledges=acknowledges)

    async def _say_new(self, planned: Sequence[Delivery]) -> None:
        """Say what is not stored yet, and store it with what was answered, or without where that takes long.

        Whoever dies in between has said it, and does not know.
        """
        new = {delivery.id: delivery for delivery in planned}
        for id_ in await self.deliveries.known(new):
            del new[id_]
        for delivery in self.hand.take(new.values()):
            self.recorder.expect(delivery, PATIENCE)
            said = self.listeners.hear(delivery)
            try:
                await self.mishap.pause()
            except TryAgain:  # our own side could not speak
                self.recorder.let_go([delivery], timedelta(0))
            else:
                await self._noted(delivery, said)
        await self.recorder.drain()

    async def _noted(self, delivery: Delivery, said: Heard | Failed | None) -> None:
        if said is None:
            self.recorder.keep(delivery)
        else:
            await self.recorder.record(delivery, said)

    def _settles(
        self,
        service: str,
        batch: Sequence[Event],
        work: Coroutine[Any, Any, None],
        mishap: Mishap | None,
        *,
        acknowledges: bool,
    ) -> None:
        """Let a service handle messages; who does not finish, or is not heard saying so, gets them again."""

        async def handled() -> None:
            await work
            if acknowledges:
                self.broker.acknowledge(service, batch)

        self._does(service, handled(), mishap)

    def planned(self, event: Event) -> list[Delivery]:
        """Return what the notifier makes of an event."""
        fact = event.fact()
        if isinstance(fact, EscalationOpened):
            return plan.to_authority(event, fact, SUBSCRIPTIONS, now=self.now)
        if isinstance(fact, CaseAnswered):
            return plan.to_reporters(event, fact, _readers(fact), now=self.now)
        return []

    def notifier_speaks(self, mishap: Mishap | None = None) -> None:
        """Say what is due; whoever dies in between has said it, and does not know."""

        async def speaking() -> None:
            for delivery in self.deliveries.due(self.now):
                said = self.listeners.hear(delivery)
                await self.mishap.pause()
                if said is not None:
                    await self.recorder.record(delivery, said)
                    await self.recorder.drain()

        self._does("notifier", speaking(), mishap)

    def notifier_looks_through_the_cases(self, mishap: Mishap | None = None) -> None:
        """Make the deliveries that are lacking, as the reconciler does."""
        cases = self.all()
        lacking = [
            delivery
            for event, fact, in_time in plan.lacking(cases, SUBSCRIPTIONS, site=SITE)
            for delivery in plan.to_authority(event, fact, in_time, now=self.now)
        ]
        lacking += [
            delivery
            for case in cases
            for event, fact in plan.ended(case)
            for delivery in plan.to_reporters(event, fact, _readers(fact), now=self.now)
        ]
        unheard = {escalation.id for escalation in plan.without_receipt(cases)}
        behind = bool(self.broker.queues["router"])
        told = [d for d in self.deliveries.kept.values() if d.escalation in unheard]

        async def making() -> None:
            await self._say_new(lacking)
            if not behind:
                await self.broker.publish(receipts(told))

        self._does("notifier", making(), mishap)

    def router_sweeps(self, mishap: Mishap | None = None) -> None:
        async def sweeping() -> None:
            await self.sweep.run_once()
            await self.sweep.run_once()  # who has just begun gives the queue time

        self._does("router", sweeping(), mishap)

    def time_passes(self, by: timedelta, mishap: Mishap | None = None) -> None:
        """Let the clock go on, and the router see to what has fallen due."""
        self.now += by
        self._does("router", self.desk.see_to_what_is_due(), mishap)

    # What a test looks at.

    def all(self) -> list[Case]:
        return [one.case for one in self.cases.whole()]

    def written(self) -> list[Case]:
        """The cases without the receipts that lie beside them."""
        return [one.case for one in self.cases.kept.values()]

    def is_quiet(self) -> bool:
        """Say whether nothing is under way, and nobody waits to be told."""
        under_way = [*self.broker.queues.values(), *(journal.untold() for journal in self.journals.values())]
        notices = [e for case in self.all() for e in case.escalations if e.notice_at]
        waiting = [d for d in self.deliveries.kept.values() if d.settled_at is None]
        return not (any(under_way) or notices or waiting)

    def flow(self) -> None:
        """Let what is under way arrive, all of it, and nothing happen to it."""
        self.router_hears()
        self.notifier_hears()
        self.notifier_speaks()

    def settle(self, *, looking: bool = False) -> None:
        """Let everything take its course without any mishap, until nothing is under way.

        `looking` for what the broker has lost as well, where it has lost anything.
        """
        self.listeners.away.clear()
        self.listeners.slow.clear()
        self.broker.away = False
        self.time_passes(timedelta(minutes=6))  # long enough for what is lost to be looked for
        for _ in range(30):
            for service in self.journals:
                self.tells(service)
            self.flow()
            if looking:
                self.time_passes(SILENT)  # so that what no queue has brought is not taken for late
                self.router_sweeps()
                self.notifier_looks_through_the_cases()
            if self.is_quiet():
                return
            again = [d.next_attempt_at for d in self.deliveries.kept.values() if d.next_attempt_at]
            self.time_passes(max([timedelta(minutes=6), *(at - self.now for at in again)]))
        raise AssertionError("the channel does not come to rest")

    def stays_silent(self) -> None:
        """Let the clocks of all open cases run out, one rung after the other, until every case has ended."""
        for _ in range(30):
            clocks = [due for case in self.all() if (due := case.next_due())]
            if not clocks:
                return
            self.time_passes(max(clocks) - self.now)
            self.settle()
        raise AssertionError("a case does not end")


def _readers(fact: CaseAnswered) -> list[Reader]:
    """Every reporter has left an address."""
    return [Reader(report, "zh-CN", {}) for report in fact.reports]
