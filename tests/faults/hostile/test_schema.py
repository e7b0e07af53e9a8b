"""Schemathesis against every call of the running system: no failure of ours, no answer but the described.

Few examples of each in every run, many with `pytest -m faults -s tests/faults/hostile/test_schema.py`
(FEEDBACK_TEST_EXAMPLES of each call, 300 if it is not set).
"""

import asyncio
import os
import secrets
import sys
from pathlib import Path

import pytest

from tests.system import System

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
SEED = 2026  # of every run of the few; the many are others each time
FEW, MANY = 12, int(os.environ.get("FEEDBACK_TEST_EXAMPLES", "300"))


@pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.faults)])
@pytest.mark.parametrize("authority", [None, "sac"], ids=["nobody", "an authority"])
async def test_no_call_answers_anything_but_what_is_described(
    hostile: System, tmp_path: Path, authority: str | None, examples: int
):
    token = await asyncio.to_thread(hostile.token, authority) if authority else None
    seed = SEED if examples == FEW else secrets.randbelow(10**6)
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{hostile.url}/openapi.json?lang=en"]
    command += ["--checks", ",".join(CHECKS), "--mode", "all", "--seed", str(seed), "--no-color"]
    command += [
        "--max-examples",
        str(examples),
        "--phases",
        "fuzzing" if examples == FEW else "coverage,fuzzing",
    ]
    command += ["--header", f"Authorization: Bearer {token}"] if token else []
    run = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said = (await run.communicate())[0].decode()
    print(said[-2_000:])  # noqa: T201 - what was tried, and the seed
    assert run.returncode == 0, said
