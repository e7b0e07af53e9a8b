"""The store or the broker goes away, and comes back: no receipt without safety, and nothing is lost."""

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
import pytest_asyncio

from shared.mongo import COLLECTIONS, connect
from tests.people import Reporter, a_report, a_reporter, an_authority, eventually
from tests.receiver import a_receiver
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import System, a_system

SEVERAL = 20
CHAPTERS = itertools.count(1)
"""No two reports are about the same problem, so that each is told at once."""


@pytest.fixture
def system(machine: Machine, own_store: StoreServer, own_broker: BrokerServer) -> Iterator[System]:
    with a_system(machine, own_store, own_broker) as it:
        yield it


@pytest_asyncio.fixture
async def reporter(system: System) -> AsyncIterator[Reporter]:
    async with a_reporter(system) as it:
        yield it


async def accepted(reporter: Reporter, number: int) -> set[str]:
    clauses = [f"{next(CHAPTERS)}.1" for _ in range(number)]
    replies = [await reporter.reports(a_report(clause=clause)) for clause in clauses]
    assert {reply.status for reply in replies} == {202}
    return {reply.body["id"] for reply in replies}


async def with_a_case(system: System) -> set[str]:
    client = connect(system.mongo_url)
    try:
        cases = client[system.database][COLLECTIONS.cases].find({})
        return {member["report"] async for case in cases for member in case["members"]}
    finally:
        client.close()


async def test_without_the_store_there_is_no_receipt_and_afterwards_all_is_well(
    system: System, reporter: Reporter, own_store: StoreServer
) -> None:
    before = await accepted(reporter, 3)
    own_store.kill()
    for _ in range(5):
        reply = await reporter.reports()
        assert reply.status == 503
        assert int(reply.headers["Retry-After"]) >= 1
        assert "receipt" not in reply.body
        assert reply.headers["Content-Type"] == "application/problem+json"
    await eventually(lambda: is_not_ready(system))
    await asyncio.to_thread(own_store.start)

    async def taken() -> str | None:
        reply = await reporter.reports()
        return str(reply.body["id"]) if reply.status == 202 else None

    after = await eventually(taken)
    await eventually(lambda: holds(system, before | {after}), seconds=60)
    system.intake.wait()
    system.router.wait()
    system.notifier.wait()


async def is_not_ready(system: System) -> bool:
    return not system.intake.is_ready


async def holds(system: System, reports: set[str]) -> bool:
    return reports <= await with_a_case(system)


async def test_a_report_sent_again_with_its_key_after_an_outage_counts_once(
    system: System, reporter: Reporter, own_store: StoreServer
) -> None:
    key = {"Idempotency-Key": "once"}
    own_store.kill()
    assert (await reporter.reports(**key)).status == 503
    await asyncio.to_thread(own_store.start)

    async def taken() -> str | None:
        reply = await reporter.reports(**key)
        return str(reply.body["id"]) if reply.status == 202 else None

    first = await eventually(taken)
    assert (await reporter.reports(**key)).body["id"] == first
    await eventually(lambda: holds(system, {first}))
    assert len(await with_a_case(system)) == 1


@contextmanager
def frozen(store: StoreServer) -> Iterator[None]:
    """The store keeps its connections and answers nothing."""
    os.killpg(store.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(store.pid, signal.SIGCONT)


async def test_a_store_that_hangs_is_told_as_503_and_what_was_unsure_is_counted_once(
    system: System, reporter: Reporter, own_store: StoreServer
) -> None:
    key = {"Idempotency-Key": "unsure"}
    with frozen(own_store):
        async with asyncio.timeout(5):
            replies = await asyncio.gather(*(reporter.reports(**key) for _ in range(3)))
    assert {reply.status for reply in replies} == {503}
    assert not any("receipt" in reply.body for reply in replies)

    async def taken() -> str | None:
        reply = await reporter.reports(**key)
        return str(reply.body["id"]) if reply.status == 202 else None

    await eventually(taken)
    await eventually(lambda: with_a_case(system))
    await asyncio.sleep(1)
    assert len(await with_a_case(system)) == 1


async def test_without_the_broker_reports_are_accepted_and_flow_when_it_is_back(
    system: System, reporter: Reporter, own_broker: BrokerServer
) -> None:
    async with a_receiver() as receiver, an_authority(system, "sac") as sac:
        hook = receiver.hook()
        await sac.subscribes_by_webhook(hook)
        own_broker.kill()
        sent = await accepted(reporter, SEVERAL)
        assert system.intake.is_ready
        assert await with_a_case(system) == set()
        await asyncio.to_thread(own_broker.start)

        async def heard() -> bool:
            return sent <= {
                report for event in hook.heard.values() for report in event["data"].get("reports", ())
            }

        await eventually(heard, seconds=90)
    assert await with_a_case(system) == sent


@pytest.mark.slow  # what a dead process had claimed is taken over when its lease has lapsed
@pytest.mark.parametrize("name", ["intake", "router", "notifier"])
async def test_a_service_killed_with_work_in_hand_loses_nothing(
    system: System, reporter: Reporter, name: str
) -> None:
    async with a_receiver() as receiver, an_authority(system, "sac") as sac:
        hook = receiver.hook()
        await sac.subscribes_by_webhook(hook)
        sent = await accepted(reporter, SEVERAL)
        system.services[name].kill()
        await asyncio.to_thread(system.services[name].start)  # the receiver goes on listening
        sent |= await accepted(reporter, SEVERAL)

        async def heard() -> bool:
            return sent <= {
                report for event in hook.heard.values() for report in event["data"].get("reports", ())
            }

        await eventually(heard, seconds=90)
        assert not hook.forged
    assert await with_a_case(system) == sent
