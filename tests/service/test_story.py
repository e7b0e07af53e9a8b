"""The whole round trip, at real services: from a reporter's problem to the answer in the reporter's hands."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
import pytest_asyncio
from aiormq.exceptions import ChannelAccessRefused

from shared.standard import StandardRef
from tests.people import (
    Authority,
    Reporter,
    a_report,
    a_reporter,
    an_authority,
    eventually,
    queue_url,
    read_queue,
)
from tests.receiver import Hook, a_receiver
from tests.system import System

REPORTER = "li.lei@example.com"
AUTHORITY = "standards@sac.example.cn"
STANDARD = str(StandardRef.parse("GB 18401-2010"))
ANSWER = "Clause 5.1 will be amended: samples are taken from the inner layer."


@dataclass
class Story:
    """What happened before the tests look at it; told once."""

    receipt: str
    report: str
    hook: Hook
    queue: str
    escalation: dict[str, Any]
    heard_by_queue: list[dict[str, Any]]
    letters: list[EmailMessage]


@pytest_asyncio.fixture(scope="module")
async def reporter(system: System) -> AsyncIterator[Reporter]:
    async with a_reporter(system) as it:
        yield it


@pytest_asyncio.fixture(scope="module")
async def sac(system: System) -> AsyncIterator[Authority]:
    async with an_authority(system, "sac") as it:
        yield it


@pytest_asyncio.fixture(scope="module")
async def story(system: System, reporter: Reporter, sac: Authority) -> AsyncIterator[Story]:
    async with a_receiver() as receiver:
        # The authority says how it wants to hear: by webhook, by letter, and in a queue for its own programs.
        hook = receiver.hook()
        await sac.subscribes_by_webhook(hook)
        await sac.subscribes("email", AUTHORITY)
        queue = await sac.subscribes("queue")
        address = queue_url(queue)

        # A reporter posts a problem, leaves an e-mail address, and keeps the receipt.
        who = {"kind": "enterprise", "organisation": "Shenzhen Textiles", "email": REPORTER}
        accepted = await reporter.reports(a_report(reporter=who))
        assert accepted.status == 202, accepted
        report = accepted.body["id"]

        # The authority hears of it in all three ways.
        async def webhook() -> list[dict[str, Any]]:
            return [event for event in hook.heard.values() if report in event["data"].get("reports", ())]

        async def letter() -> list[EmailMessage]:
            return system.mailbox.to(AUTHORITY)

        escalation = (await eventually(webhook))[0]["data"]
        await eventually(letter)
        by_queue = [json.loads(body) for body in await read_queue(address, queue["queue"], want=1)]

        # It acknowledges, and answers.
        assert (await sac.says(escalation["escalation"], "acknowledge")).status < 300
        await eventually(lambda: has(reporter, accepted.body["receipt"], "acknowledged"))
        answered = await sac.says(escalation["escalation"], "answer", {"outcome": "amend", "text": ANSWER})
        assert answered.status < 300, answered

        async def reply() -> list[EmailMessage]:
            return system.mailbox.to(REPORTER)

        # The reporter is told.
        letters = await eventually(reply)
        yield Story(accepted.body["receipt"], report, hook, address, escalation, by_queue, letters)


async def has(reporter: Reporter, receipt: str, status: str) -> bool:
    return bool((await reporter.status(receipt))["status"] == status)


async def test_the_reporter_gets_a_receipt_of_26_characters(story: Story) -> None:
    assert len(story.receipt) == 26


async def test_the_authority_hears_by_a_webhook_whose_signature_verifies(story: Story) -> None:
    assert story.escalation["authority"] == "sac"
    assert story.escalation["standard"] == STANDARD
    assert story.escalation["reports"] == [story.report]
    assert not story.hook.forged


async def test_every_channel_tells_the_same_event(story: Story) -> None:
    by_webhook = [
        e for e in story.hook.heard.values() if e["data"]["escalation"] == story.escalation["escalation"]
    ]
    by_queue = [e for e in story.heard_by_queue if e["data"]["escalation"] == story.escalation["escalation"]]
    assert by_queue == by_webhook
    assert by_queue[0]["type"] == "escalation.opened"


async def test_no_message_to_the_authority_says_who_the_reporter_is(story: Story, system: System) -> None:
    told = json.dumps([*story.hook.heard.values(), *story.heard_by_queue])
    letters = "".join(letter_text(letter) for letter in system.mailbox.to(AUTHORITY))
    assert "Shenzhen Textiles" not in told + letters
    assert REPORTER not in told + letters


async def test_the_authority_is_written_to_once_in_both_languages(system: System, story: Story) -> None:
    letters = [text for text in map(letter_text, system.mailbox.to(AUTHORITY)) if STANDARD in text]
    assert len(letters) == 1
    assert "标准" in letters[0]
    assert "standard" in letters[0]
    assert story.escalation["link"] in letters[0]


async def test_the_reporter_is_written_to_with_the_answer(story: Story) -> None:
    assert len(story.letters) == 1
    assert ANSWER in letter_text(story.letters[0])
    assert story.receipt not in letter_text(story.letters[0])


async def test_the_status_shows_the_whole_history(story: Story, reporter: Reporter) -> None:
    status = await reporter.status(story.receipt)
    assert (status["status"], status["standard"]) == ("answered", STANDARD)
    assert status["case"]
    whats = [line["what"] for line in status["history"]]
    assert whats[0] == "received"
    assert [what for what in whats if what in {"acknowledged", "answered"}] == ["acknowledged", "answered"]
    assert any(ANSWER in line["text"] for line in status["history"])


async def test_the_status_page_shows_the_answer_to_a_person(story: Story, reporter: Reporter) -> None:
    async with reporter.http.post("/status", data={"receipt": story.receipt}) as page:
        assert page.status == 200
        assert ANSWER in await page.text()


async def test_the_authority_sees_the_case_without_the_reporters_identity(
    story: Story, sac: Authority
) -> None:
    async with sac.http.get(f"/v1/escalations/{story.escalation['escalation']}") as found:
        seen = await found.text()
    assert story.report in seen
    assert "Shenzhen Textiles" not in seen
    assert REPORTER not in seen


async def test_the_report_can_be_followed_through_the_logs_of_all_three_services(
    story: Story, system: System
) -> None:
    assert system.speaking_of(story.report) == {"intake", "router", "notifier"}
    for service in system.services.values():
        lines = [line for line in service.log if story.report in json.dumps(line)]
        assert all(line["service"] == service.name for line in lines)


async def test_no_log_holds_the_receipt_or_who_the_reporter_is(story: Story, system: System) -> None:
    written = "".join(service.output for service in system.services.values())
    for secret in (story.receipt, "Shenzhen Textiles", REPORTER):
        assert secret not in written


async def test_an_answer_said_twice_is_told_once(story: Story, sac: Authority, system: System) -> None:
    again = await sac.says(story.escalation["escalation"], "answer", {"outcome": "amend", "text": ANSWER})
    assert again.status < 300
    await asyncio.sleep(1)
    assert len(system.mailbox.to(REPORTER)) == 1


async def test_the_agencys_program_can_read_no_other_queue(story: Story) -> None:
    with pytest.raises(ChannelAccessRefused):
        await read_queue(story.queue, "router.v1", want=1)


def letter_text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain", "html"))
    return f"{letter['Subject']}\n{body.get_content() if body else ''}"
