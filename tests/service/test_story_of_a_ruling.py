"""The whole round of a ruling on the live channel: joined, corrected, merged; everybody concerned is told."""

from email.message import EmailMessage
from functools import partial
from typing import Any

from tests.people import Authority, Reporter, a_report, a_reporter, an_authority, ask, eventually
from tests.receiver import Hook, a_receiver
from tests.system import System

WHY = "It is about the method of another ministry's standard."


def told(hook: Hook, kind: str, **wanted: Any) -> list[dict[str, Any]]:
    return [
        event["data"]
        for event in hook.heard.values()
        if event["type"] == kind and wanted.items() <= event["data"].items()
    ]


async def case_of(reporter: Reporter, receipt: str) -> str | None:
    case: str | None = (await reporter.status(receipt))["case"]
    return case


async def reported(by: Reporter, /, **fields: Any) -> tuple[str, str]:
    """A report's receipt, and the number of its case."""
    accepted = await by.reports(a_report(**fields))
    assert accepted.status == 202, accepted
    receipt = accepted.body["receipt"]
    return receipt, await eventually(lambda: case_of(by, receipt))


async def test_what_was_wrongly_asked_is_withdrawn_and_merged_reporters_are_told(system: System) -> None:
    async with (
        a_receiver() as receiver,
        a_reporter(system) as reporter,
        an_authority(system, "sac") as sac,
        an_authority(system, "nmpa") as nmpa,
    ):
        asked, rightful = receiver.hook(), receiver.hook()
        await sac.subscribes_by_webhook(asked)
        await nmpa.subscribes_by_webhook(rightful)
        who = {"kind": "enterprise", "email": "one@example.cn"}
        first, number = await reported(reporter, reporter=who)
        joined, same = await reported(reporter, description="Honestly: " + a_report()["description"])
        assert same == number
        await eventually(lambda: heard(asked, "escalation.opened"))
        await _corrected(sac, number)
        (withdrawn,) = await eventually(lambda: heard(asked, "escalation.withdrawn"))
        assert withdrawn["number"] == number
        await eventually(lambda: heard(rightful, "escalation.opened", number=number))

        _, other = await reported(reporter, standard="YY 0505-2012", clause="36", reporter={"kind": "media"})
        merged = await ask(
            nmpa.http, "POST", f"/v1/cases/{number}/merge", json={"into": other, "because": WHY}
        )
        assert merged.status == 202, merged
        for receipt in (first, joined):
            await eventually(partial(is_case, reporter, receipt, other))

        async def letter() -> list[EmailMessage]:
            return system.mailbox.to("one@example.cn")

        assert any(other in str(message) for message in await eventually(letter))


async def heard(hook: Hook, kind: str, **wanted: Any) -> list[dict[str, Any]]:
    return told(hook, kind, **wanted)


async def is_case(reporter: Reporter, receipt: str, number: str) -> bool:
    return await case_of(reporter, receipt) == number


async def _corrected(authority: Authority, number: str) -> None:
    said = {"standard": "YY/T 0316-2016", "because": WHY}
    answer = await ask(authority.http, "POST", f"/v1/cases/{number}/correct", json=said)
    assert answer.status == 202, answer
