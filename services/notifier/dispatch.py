"""Hears what happened, and sees to it that everybody who wants to know is told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from services.notifier import plan
from services.notifier.agencies import Agencies
from services.notifier.hand import Hand
from services.notifier.listener import Listener, Nobody
from services.notifier.recorder import Recorder
from services.notifier.speaker import NOW, SOON, Speaker
from services.notifier.store import Deliveries, Endpoints, Reading
from services.notifier.telemetry import UNHEARD
from shared.clock import Clock, wall
from shared.crash import crash_point
from shared.delivery import Delivery, DeliveryState
from shared.errors import Refused
from shared.event import Event
from shared.events import (
    CaseAnswered,
    CaseRegrouped,
    DeliveryRequested,
    EscalationGrown,
    EscalationOpened,
    EscalationWithdrawn,
    SubscriptionChanged,
)
from shared.fact import Fact
from shared.subscription import Subscription
from shared.telemetry import logger

log = logger("dispatch")

CLAIMED_TOGETHER = 200  # deliveries

Facts = Sequence[tuple[Event, Fact]]


class Dispatch:
    """Facts in, deliveries out: said at once, and stored with what came of it."""

    def __init__(
        self,
        deliveries: Deliveries,
        endpoints: Endpoints,
        reading: Reading,
        speaker: Speaker,
        recorder: Recorder,
        hand: Hand,
        agencies: Agencies,
        clock: Clock = wall,
    ) -> None:
        self._deliveries = deliveries
        self._endpoints = endpoints
        self._reading = reading
        self._speaker = speaker
        self._recorder = recorder
        self._hand = hand
        self._agencies = agencies
        self._clock = clock

    async def handle(self, events: Sequence[Event]) -> None:
        """Take a batch of facts; when it returns, every delivery that follows is stored."""
        facts = [(event, event.fact()) for event in events]
        subscriptions = await self._reading.subscriptions_of(_concerned(facts))
        await self.say(
            [
                *await self._to_authorities(facts, subscriptions),
                *await self._to_reporters(facts),
                *await self._requested(facts),
            ],
            subscriptions,
        )
        changed = [fact.subscription for _, fact in facts if isinstance(fact, SubscriptionChanged)]
        if changed:
            await self._agencies.changed(changed)

    async def say(self, deliveries: Sequence[Delivery], read: Iterable[Subscription] = ()) -> int:
        """Have what is new said at once where there is room; when all is stored, return how many were new.

        The subscriptions that were `read` just now are not read again.
        """
        crash_point("dispatch.planned")
        new, waiting = 0, {delivery.id: delivery for delivery in deliveries}
        while waiting:
            mine = self._hand.take(waiting.values())
            new += await self._say_new(mine, read)
            for delivery in mine:
                del waiting[delivery.id]
            await self._hand.empty_of(waiting)  # whoever has the others in hand may fail to store them
        crash_point("dispatch.stored")
        return new

    async def _say_new(self, in_hand: Sequence[Delivery], read: Iterable[Subscription]) -> int:
        """Say those in hand that are not stored yet; return how many, once they are stored."""
        begun = list[str]()
        try:
            known = await self._deliveries.known([delivery.id for delivery in in_hand])
            new = [delivery for delivery in in_hand if delivery.id not in known]
            listeners = await self._listeners(new, read=read)
            for delivery in new:
                await self._recorder.room()
                self._recorder.expect(delivery, self._speaker.patience(delivery))
                begun.append(delivery.id)
                pause = self._speaker.take(delivery, listeners[delivery.id])
                if pause is not None:
                    self._recorder.let_go([delivery], pause)
            if new:
                crash_point("dispatch.handed_over")
        finally:
            self._hand.put_down({delivery.id for delivery in in_hand}.difference(begun))
        await self._hand.empty_of(begun)
        return len(begun)

    async def due(self) -> None:
        """Claim what has fallen due, or was left by others, and have it said; for a tick."""
        while (room := min(self._speaker.room(), CLAIMED_TOGETHER)) > 0:
            claimed = await self._deliveries.claim_due(room)
            if claimed:
                crash_point("dispatch.claimed")
            taken_back = await self._deliveries.known(list(filter(None, map(plan.withdrawal_of, claimed))))
            if await self._hand_over(claimed, taken_back) < room:
                return

    async def _hand_over(self, claimed: Sequence[Delivery], taken_back: Collection[str]) -> int:
        """Give what is claimed to the speaker; return how many this process had room for.

        `taken_back` are the names of withdrawals; what they take back is not said any more.
        """
        if not claimed:
            return 0
        listeners = await self._listeners(claimed, taken_back=taken_back)
        left = defaultdict[timedelta, list[str]](list)
        for delivery in claimed:
            pause = self._speaker.take(delivery, listeners[delivery.id])
            if pause is not None:
                left[pause].append(delivery.id)
        for pause, ids in left.items():
            await self._deliveries.release(ids, pause)
        crash_point("dispatch.handed_over")
        return len(claimed) - len(left[NOW]) - len(left[SOON])

    async def _listeners(
        self,
        deliveries: Sequence[Delivery],
        *,
        read: Iterable[Subscription] = (),
        taken_back: Collection[str] = (),
    ) -> dict[str, Listener]:
        wanted = {d.subscription for d in deliveries if d.subscription}
        subscriptions = {subscription.id: subscription for subscription in read}
        subscriptions |= await self._reading.subscriptions(wanted.difference(subscriptions))
        readers = await self._reading.readers({d.report for d in deliveries if d.report})
        disabled = await self._endpoints.disabled(wanted) if wanted else {}

        def find(delivery: Delivery) -> Listener:
            if delivery.subscription is None:
                return readers.get(delivery.report or "") or Nobody("the reporter can no longer be reached")
            if taken_back and plan.withdrawal_of(delivery) in taken_back:
                return Nobody("withdrawn before it could be told")
            subscription = subscriptions.get(delivery.subscription)
            if subscription is None or subscription.deleted_at:
                return Nobody("the subscription was deleted")
            if subscription.id in disabled and not plan.is_trial(delivery):
                return Nobody(
                    f"the subscription is disabled ({disabled[subscription.id]}) until a trial succeeds"
                )
            return subscription

        return {delivery.id: find(delivery) for delivery in deliveries}

    async def _to_authorities(self, facts: Facts, subscriptions: Sequence[Subscription]) -> list[Delivery]:
        asked = [(event, fact) for event, fact in facts if isinstance(fact, EscalationOpened)]
        spared = [(event, fact) for event, fact in facts if isinstance(fact, EscalationWithdrawn)]
        now, found = self._clock(), []
        for event, fact in asked:
            told = plan.to_authority(event, fact, subscriptions, now=now)
            found.extend(told)
            if not told:
                _unheard(fact)
        taken_back = {fact.escalation for _, fact in spared}
        # In hand first: what is being said when it is looked for may be stored when the store is asked.
        told_before = [*self._hand.of(taken_back), *await self._deliveries.of(taken_back)]
        who = plan.who_was_told([*found, *told_before])
        for event, withdrawn in spared:
            told_of_it = who[withdrawn.escalation]
            found.extend(plan.to_the_spared(event, withdrawn, subscriptions, told_of_it, now=now))
        return found

    async def _to_reporters(self, facts: Facts) -> list[Delivery]:
        news = [(event, fact) for event, fact in facts if isinstance(fact, CaseAnswered | CaseRegrouped)]
        readers = await self._reading.readers({report for _, fact in news for report in fact.reports})
        now = self._clock()
        return [
            delivery
            for event, fact in news
            for delivery in plan.to_reporters(event, fact, readers.values(), now=now)
        ]

    async def _requested(self, facts: Facts) -> list[Delivery]:
        requests = [(event, fact) for event, fact in facts if isinstance(fact, DeliveryRequested)]
        found = [await self._request(event, fact) for event, fact in requests]
        return [delivery for delivery in found if delivery]

    async def _request(self, event: Event, fact: DeliveryRequested) -> Delivery | None:
        now = self._clock()
        if fact.delivery:
            said = await self._deliveries.get(fact.delivery)
            if said is None or said.authority != fact.authority:
                raise Refused("there is no such delivery of this authority")
            if said.state is not DeliveryState.WAITING:
                return plan.again(fact, said, now=now)
            await self._deliveries.release([said.id], timedelta(0))
            return None
        subscription = (await self._reading.subscriptions([fact.subscription or ""])).get(
            fact.subscription or ""
        )
        if subscription is None or subscription.authority != fact.authority or subscription.deleted_at:
            raise Refused("there is no such subscription of this authority")
        return plan.trial(event, fact, subscription, now=now)


def _concerned(facts: Facts) -> set[str]:
    return {fact.authority for _, fact in facts if isinstance(fact, EscalationOpened | EscalationWithdrawn)}


def _unheard(fact: EscalationOpened) -> None:
    if isinstance(fact, EscalationGrown):
        return  # that nobody hears it was told when it was opened
    UNHEARD.inc()
    log.warning(
        "escalation.unheard",
        escalation=fact.escalation,
        authority=fact.authority,
        case=fact.case,
        reports=list(fact.reports),
    )
