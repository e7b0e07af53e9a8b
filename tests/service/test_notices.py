"""What a notifier says of cases that grow, are withdrawn or regrouped: by webhook, mail and queue."""

from datetime import UTC, datetime, timedelta

from shared.case import Relation
from shared.delivery import DeliveryState
from shared.event import Event
from shared.events import EscalationGrown, EscalationWithdrawn
from shared.subscription import Channel
from shared.taxonomy import Severity
from tests.notifying import (
    Bench,
    a_growth,
    a_regrouping,
    a_reporter,
    a_withdrawal,
    an_agency,
    an_escalation,
    hooked,
    read,
    words_of,
)
from tests.receiver import Receiver


async def test_each_notice_is_told_once_and_then_the_withdrawal(bench: Bench, receiver: Receiver):
    hook, _ = await hooked(bench, receiver, "a-growing")
    opening = an_escalation("a-growing")
    second, third = a_growth(opening, 2, 3), a_growth(opening, 5, 8, notice=3)
    await bench.tell(opening, second, second, third)
    await bench.settled(3, escalation=opening.escalation)
    await bench.tell(third, a_withdrawal(opening))
    await bench.settled(4, escalation=opening.escalation)
    told = [(event["type"], event["data"].get("notice")) for event in hook.heard.values()]
    assert sorted(told, key=str) == [
        ("escalation.grown", 2),
        ("escalation.grown", 3),
        ("escalation.opened", 1),
        ("escalation.withdrawn", None),
    ]
    assert not hook.forged
    assert len(hook.calls) == 4


async def test_thousands_of_reports_are_one_small_message(bench: Bench, receiver: Receiver):
    hook, _ = await hooked(bench, receiver, "a-crowded")
    opening = an_escalation("a-crowded")
    await bench.tell(a_growth(opening, 1_000, 1_001))
    (delivery,) = await bench.settled(authority="a-crowded")
    data = hook.heard[delivery.id]["data"]
    assert (data["new"], data["total"], len(data["reports"])) == (1_000, 1_001, 100)
    assert len(hook.calls[0].body) < 20_000


async def test_only_who_was_told_hears_of_the_withdrawal_even_if_the_case_is_another_one_now(
    bench: Bench, receiver: Receiver
):
    this, _ = await hooked(bench, receiver, "a-corrected", standards=("GB 18401",))
    other, _ = await hooked(bench, receiver, "a-corrected", standards=("GB 50016",))
    opening = an_escalation("a-corrected")
    corrected = a_withdrawal(opening, standard="GB 50016-2014", severity=Severity.ORDINARY)
    await bench.tell(opening, corrected)
    await bench.settled(2, authority="a-corrected")
    assert [event["type"] for event in this.heard.values()].count("escalation.withdrawn") == 1
    assert other.calls == []


async def test_what_is_withdrawn_while_a_listener_is_away_is_not_asked_late(bench: Bench, receiver: Receiver):
    hook, _ = await hooked(bench, receiver, "a-late")
    hook.fail(1)
    opening = an_escalation("a-late")
    await bench.tell(opening)
    await bench.tell(a_withdrawal(opening))
    found = await bench.settled(2, authority="a-late")
    ended = {delivery.event["type"]: delivery for delivery in found}
    assert ended["escalation.withdrawn"].state is DeliveryState.DELIVERED
    late = ended["escalation.opened"]
    assert (late.state, late.attempts[-1].detail) == (
        DeliveryState.GIVEN_UP,
        "withdrawn before it could be told",
    )
    assert [event["type"] for event in hook.heard.values()] == ["escalation.withdrawn"]


async def test_an_authority_reads_of_growth_and_of_the_withdrawal_in_both_languages(bench: Bench):
    await bench.subscribe("a-reading", Channel.EMAIL, "growth@sac.example")
    opening = an_escalation("a-reading", reply_by=datetime.now(UTC) + timedelta(days=3))
    await bench.tell(opening, a_growth(opening), a_withdrawal(opening))
    await bench.settled(3, authority="a-reading")
    mails = bench.mailbox.to("growth@sac.example")
    (grown,) = (mail for mail in mails if "3 more, 12 in all" in str(mail["Subject"]))
    (spared,) = (mail for mail in mails if "no answer is needed any more" in str(mail["Subject"]))
    assert "又有 3 份，共 12 份" in words_of(grown)
    assert "已受理的，无需再次受理" in words_of(grown, "html")
    assert "该标准由另一机构制定" in words_of(spared)
    assert "There is nothing more to do" in words_of(spared, "html")
    assert len({mail["Message-ID"] for mail in mails}) == 3


async def test_an_agency_reads_all_three_messages_from_its_queue(bench: Bench):
    _, url = await an_agency(bench, "440400")
    opening = an_escalation("440400")
    facts = (opening, a_growth(opening, 1, 2, severity=Severity.CRITICAL), a_withdrawal(opening))
    for fact in facts:
        await bench.tell(fact)
    await bench.settled(3, authority="440400")
    messages = {
        event.type: (event, message.routing_key)
        for message in await read(url, "agency.440400.v1")
        for event in [Event.from_bytes(message.body)]
    }
    assert {kind: key for kind, (_, key) in messages.items()} == {
        "escalation.opened": "440400.major",
        "escalation.grown": "440400.critical",
        "escalation.withdrawn": "440400.major",
    }
    assert messages[EscalationGrown.type][0].fact() == facts[1]
    assert messages[EscalationWithdrawn.type][0].fact() == facts[2]


async def test_both_sets_of_reporters_read_that_their_cases_were_merged(bench: Bench):
    stayed = await a_reporter(bench, "stayed@reporter.example", "zh-CN")
    moved = await a_reporter(bench, "moved@reporter.example", "en")
    silent = await a_reporter(bench, None, "en")
    facts = (
        a_regrouping(Relation.MERGED_FROM, stayed),
        a_regrouping(Relation.MERGED_INTO, moved, silent),
    )
    await bench.tell(*facts, *facts)
    for fact in facts:
        await bench.settled(case=fact.case)
    (chinese,), (english,) = (bench.mailbox.to(f"{who}@reporter.example") for who in ("stayed", "moved"))
    assert chinese["Subject"] == "您反映的标准问题已与相同问题合并办理（2026-7K3M9-QX2AB）"
    assert "原来的回执号继续有效" in words_of(chinese)
    assert "are now handled as one" in words_of(english)
    assert "your receipt still works" in words_of(english)
    assert silent not in words_of(english)
    told = await bench.deliveries(report=moved)
    assert [d.event["data"]["reports"] for d in told] == [[moved]]
