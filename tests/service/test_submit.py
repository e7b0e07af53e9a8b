"""`submit` against an intake of the test's own: a real server that takes, refuses, is busy, or goes away."""

import argparse
import asyncio
import io
import json
import os
import stat
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from services.intake import submit
from services.intake.submit.lines import LINE_MAX, read_lines
from tests.people import a_report
from tests.system import System

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Intake:
    """Keeps the contract of `POST /v1/reports` as far as a sender can tell."""

    url: str = ""
    receipts: dict[str, str] = field(default_factory=dict)
    answers: list[web.Response] = field(default_factory=list)
    """What the next requests get instead of a receipt."""
    requests: int = 0
    at_once: int = 0
    most_at_once: int = 0

    async def take(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._answer(request)
        finally:
            self.at_once -= 1

    async def _answer(self, request: web.Request) -> web.Response:
        self.requests += 1
        report = await request.json()
        await asyncio.sleep(0.005)
        if self.answers:
            return self.answers.pop(0)
        if "description" not in report:
            fields = [{"field": "description", "message": "needed"}]
            return web.json_response({"detail": "Change the fields", "errors": fields}, status=422)
        key = request.headers["Idempotency-Key"]
        headers = {"Idempotency-Replayed": "true"} if key in self.receipts else {}
        receipt = self.receipts.setdefault(key, f"RECEIPT{len(self.receipts):019}")
        body = {"id": f"id-{receipt}", "receipt": receipt, "status": "received"}
        return web.json_response(body, status=202, headers=headers)


@pytest_asyncio.fixture
async def intake() -> AsyncIterator[Intake]:
    it = Intake()
    app = web.Application()
    app.add_routes([web.post("/v1/reports", it.take)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    it.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield it
    await runner.cleanup()


def a_file(folder: Path, *rows: Any) -> Path:
    path = folder / "reports.jsonl"
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return path


def beside(path: Path, kind: str) -> list[Any]:
    """The rows of FILE.receipts.jsonl or FILE.refused.jsonl."""
    found = Path(f"{path}.{kind}.jsonl")
    return [json.loads(line) for line in found.read_text().splitlines()] if found.exists() else []


def mode_of(path: Path, kind: str) -> int:
    return stat.S_IMODE(Path(f"{path}.{kind}.jsonl").stat().st_mode)


async def submitted(file: Path | str, *options: str) -> int:
    parser = argparse.ArgumentParser()
    submit.add_parser(parser.add_subparsers())
    return await submit.run(parser.parse_args(["submit", str(file), *options]))


def a_row(number: int = 0) -> dict[str, Any]:
    return {"standard": "GB 18401-2010", "description": f"the {number}th problem"}


async def test_every_line_is_sent_and_its_receipt_is_kept_for_the_owner_alone(
    intake: Intake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(tmp_path, *map(a_row, range(100)))
    assert await submitted(file, "--url", intake.url) == 0
    receipts = beside(file, "receipts")
    assert {row["receipt"] for row in receipts} == set(intake.receipts.values())
    assert sorted(row["line"] for row in receipts) == list(range(1, 101))
    assert mode_of(file, "receipts") == 0o600
    assert "100 accepted, 0 already there, 0 refused" in capsys.readouterr().out
    assert beside(file, "refused") == []


async def test_running_it_again_adds_nothing_and_says_so(
    intake: Intake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(tmp_path, *map(a_row, range(20)))
    await submitted(file, "--url", intake.url)
    assert await submitted(file, "--url", intake.url) == 0
    assert len(intake.receipts) == 20
    assert len(beside(file, "receipts")) == 20
    assert "0 accepted, 20 already there" in capsys.readouterr().out


async def test_equal_lines_count_each_once_however_their_fields_are_ordered(
    intake: Intake, tmp_path: Path
) -> None:
    turned = dict(reversed(a_row().items()))
    file = a_file(tmp_path, a_row(), a_row(1), turned, a_row())
    await submitted(file, "--url", intake.url)
    await submitted(file, "--url", intake.url)
    assert len(intake.receipts) == 4


async def test_what_is_refused_is_kept_with_its_line_reason_and_fields(
    intake: Intake, tmp_path: Path
) -> None:
    file = a_file(tmp_path, a_row(), "", {"standard": "GB 1"}, "{not json", "[1]", a_row(1))
    assert await submitted(file, "--url", intake.url) == 1
    rows = {row["line"]: row for row in beside(file, "refused")}
    assert rows[3]["fields"] == [{"field": "description", "message": "needed"}]
    assert (rows[3]["status"], rows[3]["reason"]) == (422, "Change the fields")
    assert "JSON" in rows[4]["reason"]
    assert set(rows) == {3, 4, 5}
    assert len(intake.receipts) == 2


async def test_a_later_run_without_refusals_leaves_no_file_of_them(intake: Intake, tmp_path: Path) -> None:
    await submitted(a_file(tmp_path, {"standard": "GB 1"}), "--url", intake.url)
    file = a_file(tmp_path, a_row())
    assert await submitted(file, "--url", intake.url) == 0
    assert beside(file, "refused") == []


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_busy_intake_is_asked_again_after_the_pause_it_names(
    intake: Intake, tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    intake.answers = [web.Response(status=status, headers={"Retry-After": "1"}) for _ in range(2)]
    file = a_file(tmp_path, *map(a_row, range(4)))
    assert await submitted(file, "--url", intake.url, "--concurrency", "2") == 0
    assert len(intake.receipts) == 4
    assert f"({status}); trying again in 1.0 s" in capsys.readouterr().err


async def test_an_intake_that_fails_on_one_report_does_not_hold_up_the_others(
    intake: Intake, tmp_path: Path
) -> None:
    intake.answers = [web.Response(status=500) for _ in range(5)]
    file = a_file(tmp_path, a_row(0), a_row(1))
    assert await submitted(file, "--url", intake.url, "--concurrency", "1") == 1
    assert [(row["line"], row["status"]) for row in beside(file, "refused")] == [(1, 500)]
    assert len(intake.receipts) == 1


async def test_an_intake_that_is_not_there_is_waited_for_and_then_given_up_aloud(
    intake: Intake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del intake
    file = a_file(tmp_path, a_row())
    assert await submitted(file, "--url", "http://127.0.0.1:9", "--patience", "0.6") == 2
    said = capsys.readouterr()
    assert "cannot be reached" in said.err
    assert "Run the same command again to go on" in said.err
    assert "0 accepted" in said.out


async def test_an_address_that_is_no_intake_is_told_at_once(
    intake: Intake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(tmp_path, a_row())
    assert await submitted(file, "--url", f"{intake.url}/elsewhere") == 2
    assert "check --url" in capsys.readouterr().err


async def test_never_more_reports_are_under_way_than_was_asked_for(intake: Intake, tmp_path: Path) -> None:
    file = a_file(tmp_path, *map(a_row, range(60)))
    await submitted(file, "--url", intake.url, "--concurrency", "3")
    assert intake.most_at_once == 3


async def test_the_program_reads_standard_input_as_it_comes(intake: Intake, tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.intake", "submit", "-", "--url", intake.url),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    content = "\ufeff" + json.dumps(a_row()) + "\n" + json.dumps(a_row(1))
    said, _ = await program.communicate(content.encode())
    assert "2 accepted" in said.decode()
    assert program.returncode == 0
    assert len(beside(tmp_path / "stdin", "receipts")) == 2


async def test_the_file_that_is_sent_is_never_taken_for_the_file_of_refusals(
    intake: Intake, tmp_path: Path
) -> None:
    file = a_file(tmp_path, a_row())
    assert await submitted(file, "--url", intake.url, "--refused", str(file)) == 2
    assert json.loads(file.read_text()) == a_row()


async def test_a_file_that_is_not_there_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert await submitted("nowhere.jsonl") == 2
    assert "A file cannot be read" in capsys.readouterr().err


async def test_the_real_intake_takes_refuses_and_recognises_lines(
    system: System, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(tmp_path, a_report(), a_report(), a_report(region="999999"), a_report(description="short"))
    assert await submitted(file, "--url", system.url) == 1
    assert "2 accepted, 0 already there, 2 refused" in capsys.readouterr().out
    refused = {row["line"]: row["fields"][0]["field"] for row in beside(file, "refused")}
    assert refused == {3: "region", 4: "description"}
    assert all(len(row["receipt"]) == 26 for row in beside(file, "receipts"))
    assert await submitted(file, "--url", system.url) == 1
    assert "0 accepted, 2 already there, 2 refused" in capsys.readouterr().out
    assert len(beside(file, "receipts")) == 2


def test_an_endless_line_is_not_taken_into_memory() -> None:
    lines = list(read_lines(io.BytesIO(b"x" * (5 * LINE_MAX) + b'\n{"a": 1}\n')))
    assert [line.number for line in lines] == [1, 2]
    assert len(lines[0].content) <= LINE_MAX + 2
    assert sum(line.size for line in lines) == 5 * LINE_MAX + 1 + 9
