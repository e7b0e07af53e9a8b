"""The consumer's one loop and the publisher, against a real RabbitMQ."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aio_pika
import pytest

from services.notifier.router import RouterQueue
from shared.batch import BATCH_CONTENT_TYPE, TOGETHER
from shared.broker import Broker, Outgoing, holding
from shared.consumer import MOST, Consumer, Handler
from shared.errors import Refused, TryAgain, blaming
from shared.event import Event
from shared.events import ReportReceived
from shared.inflow import BATCH
from shared.topology import ESCALATIONS, FEEDBACK, PARKED_QUEUE, service_queue
from tests.messages import events_in

NOW = datetime(2026, 11, 23, tzinfo=UTC)
QUEUE = service_queue("router")


def an_event(name: str) -> Event:
    return Event.of(ReportReceived(report=name, at=NOW), at=NOW)


@pytest.fixture
async def broker(amqp_url: str) -> AsyncIterator[Broker]:
    broker = Broker(amqp_url, "test")
    yield broker
    await broker.close()


@asynccontextmanager
async def reading(
    url: str, broker: Broker, handle: Handler, foresee: Handler | None = None
) -> AsyncIterator[None]:
    task = asyncio.create_task(Consumer(url, "test", QUEUE, handle, broker, foresee=foresee).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(seen: "asyncio.Event") -> None:
    async with asyncio.timeout(30):
        await seen.wait()


async def messages_in(url: str, queue: str) -> list[aio_pika.abc.AbstractIncomingMessage]:
    connection = await aio_pika.connect(url)
    async with connection, connection.channel() as channel:
        found = await channel.get_queue(queue)
        messages = []
        while message := await found.get(fail=False):
            messages.append(message)
            await message.ack()
        return messages


async def test_what_is_published_is_handled_in_batches_and_acknowledged(amqp_url: str, broker: Broker):
    names, done = [f"r{i}" for i in range(500)], asyncio.Event()
    seen: list[str] = []

    async def handle(events: Sequence[Event]) -> None:
        assert len(events) <= MOST
        seen.extend(event.data["report"] for event in events)
        if len(seen) == len(names):
            done.set()

    await broker.publish([an_event(name) for name in names])
    async with reading(amqp_url, broker, handle):
        await until(done)
        await asyncio.sleep(0.2)
    assert seen == names
    assert await messages_in(amqp_url, QUEUE) == []


async def test_what_is_published_together_crosses_in_few_messages(amqp_url: str, broker: Broker):
    events = [an_event(f"r{i}") for i in range(2 * TOGETHER + 1)]
    await broker.publish(events)
    messages = await messages_in(amqp_url, QUEUE)
    kinds = [message.content_type for message in messages]
    assert kinds == [BATCH_CONTENT_TYPE, BATCH_CONTENT_TYPE, "application/cloudevents+json"]
    assert [event for message in messages for event in events_in(message.body)] == events
    assert len({message.message_id for message in messages}) == 3
    assert {message.delivery_mode for message in messages} == {aio_pika.DeliveryMode.PERSISTENT}


async def test_the_router_is_behind_while_messages_wait_for_it_or_nobody_can_say(
    amqp_url: str, broker: Broker
):
    router = RouterQueue(broker)
    assert not await router.is_behind()
    await router.tell([an_event("r1")])
    assert await router.is_behind()
    assert len(await messages_in(amqp_url, QUEUE)) == 1
    assert not await router.is_behind()
    assert await RouterQueue(Broker("amqp://guest:guest@127.0.0.1:9/", "test")).is_behind()


async def test_what_comes_one_by_one_is_handled_in_batches_too(amqp_url: str, broker: Broker):
    sizes, done = list[int](), asyncio.Event()

    async def handle(events: Sequence[Event]) -> None:
        sizes.append(len(events))
        await asyncio.sleep(0.2)  # meanwhile more arrives
        if sum(sizes) == 300:
            done.set()

    singles = [an_event(f"r{i}") for i in range(300)]
    await broker.send([Outgoing("", QUEUE, event.to_bytes(), event.id, {}) for event in singles])
    async with reading(amqp_url, broker, handle):
        await until(done)
    assert max(sizes) == BATCH


async def test_what_comes_next_is_foreseen_while_a_batch_is_in_hand(amqp_url: str, broker: Broker):
    seen, foreseen, early, done = list[str](), list[str](), list[bool](), asyncio.Event()

    async def handle(events: Sequence[Event]) -> None:
        await asyncio.sleep(0.2)  # meanwhile the next are foreseen
        seen.extend(event.data["report"] for event in events)
        if len(seen) == 400:
            done.set()

    async def foresee(events: Sequence[Event]) -> None:
        names = [event.data["report"] for event in events]
        early.append(not {*names} & {*seen})
        foreseen.extend(names)
        raise TryAgain("the store does not answer")  # which hinders nobody

    await broker.publish([an_event(f"r{i}") for i in range(400)])
    async with reading(amqp_url, broker, handle, foresee):
        await until(done)
    assert seen == [f"r{i}" for i in range(400)]
    assert foreseen == [name for name in seen if name in foreseen] != []
    assert all(early)


async def test_what_is_no_event_among_others_is_parked_alone(amqp_url: str, broker: Broker):
    seen, done = list[str](), asyncio.Event()

    async def handle(events: Sequence[Event]) -> None:
        seen.extend(event.data["report"] for event in events)
        done.set()

    unknown = an_event("r3").model_copy(update={"type": "report.lost"})
    bodies = [an_event("r1").to_bytes(), b'{"id":"none"}', unknown.to_bytes(), an_event("r2").to_bytes()]
    message = Outgoing(FEEDBACK, "report.received", b"[" + b",".join(bodies) + b"]", "", {})
    await broker.send([message, message._replace(body=b"[" + bodies[0])])
    async with reading(amqp_url, broker, handle):
        await until(done)
        await asyncio.sleep(0.3)
    assert seen == ["r1", "r2"]
    parked = await messages_in(amqp_url, PARKED_QUEUE)
    assert [(m.body, m.headers["x-reason"]) for m in parked] == [
        (b'{"id":"none"}', "not a CloudEvent: 3 fields do not fit"),
        (unknown.to_bytes(), "unknown event type 'report.lost'"),
        (b"[" + bodies[0], "not a CloudEvent: 1 fields do not fit"),
    ]
    assert {m.headers["x-key"] for m in parked} == {"report.received"}
    assert await messages_in(amqp_url, QUEUE) == []


async def test_a_message_stays_with_the_broker_until_the_last_event_in_it_is_done_with(
    amqp_url: str, broker: Broker
):
    seen, failed = list[str](), asyncio.Event()

    async def handle(events: Sequence[Event]) -> None:
        names = [event.data["report"] for event in events]
        if "poison" in names:
            if len(names) == 1:
                failed.set()
            raise ZeroDivisionError
        seen.extend(names)

    sent = [an_event("first"), an_event("poison"), an_event("last")]
    await broker.publish(sent)
    async with reading(amqp_url, broker, handle):
        await until(failed)
    assert seen == ["first", "last"]
    async with holding(amqp_url, QUEUE) as held:
        assert [event for one in held for event in events_in(one.body)] == sent


async def test_poison_is_parked_after_five_tries_and_the_rest_flows(amqp_url: str, broker: Broker):
    done = asyncio.Event()
    tried: list[int] = []
    seen: list[str] = []

    async def handle(events: Sequence[Event]) -> None:
        for event in events:
            if event.data["report"] == "poison":
                tried.append(len(events))
                raise ZeroDivisionError
        seen.extend(event.data["report"] for event in events)
        if "last" in seen:
            done.set()

    await broker.publish([an_event("first"), an_event("poison"), an_event("last")])
    async with reading(amqp_url, broker, handle):
        await until(done)
        assert tried.count(1) < 5  # the rest did not wait for it
        async with asyncio.timeout(30):
            while tried.count(1) < 5:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
    assert seen == ["first", "last"]
    assert tried.count(1) == 5
    parked = await messages_in(amqp_url, PARKED_QUEUE)
    assert [m.headers["x-reason"] for m in parked] == ["failed 5 times: ZeroDivisionError"]
    assert Event.from_bytes(parked[0].body) == an_event("poison")


async def test_where_the_error_says_whose_it_is_the_rest_is_handled_together(amqp_url: str, broker: Broker):
    done = asyncio.Event()
    batches: list[list[str]] = []
    names = [f"r{i}" for i in range(40)]

    async def handle(events: Sequence[Event]) -> None:
        batches.append([event.data["report"] for event in events])
        with blaming({"poison"} & {*batches[-1]}):
            if "poison" in batches[-1]:
                raise ZeroDivisionError
        if {name for batch in batches for name in batch} >= {*names, "poison"}:
            done.set()

    await broker.publish([an_event(name) for name in (*names[:20], "poison", *names[20:])])
    async with reading(amqp_url, broker, handle):
        await until(done)
    first = next(place for place, batch in enumerate(batches) if "poison" in batch)
    innocent = [name for name in batches[first] if name != "poison"]
    assert not innocent or batches[first + 1] == innocent
    assert [name for batch in batches if "poison" not in batch for name in batch] == names


async def test_what_is_no_event_is_parked_with_the_reason(amqp_url: str, broker: Broker):
    done = asyncio.Event()

    async def handle(_events: Sequence[Event]) -> None:
        done.set()
        raise Refused("this one never")

    await broker.send([Outgoing(FEEDBACK, "report.received", b"not json", "1", {})])
    await broker.publish([an_event("refused")])
    async with reading(amqp_url, broker, handle):
        await until(done)
        await asyncio.sleep(0.3)
    reasons = {str(m.headers["x-reason"]) for m in await messages_in(amqp_url, PARKED_QUEUE)}
    assert reasons == {"this one never", "not a CloudEvent: 1 fields do not fit"}


async def test_work_that_cannot_be_done_now_waits_and_is_not_poison(amqp_url: str, broker: Broker):
    calls, done = [], asyncio.Event()

    async def handle(events: Sequence[Event]) -> None:
        calls.append(len(events))
        if len(calls) < 7:
            raise TryAgain("not yet")
        done.set()

    await broker.publish([an_event("r")])
    async with reading(amqp_url, broker, handle):
        await until(done)
    assert len(calls) == 7
    assert await messages_in(amqp_url, PARKED_QUEUE) == []


async def test_a_message_that_no_queue_takes_is_not_called_published(broker: Broker):
    with pytest.raises(TryAgain):
        await broker.send([Outgoing(ESCALATIONS, "nobody.major", b"{}", "1", {})])


async def test_without_a_broker_publishing_says_try_again():
    broker = Broker("amqp://guest:guest@127.0.0.1:1/", "test")
    with pytest.raises(TryAgain):
        await broker.publish([an_event("r")])
