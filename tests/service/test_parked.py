"""Messages set aside, as an operator meets them: the commands as programs, on a real RabbitMQ."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from shared.batch import packed
from shared.broker import Broker, Outgoing, holding
from shared.consumer import Consumer, Handler
from shared.event import Event
from shared.events import ReportReceived
from shared.parked import OFTEN, in_hand, send_again
from shared.settings import PROJECT
from shared.topology import FEEDBACK, PARKED, PARKED_QUEUE, service_queue
from tests.notifying import eventually

NOW = datetime(2026, 11, 23, tzinfo=UTC)
INBOX = service_queue("router")


def an_event(report: str) -> Event:
    return Event.of(ReportReceived(report=report, at=NOW), at=NOW)


@pytest.fixture
async def broker(amqp_url: str) -> AsyncIterator[Broker]:
    broker = Broker(amqp_url, "test")
    await broker.ready()
    yield broker
    await broker.close()


async def program(url: str, *words: str, service: str = "notifier") -> asyncio.subprocess.Process:
    """The command as an operator types it, just started."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"services.{service}",
        "parked",
        *words,
        cwd=PROJECT,
        env={**os.environ, "FEEDBACK_AMQP_URL": url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def parked(url: str, *words: str, service: str = "notifier") -> tuple[int | None, str, str]:
    """What the command answers: exit code, standard output, standard error."""
    process = await program(url, *words, service=service)
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def reading(url: str, broker: Broker, handle: Handler) -> AsyncIterator[None]:
    task = asyncio.create_task(Consumer(url, "router", INBOX, handle, broker).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def held_in(url: str, queue: str) -> list[bytes]:
    """What is in a queue now; it stays there."""
    async with holding(url, queue) as found:
        return [held.body for held in found]


async def set_aside(broker: Broker, *reports: str, queue: str = INBOX) -> None:
    """Messages in the parked queue, as the consumer puts them there."""
    why = {"x-reason": "failed 5 times: KeyError", "x-queue": queue, "x-key": "report.received"}
    await broker.send([Outgoing(PARKED, "", an_event(r).to_bytes(), r, why) for r in reports])


async def test_poison_of_every_kind_is_listed_and_after_the_mending_handled(amqp_url: str, broker: Broker):
    handled: list[str] = []
    broken = True

    async def handle(events: Sequence[Event]) -> None:
        if broken:
            raise ZeroDivisionError
        handled.extend(str(event.data["report"]) for event in events)

    unknown = an_event("r-1").model_copy(update={"type": "report.lost"})
    await broker.send(
        [
            Outgoing(FEEDBACK, "report.received", b"not json", "1", {}),
            Outgoing(FEEDBACK, "report.received", unknown.to_bytes(), "2", {}),
        ]
    )
    await broker.publish([an_event("r-2")])
    async with reading(amqp_url, broker, handle):
        await eventually(lambda: held_in(amqp_url, PARKED_QUEUE), lambda found: len(found) == 3)
        code, table, said = await parked(amqp_url, "list", service="router")
        assert code == 0
        _, no_json, no_type, failed = table.splitlines()
        assert no_json.split()[2:5] == ["router", "report.received", "—"]
        assert "not a CloudEvent" in no_json
        assert no_type.split()[2:5] == ["router", "report.lost", "—"] or "r-1" in no_type
        assert "unknown event type 'report.lost'" in no_type
        assert failed.split()[2:5] == ["router", "report.received", "r-2"]
        assert "failed 5 times: ZeroDivisionError" in failed
        assert "共 3 条" in said
        assert "3 in all" in said
        broken = False
        code, _, said = await parked(amqp_url, "retry", "3", service="router")
        assert (code, "已重新交给 router.v1" in said) == (0, True)

        async def done() -> list[str]:
            return handled

        await eventually(done)
    assert handled == ["r-2"]
    assert await held_in(amqp_url, PARKED_QUEUE) == [b"not json", unknown.to_bytes()]


async def test_what_is_sent_again_too_early_is_set_aside_again_under_its_first_key(
    amqp_url: str, broker: Broker
):
    await broker.send([Outgoing(FEEDBACK, "report.received", b"not json", "1", {})])

    async def handle(_events: Sequence[Event]) -> None: ...

    async with reading(amqp_url, broker, handle):
        await eventually(lambda: held_in(amqp_url, PARKED_QUEUE))
        await parked(amqp_url, "retry", "all")
        await eventually(lambda: held_in(amqp_url, PARKED_QUEUE))
    async with in_hand(amqp_url, broker) as (one,):
        assert (one.kind, one.queue, one.at[:2]) == ("report.received", INBOX, "20")


async def test_one_is_shown_whole_with_the_reason_and_stays(amqp_url: str, broker: Broker):
    await set_aside(broker, "r-1", "r-2")
    code, out, err = await parked(amqp_url, "show", "2")
    assert code == 0
    assert Event.from_bytes(out.encode()) == an_event("r-2")
    assert "x-reason: failed 5 times: KeyError" in err
    code, _, err = await parked(amqp_url, "show", "3")
    assert (code, "There is no message 3" in err) == (1, True)
    assert len(await held_in(amqp_url, PARKED_QUEUE)) == 2


async def test_one_is_dropped_only_when_that_is_confirmed_and_the_log_keeps_what_it_said(
    amqp_url: str, broker: Broker
):
    await set_aside(broker, "r-1", "r-2")
    code, _, said = await parked(amqp_url, "drop", "1")
    assert (code, "Add --yes" in said) == (1, True)
    assert len(await held_in(amqp_url, PARKED_QUEUE)) == 2
    code, _, said = await parked(amqp_url, "drop", "1", "--yes")
    assert code == 0
    assert '"event":"parked.dropped"' in said
    assert "r-1" in said
    assert await held_in(amqp_url, PARKED_QUEUE) == [an_event("r-2").to_bytes()]


async def test_the_numbers_stay_however_often_one_looks_and_nothing_wears_out(amqp_url: str, broker: Broker):
    names = [f"r-{n}" for n in range(5)]
    await set_aside(broker, *names)
    counts = set()
    for _ in range(3 * OFTEN):
        async with in_hand(amqp_url, broker) as found:
            assert [one.reports[0] for one in found] == names
            counts |= {int(one.held.headers.get("x-delivery-count") or 0) for one in found}
    assert max(counts) <= OFTEN


async def test_what_goes_back_to_a_queue_that_is_no_more_is_kept_and_the_rest_goes(
    amqp_url: str, broker: Broker
):
    await set_aside(broker, "gone", queue="agency.440300.v1")
    await set_aside(broker, "r-1")
    code, _, said = await parked(amqp_url, "retry", "all")
    assert code == 1
    assert "is kept" in said
    assert await held_in(amqp_url, PARKED_QUEUE) == [an_event("gone").to_bytes()]
    assert await held_in(amqp_url, INBOX) == [an_event("r-1").to_bytes()]


async def test_what_fails_between_sending_and_removing_is_in_both_places(amqp_url: str, broker: Broker):
    await set_aside(broker, "r-1")
    with contextlib.suppress(ZeroDivisionError):
        async with in_hand(amqp_url, broker) as (one,):
            await broker.send([Outgoing("", INBOX, one.held.body, "r-1", {})])
            raise ZeroDivisionError
    assert await held_in(amqp_url, PARKED_QUEUE) == await held_in(amqp_url, INBOX)


async def test_a_kill_in_the_middle_loses_none(amqp_url: str, broker: Broker):
    names = {f"r-{n}" for n in range(60)}
    await set_aside(broker, *sorted(names))
    process = await program(amqp_url, "retry", "all")
    assert process.stderr
    await process.stderr.readline()
    process.kill()
    await process.communicate()

    async def everywhere() -> set[str]:
        bodies = [*await held_in(amqp_url, PARKED_QUEUE), *await held_in(amqp_url, INBOX)]
        return {Event.from_bytes(body).reports()[0] for body in bodies}

    assert await eventually(everywhere, lambda found: found == names)
    assert await held_in(amqp_url, PARKED_QUEUE)
    code, _, _ = await parked(amqp_url, "retry", "all")
    assert code == 0
    assert await held_in(amqp_url, PARKED_QUEUE) == []
    assert await everywhere() == names


async def test_nothing_set_aside_says_so_and_a_broker_that_is_away_too(amqp_url: str):
    code, out, said = await parked(amqp_url, "list")
    assert (code, out) == (0, "")
    assert "没有搁置的消息" in said
    code, _, said = await parked("amqp://guest:guest@127.0.0.1:1/", "list")
    assert (code, "No message is lost" in said) == (2, True)


async def test_a_dead_letter_of_several_events_names_all_their_reports_and_is_sent_again_whole(
    amqp_url: str, broker: Broker
):
    died = {"x-first-death-queue": INBOX, "x-first-death-reason": "delivery_limit"}
    (whole,) = packed([an_event("r-1"), an_event("r-2")])
    await broker.send([Outgoing(PARKED, "", whole.body, "", died)])
    async with in_hand(amqp_url, broker) as (one,):
        assert (one.kind, one.reports) == ("report.received", ("r-1", "r-2"))
        await send_again(one, broker)
    assert await held_in(amqp_url, INBOX) == [whole.body]


async def test_the_broker_s_own_dead_letters_are_read_and_sent_again(amqp_url: str, broker: Broker):
    died = {"x-first-death-queue": INBOX, "x-first-death-reason": "delivery_limit"}
    await broker.send([Outgoing(PARKED, "", an_event("r-1").to_bytes(), "r-1", died)])
    async with in_hand(amqp_url, broker) as (one,):
        assert (one.service, one.reason) == ("router", "delivery_limit")
        await send_again(one, broker)
    assert await held_in(amqp_url, INBOX) == [an_event("r-1").to_bytes()]
