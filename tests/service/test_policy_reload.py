"""SIGHUP at a real router: a good policy is in force at once, a bad one is refused and the old one stays."""

import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from aiohttp import ClientSession

from tests.people import a_report, a_reporter, an_authority, eventually
from tests.servers import BrokerServer, Machine, StoreServer
from tests.system import System, a_system, at_once

LINE = re.compile(r"^national,\*,\*,.*$", re.MULTILINE)


@pytest_asyncio.fixture
async def policy(tmp_path: Path) -> Path:
    return at_once(tmp_path / "policy")


@pytest_asyncio.fixture
async def system(
    machine: Machine, store_server: StoreServer, broker_server: BrokerServer, policy: Path
) -> AsyncIterator[System]:
    with a_system(machine, store_server, broker_server, FEEDBACK_POLICY=str(policy)) as it:
        yield it


def routed_to(policy: Path, body: str) -> int:
    """National standards go to another body; returns the line that says so."""
    routes = policy / "routes.csv"
    text = routes.read_text(encoding="utf-8")
    found = LINE.search(text)
    assert found
    routes.write_text(
        text.replace(found[0], re.sub(r"\*,\*,[^,]*,", f"*,*,{body},", found[0])), encoding="utf-8"
    )
    return text[: found.start()].count("\n") + 1


async def reloads(http: ClientSession, ops: str) -> dict[str, float]:
    async with http.get(f"{ops}/metrics") as reply:
        text = await reply.text()
    return {
        result: float(count)
        for result, count in re.findall(r'feedback_policy_reloads_total{result="(\w+)"} (\S+)', text)
    }


async def setter(http: ClientSession, ops: str) -> bool:
    """Whether the page that says why shows the ministry in SAC's place."""
    query = {"standard": "GB 18401-2010", "region": "440305", "severity": "ordinary", "lang": "en"}
    async with http.get(f"{ops}/why", params=query) as reply:
        return "<code>miit</code>" in await reply.text()


async def test_a_policy_is_read_again_on_sighup_and_a_bad_one_is_refused_with_file_and_line(
    system: System, policy: Path
) -> None:
    ops = f"http://127.0.0.1:{system.router.ops_port}"

    async def hung_up(**wanted: float) -> None:
        os.kill(system.router.pid, signal.SIGHUP)

        async def counted() -> bool:
            return await reloads(http, ops) == wanted

        await eventually(counted)

    async with ClientSession() as http:
        assert await reloads(http, ops) == {"loaded": 0, "refused": 0}
        assert not await setter(http, ops)
        line = routed_to(policy, "nobody")
        await hung_up(loaded=0, refused=1)
        assert not await setter(http, ops)
        refused = await _logged(system, "policy.refused")
        assert (refused["file"], refused["line"]) == (str(policy / "routes.csv"), line)
        assert "nobody" in refused["reason"]
        assert system.router.is_ready
        await _the_old_policy_still_routes(system)
        routed_to(policy, "miit")
        await hung_up(loaded=1, refused=1)
        assert await setter(http, ops)
        (policy / "ladder.yaml").write_text('nation: sac\nto_nation: ["999999"]\n', encoding="utf-8")
        await hung_up(loaded=1, refused=2)
        assert await setter(http, ops)


async def _logged(system: System, event: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        return next((entry for entry in system.router.log if entry["event"] == event), None)

    return await eventually(look)


async def _the_old_policy_still_routes(system: System) -> None:
    async with a_reporter(system) as reporter, an_authority(system, "sac") as sac:
        reply = await reporter.reports(a_report())

        async def asked() -> bool:
            return bool(await sac.escalations())

        assert reply.status == 202
        await eventually(asked)
