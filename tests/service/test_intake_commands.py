"""Intake's tools as an operator calls them: a token of their own, and the rulings as training data."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from shared.settings import PROJECT
from tests.authority_side import Side, a_side
from tests.builders import a_report
from tests.public_pages import MASTER_KEY
from tests.seeded import screened_by


@pytest.fixture
async def side(mongo_url: str) -> AsyncIterator[Side]:
    async with a_side(mongo_url) as it:
        yield it


async def command(url: str, database: str, *words: str) -> tuple[int, list[dict[str, Any]], str]:
    settings = {
        "FEEDBACK_MONGO_URL": url,
        "FEEDBACK_MONGO_DATABASE": database,
        "FEEDBACK_MASTER_KEY": MASTER_KEY,
    }

    def run() -> subprocess.CompletedProcess[str]:
        line = (sys.executable, "-m", "services.intake", *words)
        environment = {**os.environ, **settings}
        return subprocess.run(
            line, env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
        )

    done = await asyncio.to_thread(run)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


async def test_an_operator_gets_a_token_rules_with_it_and_exports_what_was_ruled(
    side: Side, mongo_url: str, mongo_database: str
):
    case = await side.put_case(
        [a_report("第5.1条有误，请联系13812345678。")], screening=screened_by("440305")
    )
    code, (issued,), _ = await command(mongo_url, mongo_database, "token", "issue", "--operator")
    assert (code, issued["authority"]) == (0, "operator")
    headers = {"Authorization": f"Bearer {issued['token']}"}
    async with ClientSession(side.url, headers=headers) as http:
        path = f"/v1/cases/{case.number}/correct"
        async with http.post(path, json={"severity": "major", "because": "危及安全，应为较大问题"}) as answer:
            assert answer.status == 202
    code, (row,), said = await command(mongo_url, mongo_database, "export-rulings", "--since", "2026-01-01")
    assert (code, row["description"]) == (0, "第5.1条有误，请联系[PHONE]。")
    assert (row["before"]["severity"], row["ruled"]["severity"]) == ("ordinary", "major")
    assert "1 rows" in said
    assert "must read every row" in said
    code, rows, said = await command(mongo_url, mongo_database, "export-rulings", "--since", "2999-01-01")
    assert (code, rows, "0 rows" in said) == (0, [], True)


async def test_without_a_store_the_export_says_so_and_with_a_wrong_day_what_to_write(mongo_database: str):
    code, rows, said = await command("mongodb://127.0.0.1:1", mongo_database, "export-rulings")
    assert (code, rows, "the export is incomplete" in said, "Traceback" in said) == (1, [], True, False)
    code, rows, said = await command(
        "mongodb://127.0.0.1:1", mongo_database, "export-rulings", "--since", "x"
    )
    assert (code, rows, "YYYY-MM-DD" in said) == (2, [], True)
