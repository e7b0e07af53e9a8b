"""Bad receivers beside good ones: nobody else waits longer, memory stays, and the rules of webhooks hold."""

import asyncio
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import orjson
import pytest

from shared.delivery import DeliveryState
from shared.mongo import COLLECTIONS
from tests.faults.bad_receivers import RETRY_AFTER, Bad, bad_receivers
from tests.faults.fleet import Fleet, a_fleet
from tests.faults.load import Books
from tests.faults.sizes import scaled, tell
from tests.faults.test_broker import memory_of
from tests.people import Authority, an_authority, ask, eventually
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer

pytestmark = pytest.mark.faults

GOOD = 3
RATE = 10  # reports a second: eleven messages each, which is half of what one embedded store keeps up with
MEMORY_MORE = 50 << 20  # bytes
AFTER = 60.0


async def test_bad_receivers_harm_nobody_else(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer, receiver: Receiver
):
    size = scaled(1_000, least=100)
    with broker_server.new_url() as url:
        settings = {"FEEDBACK_AMQP_URL": url}
        async with (
            bad_receivers(machine.ports) as bad,
            a_fleet(machine, store_server, broker_server, settings=settings) as fleet,
            an_authority(fleet, "sac") as sac,
        ):
            for number in range(GOOD):
                hook = fleet.hooks[f"good {number}"] = receiver.hook()
                await sac.subscribes_by_webhook(hook)
            before = await beside_good(fleet, sac, receiver, "before", size, len(bad))
            memory = memory_of(fleet.notifier.pid)
            subscriptions = {name: (await sac.subscribes("webhook", b.url))["id"] for name, b in bad.items()}
            beside = await waits(fleet, "beside", size)
            await asyncio.sleep(RETRY_AFTER * 2)
            grown = memory_of(fleet.notifier.pid) - memory
            calls = {name: len(one.calls) for name, one in bad.items()}
            await the_rules_hold(fleet, bad, subscriptions)
            await deleted(sac, subscriptions.values())
            # The store has grown meanwhile: what the bad ones add shows only between two rounds without.
            after = await beside_good(fleet, sac, receiver, "after", size, len(bad))
            usual = (p99(before) + p99(after)) / 2
            tell(f"p50, p99 of POST to webhook beside {len(bad)} good: {words(before)}, then {words(after)}")
            tell(f"beside {len(bad)} bad: {words(beside)}; p99 ratio {p99(beside) / usual:.2f}")
            tell(f"the notifier grew by {grown >> 20} MB; calls: {calls}")
            assert grown < MEMORY_MORE


async def beside_good(
    fleet: Fleet, sac: Authority, receiver: Receiver, name: str, size: int, many: int
) -> list[float]:
    """What the usual receivers wait with as many good ones beside them as there are bad ones."""
    others = [(await sac.subscribes_by_webhook(receiver.hook()))["id"] for _ in range(many)]
    seconds = await waits(fleet, name, size)
    await deleted(sac, others)
    return seconds


async def deleted(sac: Authority, subscriptions: Iterable[str]) -> None:
    for id_ in subscriptions:
        await ask(sac.http, "DELETE", f"/v1/subscriptions/{id_}")


async def waits(fleet: Fleet, name: str, number: int) -> list[float]:
    """Seconds from the receipt to each good receiver, sorted."""
    reporters = fleet.reporters(name, stubborn=1.0)
    await reporters.send(number, rate=RATE)
    await fleet.told(reporters.books, seconds=AFTER)
    return sorted(_waits(fleet, reporters.books))


def _waits(fleet: Fleet, books: Books) -> list[float]:
    calls = [call for hook in fleet.hooks.values() for call in hook.calls]
    told = [(report, call.at) for call in calls for report in orjson.loads(call.body)["data"]["reports"]]
    return [at - books.accepted_at[report] for report, at in told if report in books.accepted_at]


def p99(seconds: list[float]) -> float:
    return seconds[int(len(seconds) * 0.99)]


def words(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1e3:,.0f} ms, {p99(seconds) * 1e3:,.0f} ms"


async def the_rules_hold(fleet: Fleet, bad: Mapping[str, Bad], subscriptions: Mapping[str, str]) -> None:
    disabled = {d["_id"] for d in await fleet.documents(COLLECTIONS.endpoints) if d.get("disabled_at")}
    assert disabled == {subscriptions["gone"]}

    async def states_of() -> dict[str, set[str]]:
        found = defaultdict(set)
        for delivery in await fleet.documents(COLLECTIONS.deliveries):
            found[delivery["subscription"]].add(delivery["state"])
        return found

    async def judged() -> bool:
        states = await states_of()
        # An endless success and an inflated one are successes: what matters of them is the status.
        return all(
            DeliveryState.DELIVERED in states[subscriptions[name]] for name in ("endless", "inflating")
        )

    await eventually(judged, seconds=AFTER)
    states = await states_of()
    assert states[subscriptions["gone"]] == {DeliveryState.GIVEN_UP}
    for name in ("dead", "circling", "busy", "refusing"):
        assert DeliveryState.DELIVERED not in states[subscriptions[name]]
    again = defaultdict(list)
    for at, message in bad["busy"].calls:
        again[message].append(at)
    assert all(b - a >= RETRY_AFTER * 0.9 for times in again.values() for a, b in pairwise(times))
