"""What a process has in hand is not taken again until it is stored."""

import asyncio

from services.notifier import plan
from services.notifier.hand import Hand
from shared.delivery import Delivery
from shared.event import Event
from tests.builders import NOW
from tests.fakes.listeners import SUBSCRIPTIONS
from tests.notifying import an_escalation


def a_delivery() -> Delivery:
    fact = an_escalation("samr")
    return plan.to_authority(Event.of(fact, at=NOW), fact, SUBSCRIPTIONS, now=NOW)[0]


def test_the_same_delivery_is_taken_once_until_it_is_put_down():
    hand, one, other = Hand(), a_delivery(), a_delivery()
    assert hand.take([one, other, one]) == [one, other]
    assert hand.take([one]) == []
    hand.put_down([one.id])
    assert hand.take([one, other]) == [one]


def test_what_is_in_hand_is_known_by_its_escalation():
    hand, one, other = Hand(), a_delivery(), a_delivery()
    hand.take([one, other])
    assert hand.of({str(one.escalation)}) == [one]


async def test_who_waits_for_what_is_in_hand_goes_on_when_all_of_it_is_put_down():
    hand, one, other = Hand(), a_delivery(), a_delivery()
    await hand.empty_of([one.id])
    hand.take([one, other])
    waits = [asyncio.ensure_future(hand.empty_of([one.id, other.id])) for _ in range(2)]
    await asyncio.sleep(0)
    hand.put_down([one.id])
    await asyncio.sleep(0.01)
    assert not any(wait.done() for wait in waits)
    hand.put_down([other.id])
    await asyncio.gather(*waits)


async def test_who_stops_waiting_for_what_is_in_hand_leaves_it_there():
    hand, one = Hand(), a_delivery()
    hand.take([one])
    wait = asyncio.ensure_future(hand.empty_of([one.id]))
    await asyncio.sleep(0)
    wait.cancel()
    await asyncio.wait([wait])
    assert hand.take([one]) == []
    hand.put_down([one.id])
    assert hand.take([one]) == [one]
