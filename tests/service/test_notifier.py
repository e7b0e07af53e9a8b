"""The notifier as a process: real store, real RabbitMQ, a real receiver of webhooks, a real mail server."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlsplit

import aio_pika
import pytest
from aiormq.exceptions import ChannelAccessRefused, ProbableAuthenticationError
from standardwebhooks import Webhook

from services.notifier.breaker import FAILURES
from services.notifier.channels import Failed
from services.notifier.channels.webhook import WebhookSender
from services.notifier.promptness import PATIENCE
from shared.delivery import Delivery, DeliveryState
from shared.event import Event
from shared.events import CaseAnswered, DeliveryRequested, DeliverySettled
from shared.ids import new_id
from shared.mongo import COLLECTIONS
from shared.subscription import Channel
from shared.taxonomy import Outcome, Severity
from shared.text import Text
from shared.topology import service_queue
from tests.messages import events_in
from tests.notifying import (
    Bench,
    a_bench,
    a_growth,
    a_reporter,
    a_secret,
    a_withdrawal,
    an_agency,
    an_escalation,
    credentials,
    entered,
    eventually,
    hooked,
    read,
    words_of,
)
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer


async def test_a_webhook_gets_the_event_itself_signed_and_the_router_learns_it(
    bench: Bench, receiver: Receiver
):
    hook, subscription = await hooked(bench, receiver, "a-signed")
    fact = an_escalation("a-signed")
    await bench.tell(fact)
    (delivery,) = await bench.settled(escalation=fact.escalation)
    assert delivery.state is DeliveryState.DELIVERED
    assert delivery.subscription == subscription.id
    assert [a.heard for a in delivery.attempts] == [True]
    assert not hook.forged
    event = hook.heard[delivery.id]
    assert event["type"] == "escalation.opened"
    assert event["specversion"] == "1.0"
    assert event["data"]["because"] == fact.because
    assert hook.calls[0].headers["Content-Type"] == "application/cloudevents+json"
    settled = await settled_facts(bench, delivery.case)
    assert [(s.delivery, s.escalation, s.told) for s in settled] == [(delivery.id, fact.escalation, True)]


async def test_an_event_that_comes_twice_is_said_once(bench: Bench, receiver: Receiver):
    hook, _ = await hooked(bench, receiver, "a-twice")
    facts = [an_escalation("a-twice") for _ in range(20)]
    await bench.tell(*facts, *facts)
    await bench.tell(*facts)
    await bench.settled(20, authority="a-twice")
    await asyncio.sleep(1.5)  # a tick passes
    assert len(hook.calls) == 20
    assert len(hook.heard) == 20


async def test_while_a_secret_is_rotated_both_sign(bench: Bench, receiver: Receiver):
    hook, old, new = receiver.hook(), a_secret(), a_secret()
    await bench.subscribe("a-rotating", Channel.WEBHOOK, hook.url, secrets=[new, old])
    await bench.tell(an_escalation("a-rotating"))
    await bench.settled(authority="a-rotating")
    (call,) = hook.calls
    for secret in (old, new):
        assert Webhook(secret).verify(call.body, call.headers)["type"] == "escalation.opened"


async def test_what_failed_is_said_again_under_the_same_name(bench: Bench, receiver: Receiver):
    hook, _ = await hooked(bench, receiver, "a-failing")
    hook.fail(1, status=500)
    await bench.tell(an_escalation("a-failing"))
    (delivery,) = await bench.settled(authority="a-failing")
    assert [(a.heard, a.detail) for a in delivery.attempts] == [(False, "HTTP 500"), (True, "HTTP 200")]
    assert {call.id for call in hook.calls} == {delivery.id}
    assert len({call.headers["webhook-timestamp"] for call in hook.calls}) == 2
    pause = delivery.attempts[1].at - delivery.attempts[0].at
    assert 4 <= pause.total_seconds() < 10


async def test_a_redirect_is_not_followed_and_is_a_failure(bench: Bench, receiver: Receiver):
    hook, _ = await hooked(bench, receiver, "a-moved")
    hook.fail(1, status=302)
    await bench.tell(an_escalation("a-moved"))

    async def tried() -> list[Delivery]:
        return [d for d in await bench.deliveries(authority="a-moved") if d.attempts]

    (delivery,) = await eventually(tried)
    assert not delivery.attempts[0].heard
    assert delivery.attempts[0].detail.startswith("HTTP 302")


async def test_a_listener_that_says_gone_is_disabled_until_a_trial_succeeds(bench: Bench, receiver: Receiver):
    hook, subscription = await hooked(bench, receiver, "a-gone")
    hook.status = 410
    first = an_escalation("a-gone")
    await bench.tell(first)
    (given_up,) = await bench.settled(escalation=first.escalation)
    assert given_up.state is DeliveryState.GIVEN_UP
    assert [s.told for s in await settled_facts(bench, first.case)] == [False]

    second = an_escalation("a-gone")
    await bench.tell(second)
    (unsaid,) = await bench.settled(escalation=second.escalation)
    assert "disabled" in unsaid.attempts[0].detail
    assert len(hook.calls) == 1

    hook.status = 200
    await bench.tell(DeliveryRequested(request=new_id(), authority="a-gone", subscription=subscription.id))
    await bench.settled(authority="a-gone", case="")
    third = an_escalation("a-gone")
    await bench.tell(third)
    (told,) = await bench.settled(escalation=third.escalation)
    assert told.state is DeliveryState.DELIVERED


async def test_a_trial_is_marked_as_one_and_the_router_hears_nothing(bench: Bench, receiver: Receiver):
    hook, subscription = await hooked(bench, receiver, "a-trial")
    await bench.tell(DeliveryRequested(request=new_id(), authority="a-trial", subscription=subscription.id))
    (delivery,) = await bench.settled(authority="a-trial")
    assert hook.heard[delivery.id]["type"] == "delivery.requested"
    assert await settled_facts(bench, "", wait=False) == []


async def test_a_delivery_is_sent_again_when_its_own_authority_asks(bench: Bench, receiver: Receiver):
    hook, _ = await hooked(bench, receiver, "a-again")
    fact = an_escalation("a-again")
    await bench.tell(fact)
    (first,) = await bench.settled(escalation=fact.escalation)
    again = DeliveryRequested(request=new_id(), authority="a-again", delivery=first.id)
    await bench.tell(again, again)
    await bench.settled(2, escalation=fact.escalation)
    assert len(hook.heard) == 2
    assert len({event["id"] for event in hook.heard.values()}) == 1
    await bench.tell(DeliveryRequested(request=new_id(), authority="a-stranger", delivery=first.id))
    fact = an_escalation("a-again")
    await bench.tell(fact)
    await bench.settled(escalation=fact.escalation)
    assert len(hook.heard) == 3


async def test_what_takes_long_to_be_answered_is_stored_meanwhile_and_said_once(
    bench: Bench, receiver: Receiver
):
    hook, _ = await hooked(bench, receiver, "a-ponderous")
    hook.pause = 2
    fact = an_escalation("a-ponderous")
    await bench.tell(fact, fact)
    (waiting,) = await eventually(lambda: bench.deliveries(escalation=fact.escalation))
    assert (waiting.state, waiting.attempts) == (DeliveryState.WAITING, ())
    assert hook.calls == []
    await bench.tell(fact)
    (told,) = await bench.settled(escalation=fact.escalation)
    assert [a.heard for a in told.attempts] == [True]
    assert [s.told for s in await settled_facts(bench, fact.case)] == [True]
    assert len(hook.calls) == 1


async def test_the_same_event_that_comes_while_it_is_being_said_is_said_once(
    bench: Bench, receiver: Receiver
):
    hook, _ = await hooked(bench, receiver, "a-thinker")
    hook.pause = PATIENCE / 2
    facts = [an_escalation("a-thinker") for _ in range(3)]
    for _ in range(4):
        await bench.tell(*facts, *facts)
    told = await bench.settled(3, authority="a-thinker")
    await asyncio.sleep(1.5)  # a tick passes
    assert [[a.heard for a in delivery.attempts] for delivery in told] == [[True]] * 3
    assert len(hook.calls) == 3


async def test_what_is_withdrawn_in_the_same_breath_is_taken_back_where_it_was_told(
    bench: Bench, receiver: Receiver
):
    hook, _ = await hooked(bench, receiver, "a-breath")
    opening = an_escalation("a-breath")
    await bench.tell(opening, a_growth(opening), a_withdrawal(opening))
    told = await bench.settled(3, escalation=opening.escalation)
    assert {d.event["type"] for d in told} == {
        "escalation.opened",
        "escalation.grown",
        "escalation.withdrawn",
    }
    assert len(hook.calls) == 3


async def test_a_dead_listener_holds_up_nobody(bench: Bench, receiver: Receiver):
    slow, _ = await hooked(bench, receiver, "a-slow")
    slow.pause = 3
    quick, _ = await hooked(bench, receiver, "a-quick")
    await bench.tell(*(an_escalation("a-slow") for _ in range(30)))
    await bench.tell(*(an_escalation("a-quick") for _ in range(30)))
    started = asyncio.get_running_loop().time()
    await bench.settled(30, authority="a-quick")
    assert asyncio.get_running_loop().time() - started < 3
    assert len(quick.heard) == 30


async def test_a_listener_that_fails_rests_and_what_was_not_tried_has_lost_no_attempt(
    bench: Bench, receiver: Receiver
):
    hook, subscription = await hooked(bench, receiver, "a-failing-always")
    hook.status = 500
    await bench.tell(*(an_escalation("a-failing-always") for _ in range(40)))

    async def tried() -> list[Delivery]:
        return [d for d in await bench.deliveries(authority="a-failing-always") if d.attempts]

    await eventually(tried, lambda those: len(those) >= FAILURES)
    await bench.tell(late := an_escalation("a-failing-always"))
    await eventually(lambda: bench.deliveries(escalation=late.escalation))
    (waiting,) = await bench.deliveries(escalation=late.escalation)
    assert waiting.attempts == ()
    stored = await bench.database[COLLECTIONS.deliveries].find_one({"_id": waiting.id})
    assert stored
    assert stored["owner"] is None  # nobody has claimed it, which would have moved it on as well
    assert waiting.next_attempt_at
    assert waiting.next_attempt_at > waiting.at
    assert len(await tried()) < 40
    assert len(hook.calls) < 40

    hook.status = 200
    await bench.tell(
        DeliveryRequested(request=new_id(), authority="a-failing-always", subscription=subscription.id)
    )
    await bench.settled(authority="a-failing-always", case="")
    await bench.tell(after := an_escalation("a-failing-always"))
    (told,) = await bench.settled(escalation=after.escalation)
    assert [a.heard for a in told.attempts] == [True]


async def test_what_is_being_said_when_the_notifier_is_asked_to_stop_is_recorded_first(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer, receiver: Receiver
):
    async with a_bench(machine, store_server, broker_server) as bench:
        hook, _ = await hooked(bench, receiver, "a-last-word")
        hook.pause = 2
        await bench.tell(fact := an_escalation("a-last-word"))
        await eventually(lambda: bench.deliveries(escalation=fact.escalation))
        await asyncio.to_thread(bench.process.stop)
        (told,) = await bench.deliveries(escalation=fact.escalation)
        assert [a.heard for a in told.attempts] == [True]
        assert [s.told for s in await settled_facts(bench, fact.case)] == [True]
        assert len(hook.calls) == 1


async def test_an_authority_reads_the_letter_in_both_languages(bench: Bench):
    await bench.subscribe("a-mail", Channel.EMAIL, "std@sac.example")
    fact = an_escalation("a-mail", severity=Severity.CRITICAL)
    await bench.tell(fact)
    (delivery,) = await bench.settled(authority="a-mail")
    (mail,) = bench.mailbox.to("std@sac.example")
    assert mail["Message-ID"] == f"<{delivery.id}@standards.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "请立即处理" in words_of(mail)
    assert "People may be in danger" in words_of(mail, "html")
    assert fact.link in words_of(mail)


def an_ending(*reports: str) -> CaseAnswered:
    return CaseAnswered(
        case=new_id(),
        number="2026-7K3M9-QX2AB",
        standard="GB 18401-2010",
        authority="sac",
        outcome=Outcome.AMEND,
        text="将发布修改单。",
        because=Text(zh="标准委答复：将发布修改单。", en="SAC answered: 将发布修改单。"),
        reports=reports,
        ending=new_id(),
    )


async def test_every_reporter_who_left_an_address_is_told_in_their_language(bench: Bench):
    zh = await a_reporter(bench, "zhang@reporter.example", "zh-CN")
    en = await a_reporter(bench, "smith@reporter.example", "en")
    silent = await a_reporter(bench, None, "zh-CN")
    fact = an_ending(zh, en, silent)
    await bench.tell(fact, fact)
    told = await bench.settled(2, case=fact.case)
    assert {d.report for d in told} == {zh, en}
    (chinese,), (english,) = (bench.mailbox.to(f"{who}@reporter.example") for who in ("zhang", "smith"))
    assert chinese["Subject"] == "您反映的标准问题已有答复（2026-7K3M9-QX2AB）"
    assert english["Subject"] == "Your report has an answer (2026-7K3M9-QX2AB)"
    assert "https://feedback.example/status" in words_of(english)
    assert "张三" not in words_of(chinese)
    assert "reporter.example" not in bench.process.log.read_text(encoding="utf-8")


async def test_a_reporter_whose_key_was_destroyed_is_not_written_to(bench: Bench):
    report = await a_reporter(bench, "forgotten@reporter.example", "en")
    await bench.database[COLLECTIONS.reports].update_one({"_id": report}, {"$unset": {"sealed.key": ""}})
    fact = an_ending(report)
    await bench.tell(fact)
    (delivery,) = await bench.settled(case=fact.case)
    assert delivery.state is DeliveryState.GIVEN_UP
    assert not bench.mailbox.to("forgotten@reporter.example")


async def settled_facts(bench: Bench, case: str, *, wait: bool = True) -> list[DeliverySettled]:
    """What the router would hear of a case; reading its queue empties it."""
    seen = _heard_by_router.setdefault(bench.amqp_url, [])

    async def look() -> list[DeliverySettled]:
        for message in await read(bench.amqp_url, service_queue("router")):
            facts = [event.fact() for event in events_in(message.body)]
            seen.extend(fact for fact in facts if isinstance(fact, DeliverySettled))
        return [fact for fact in seen if fact.case == case]

    return await eventually(look) if wait else await look()


_heard_by_router: dict[str, list[DeliverySettled]] = {}


async def test_an_agency_reads_its_own_queue_and_is_refused_on_anothers(bench: Bench):
    _, url = await an_agency(bench, "440300")
    await an_agency(bench, "110000")
    mine, other = an_escalation("440300"), an_escalation("110000")
    await bench.tell(mine, other)
    (delivery,) = await bench.settled(authority="440300")
    await bench.settled(authority="110000")
    (message,) = await read(url, "agency.440300.v1")
    event = Event.from_bytes(message.body)
    assert event.fact() == mine
    assert message.routing_key == "440300.major"
    assert message.content_type == "application/cloudevents+json"
    assert message.headers["x-event-id"] == delivery.id
    for forbidden in ("agency.110000.v1", service_queue("router"), "parked.v1"):
        with pytest.raises(ChannelAccessRefused):
            await read(url, forbidden)


async def test_an_agency_may_neither_write_nor_make_a_queue(bench: Bench):
    _, url = await an_agency(bench, "a-reader")
    async with entered(url) as connection:
        channel = await connection.channel()
        with pytest.raises(ChannelAccessRefused):
            await channel.declare_queue("mine")
        channel = await connection.channel()
        exchange = await channel.get_exchange("escalations", ensure=False)
        with pytest.raises(ChannelAccessRefused):
            await exchange.publish(aio_pika.Message(b"{}"), "a-reader.major")


async def test_new_credentials_take_the_place_of_the_old(bench: Bench):
    subscription, old = await an_agency(bench, "a-rotated")
    password, password_hash = credentials()
    await bench.changed(subscription, password_hash=password_hash)
    new = old.replace(urlsplit(old).password or "", password)

    async def enters() -> bool:
        try:
            await read(new, "agency.a-rotated.v1")
        except ProbableAuthenticationError:
            return False
        return True

    await eventually(enters)
    with pytest.raises(ProbableAuthenticationError):
        await read(old, "agency.a-rotated.v1")


async def test_an_agency_that_leaves_loses_its_user_and_its_queue(bench: Bench):
    subscription, url = await an_agency(bench, "a-leaver")
    await bench.changed(subscription, deleted_at=datetime.now(UTC), password_hash=None)

    async def is_out() -> bool:
        return '"rights.taken"' in bench.process.log.read_text(encoding="utf-8")

    await eventually(is_out)
    with pytest.raises(ProbableAuthenticationError):
        await read(url, "agency.a-leaver.v1")
    fact = an_escalation("a-leaver")
    await bench.tell(fact)
    await asyncio.sleep(0.5)
    assert await bench.deliveries(escalation=fact.escalation) == []


async def test_no_webhook_reaches_inside_unless_the_operator_allows_the_host(
    bench: Bench, receiver: Receiver
):
    hook = receiver.hook()
    subscription = await bench.subscribe("a-inside", Channel.WEBHOOK, hook.url, secrets=[a_secret()])
    event = Event.of(an_escalation("a-inside"), at=datetime.now(UTC)).model_dump(mode="json")
    delivery = Delivery(id=new_id(), at=datetime.now(UTC), channel=Channel.WEBHOOK, case="c", event=event)
    port = urlsplit(hook.url).port
    async with WebhookSender(bench.vault, []) as sender:
        for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
            moved = subscription.model_copy(update={"address": f"http://{host}:{port}/hooks/1"})
            said = await sender.send(delivery, moved)
            assert isinstance(said, Failed)
    assert hook.calls == []
