"""Real reports through the running system: none is lost, none is doubled, all hear what is theirs.

A few hundred in every run. All of them (about 4,865, some minutes):
`python -m pytest -m full tests/e2e/test_real_input.py`
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from services.intake import submit
from shared.mongo import COLLECTIONS, Database, connect
from tests.people import Authority, an_authority, eventually, queue_url, read_queue
from tests.real_input import available, reports
from tests.receiver import Hook, a_receiver
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import System, a_system

pytestmark = pytest.mark.skipif(not available(), reason="the real reports are not on this machine")

FEW = 300
PATIENCE = 600.0  # seconds until everything has arrived


@dataclass
class Run:
    """What the reports became, read from the store when everything had come to rest."""

    system: System
    database: Database
    file: Path
    sent: int

    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    queues: dict[str, str] = field(default_factory=dict)

    @property
    def receipts(self) -> set[str]:
        """The reports for which the sender holds a receipt."""
        lines = Path(f"{self.file}.receipts.jsonl").read_text(encoding="utf-8").splitlines()
        return {json.loads(line)["id"] for line in lines}

    async def all(self, collection: str) -> list[dict[str, Any]]:
        return [document async for document in self.database[collection].find({})]

    async def escalations(self) -> list[dict[str, Any]]:
        cases = await self.all(COLLECTIONS.cases)
        return [{**escalation, "case": case} for case in cases for escalation in case["escalations"]]

    async def placed(self) -> set[str]:
        """The reports that have a case."""
        cases = self.database[COLLECTIONS.cases].find({}, {"members.report": 1})
        return {member["report"] async for case in cases for member in case["members"]}

    async def counts(self) -> dict[str, int]:
        kinds = (COLLECTIONS.reports, COLLECTIONS.cases, COLLECTIONS.deliveries)
        return {kind: await self.database[kind].count_documents({}) for kind in kinds}

    def wanted(self, escalation: dict[str, Any]) -> set[str]:
        """The subscriptions that are to hear of an escalation."""
        return {
            id_
            for id_, made in self.subscriptions.items()
            if made["authority"] == escalation["authority"]
            and (not made["severities"] or escalation["severity"] in made["severities"])
        }


def some(number: int) -> list[dict[str, Any]]:
    """So many of the real reports, every source among them."""
    found = list(reports())
    chinese = [one for one in found if one["language"] == "zh-CN"]
    others = [one for one in found if one["language"] != "zh-CN"]
    step = max(1, len(others) // max(1, number - len(chinese)))
    return chinese + others[::step]


async def send(run: Run) -> int:
    parser = argparse.ArgumentParser()
    submit.add_parser(parser.add_subparsers())
    return await submit.run(parser.parse_args(["submit", str(run.file), "--url", run.system.url]))


async def subscribe(run: Run, authority: Authority, hook: Hook) -> None:
    made = await authority.subscribes_by_webhook(hook)
    letter = await authority.subscribes(
        "email", f"{authority.id}@example.cn", severities=["major", "critical"]
    )
    queue = await authority.subscribes("queue")
    for one in (made, letter, queue):
        run.subscriptions[one["id"]] = {**one, "authority": authority.id}
    run.hooks[made["id"]] = hook
    run.queues[authority.id] = queue_url(queue)


async def come_to_rest(run: Run) -> None:
    """Every report has a case, and every delivery that is wanted is settled."""

    async def decided() -> bool:
        await asyncio.sleep(0.5)  # looking costs the store something too
        return len(await run.placed()) >= run.sent

    await eventually(decided, seconds=PATIENCE, what="a case for every report")
    wanted = sum(len(run.wanted(escalation)) for escalation in await run.escalations())

    async def told() -> bool:
        await asyncio.sleep(0.5)
        return await run.database[COLLECTIONS.deliveries].count_documents({"state": "delivered"}) >= wanted

    await eventually(told, seconds=PATIENCE, what="every case told to everybody who wants to hear")


@pytest_asyncio.fixture(
    scope="module",
    params=[FEW, pytest.param(10**6, marks=pytest.mark.full)],
    ids=["a few hundred", "all"],
)
async def run(
    request: pytest.FixtureRequest,
    machine: Machine,
    store_server: StoreServer,
    broker_server: BrokerServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Run]:
    chosen = some(request.param)
    file = tmp_path_factory.mktemp("real") / "reports.jsonl"
    file.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in chosen), encoding="utf-8")
    with a_system(machine, store_server, broker_server) as system:
        client = connect(system.mongo_url)
        it = Run(system, client[system.database], file, len(chosen))
        async with a_receiver() as receiver:
            for id_ in ("sac", "mot", "samr"):
                async with an_authority(system, id_) as authority:
                    await subscribe(it, authority, receiver.hook())
            assert await send(it) == 0
            await come_to_rest(it)
            yield it
        client.close()


async def test_every_accepted_report_has_exactly_one_case_for_each_of_its_tracks(run: Run) -> None:
    accepted = {report["_id"] for report in await run.all(COLLECTIONS.reports)}
    members = Counter(
        (member["report"], member["track"])
        for case in await run.all(COLLECTIONS.cases)
        for member in case["members"]
    )
    assert run.receipts == accepted
    assert len(accepted) == run.sent
    assert set(members.values()) == {1}
    assert {report for report, _ in members} == accepted


async def test_every_case_has_an_escalation_and_every_one_says_why(run: Run) -> None:
    cases = await run.all(COLLECTIONS.cases)
    assert all(case["escalations"] for case in cases)
    assert all(e["because"]["zh"] and e["because"]["en"] for e in await run.escalations())


async def test_every_escalation_has_one_delivery_for_each_subscription_that_wants_it(run: Run) -> None:
    wanted = {(e["id"], subscription) for e in await run.escalations() for subscription in run.wanted(e)}
    made = Counter(
        (d["escalation"], d["subscription"])
        for d in await run.all(COLLECTIONS.deliveries)
        if d["subscription"]
    )
    assert made == dict.fromkeys(wanted, 1)
    assert len(wanted) >= run.sent  # or the test would say nothing


async def test_the_receiver_heard_each_delivery_once_and_every_signature_verifies(run: Run) -> None:
    deliveries = await run.all(COLLECTIONS.deliveries)
    for subscription, hook in run.hooks.items():
        sent = {d["_id"] for d in deliveries if d["subscription"] == subscription}
        assert set(hook.heard) == sent
        assert not hook.forged
    assert sum(len(hook.heard) for hook in run.hooks.values()) > 0


async def test_an_agencys_queue_holds_its_own_escalations_and_no_one_elses(run: Run) -> None:
    opened = await run.escalations()
    for authority, url in run.queues.items():
        own = {e["id"] for e in opened if e["authority"] == authority}
        bodies = await read_queue(url, f"agency.{authority}.v1", want=len(own), seconds=60)
        events = [json.loads(body) for body in bodies]
        assert {event["data"]["authority"] for event in events} <= {authority}
        assert {event["data"]["escalation"] for event in events} == own


async def test_a_letter_was_written_for_each_major_case_and_for_no_other(run: Run) -> None:
    opened = await run.escalations()
    for authority in run.queues:
        grave = [e for e in opened if e["authority"] == authority and e["severity"] in {"major", "critical"}]
        assert len(run.system.mailbox.to(f"{authority}@example.cn")) == len(grave)


async def test_sending_the_file_a_second_time_changes_no_count(run: Run) -> None:
    before = await run.counts()
    heard = {name: len(hook.calls) for name, hook in run.hooks.items()}
    assert await send(run) == 0
    await asyncio.sleep(2)
    assert await run.counts() == before
    assert {name: len(hook.calls) for name, hook in run.hooks.items()} == heard


async def test_no_service_failed_at_anything_on_the_way(run: Run) -> None:
    for service in run.system.services.values():
        assert [line for line in service.log if line["level"] in {"error", "critical"}] == []
        assert "Traceback" not in service.output
