"""A problem that many meet, on the live channel: "me too", both axes, two tracks, one notice for several."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from tests.people import Reporter, a_report, a_reporter, an_authority, ask, eventually
from tests.receiver import Hook, a_receiver
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import System, a_system, at_once

PAUSE = 6
"""Seconds between two notices of one case: enough for a test to report several times meanwhile."""


@pytest.fixture(scope="module")
def system(
    machine: Machine,
    store_server: StoreServer,
    broker_server: BrokerServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[System]:
    """The services, by a policy that tells at once, and then of all that joins within PAUSE together."""
    policy = at_once(tmp_path_factory.mktemp("growing") / "policy", again=PAUSE)
    with a_system(machine, store_server, broker_server, FEEDBACK_POLICY=str(policy)) as it:
        yield it


@pytest_asyncio.fixture(scope="module")
async def reporter(system: System) -> AsyncIterator[Reporter]:
    async with a_reporter(system) as it:
        yield it


@pytest_asyncio.fixture(scope="module")
async def hooks(system: System) -> AsyncIterator[dict[str, Hook]]:
    """What the setter hears, and the city above the reporters' district."""
    ids = ("sac", "440300")
    async with a_receiver() as receiver:
        heard = {id_: receiver.hook() for id_ in ids}
        await asyncio.gather(*(_listens(system, id_, hook) for id_, hook in heard.items()))
        yield heard


async def _listens(system: System, id_: str, hook: Hook) -> None:
    async with an_authority(system, id_) as authority:
        await authority.subscribes_by_webhook(hook)


async def told(hook: Hook, kind: str, number: str) -> list[dict[str, Any]]:
    """What an authority was told of a case in events of a type."""
    events = [event for event in hook.heard.values() if event["type"] == f"escalation.{kind}"]
    return [event["data"] for event in events if event["data"]["number"] == number]


async def reported(by: Reporter, /, **fields: Any) -> tuple[str, str]:
    """A report's receipt, and the number of its case once it has one."""
    accepted = await by.reports(a_report(**fields))
    assert accepted.status == 202, accepted
    receipt: str = accepted.body["receipt"]
    return receipt, (await routed(by, receipt))["case"]


async def routed(by: Reporter, receipt: str) -> Any:
    """A report's status once it belongs to a case."""

    async def look() -> Any:
        status = await by.status(receipt)
        return status if status["case"] else None

    return await eventually(look)


async def registered(by: Reporter, number: str) -> Any:
    """A case as the public register shows it."""
    found = await ask(by.http, "GET", f"/v1/cases/{number}")
    assert found.status == 200, found
    return found.body


async def test_who_says_me_too_is_a_reporter_of_the_case_and_is_counted(reporter: Reporter) -> None:
    _, number = await reported(reporter, standard="GB/T 24001-2016", clause="6.1")
    assert (await registered(reporter, number))["reports"] == 1
    supporter = {"region": "440306", "reporter": {"kind": "media"}, "language": "en"}
    accepted = await ask(reporter.http, "POST", f"/v1/cases/{number}/supporters", json=supporter)
    assert accepted.status == 202, accepted
    assert (await routed(reporter, accepted.body["receipt"]))["case"] == number
    entry = await registered(reporter, number)
    assert (entry["reports"], entry["regions"], entry["state"]) == (2, 2, "asked")


async def test_what_several_units_report_becomes_larger_and_both_axes_are_told(
    reporter: Reporter, hooks: dict[str, Hook]
) -> None:
    _, number = await reported(reporter, reporter={"kind": "enterprise", "organisation": "One Textiles"})
    (asked,) = await eventually(lambda: told(hooks["sac"], "opened", number))
    assert (asked["severity"], asked["role"]) == ("ordinary", "setter")
    assert await told(hooks["440300"], "opened", number) == []

    for organisation in ("Two Textiles", "Three Textiles"):
        _, same = await reported(reporter, reporter={"kind": "enterprise", "organisation": organisation})
        assert same == number

    (superior,) = await eventually(lambda: told(hooks["440300"], "opened", number))
    assert (superior["severity"], superior["role"], superior["total"]) == ("major", "superior", 3)
    assert "3 units" in superior["because"]
    grown = await eventually(lambda: told(hooks["sac"], "grown", number))
    assert grown[-1]["severity"] == "major"
    assert (await registered(reporter, number))["severity"] == "major"


async def test_a_report_on_two_legal_tracks_is_two_cases_and_its_reporter_sees_both(
    reporter: Reporter, hooks: dict[str, Hook]
) -> None:
    receipt, _ = await reported(
        reporter,
        standard="GB 31701-2015",
        clause="4.2",
        description="4.2条与4.5条相互矛盾。另举报某公司冒用本标准编号生产，请依法查处。",
    )

    async def both() -> Any:
        status = await reporter.status(receipt)
        return status if len(status["cases"]) > 1 else None

    status = await eventually(both)
    cases = {case["track"]: case["number"] for case in status["cases"]}
    assert cases.keys() == {"implementation", "breach"}
    assert status["case"] in cases.values()
    asked = [line for line in status["history"] if line["what"] == "asked"]
    # Whoever wrote the standard cannot look into a shop: a breach is put to the district as well.
    assert {line["track"] for line in asked if "南山区" in line["text"]} == {"breach"}
    for track, number in cases.items():
        (opened,) = await eventually(partial(told, hooks["sac"], "opened", number))
        assert opened["track"] == track
        assert (await registered(reporter, number))["track"] == track


async def test_further_reports_of_a_known_case_are_one_notice_that_says_how_many_are_new(
    reporter: Reporter, hooks: dict[str, Hook]
) -> None:
    problem = {"standard": "GB/T 19001-2016", "clause": "8.4"}
    _, number = await reported(reporter, **problem)
    await eventually(lambda: told(hooks["sac"], "opened", number))
    further = await asyncio.gather(*(reported(reporter, **problem) for _ in range(3)))
    assert {same for _, same in further} == {number}
    (grown,) = await eventually(lambda: told(hooks["sac"], "grown", number))
    assert (grown["new"], grown["total"], grown["notice"]) == (3, 4, 2)
    (opened,) = await told(hooks["sac"], "opened", number)
    assert (opened["new"], opened["total"]) == (1, 1)
    assert set(opened["reports"]) < set(grown["reports"])
