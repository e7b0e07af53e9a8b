"""The whole channel as `make run` starts it, in a copy of the tree, while the usual ports are taken."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.local import rabbitmq, store
from deploy.local.channel import FORM, OPERATORS, SMTP
from deploy.local.ports import Ports
from deploy.local.tree import ROOT
from tests.servers import eventually

pytestmark = [pytest.mark.launcher, pytest.mark.slow]

USUAL = (FORM, SMTP, *OPERATORS.values(), store.PORT, rabbitmq.AMQP, rabbitmq.MANAGEMENT, rabbitmq.MAPPER)
COMMAND = (sys.executable, "-m", "deploy.local")
OWN = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_")}


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """A copy of what runs, beside a holder of every usual port."""
    ports = Ports()
    for port in USUAL:
        ports.take(port)
    for folder in ("deploy", "services", "shared"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    yield tmp_path
    ports.release()
    for process in inside(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@dataclass
class Launcher:
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        return self.line("form").rstrip("/")

    @property
    def token(self) -> str:
        return self.line("authority").split()[-1]

    def line(self, about: str) -> str:
        found = re.search(rf"/ (?:a )?{about}:\s+(.+)", self.said)
        assert found, self.said
        return found[1]

    def wait(self) -> int:
        return self.process.wait(timeout=45)


def launch(clone: Path, name: str) -> Launcher:
    log = clone / f"{name}.out"
    with log.open("wb") as out:
        process = subprocess.Popen(
            COMMAND, cwd=clone, env=OWN, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    launcher = Launcher(process, log)
    see(lambda: "letters:" in launcher.said or process.poll() is not None, seconds=90)
    assert process.poll() is None, launcher.said
    return launcher


def see(what: Callable[[], object], seconds: float) -> None:
    for _ in eventually(seconds):
        if what():
            return


def inside(folder: Path) -> dict[int, str]:
    """Processes that run in the folder, with their command lines."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink().is_relative_to(folder):
                found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def ask(address: str, path: str, *, token: str = "", body: object = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 -- the launcher's own address
        f"{address}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"}
        | ({"Authorization": f"Bearer {token}"} if token else {}),
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- as above
        return json.load(answer)


def a_report(clone: Path) -> Any:
    return json.loads((clone / "deploy/local/sample.jsonl").read_text(encoding="utf-8").splitlines()[0])


def test_the_printed_sample_works_and_a_dead_part_stops_everything_and_is_named(clone: Path) -> None:
    launcher = launch(clone, "first")
    sample = shlex.split(launcher.line("sample"))
    done = subprocess.run((sys.executable, *sample[1:]), cwd=clone, env=OWN, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

    issue = f"{shlex.quote(sys.executable)} -m services.intake token issue --authority 440300"
    operator = ("sh", "-c", f". var/secrets/environment && {issue}")
    issued = subprocess.run(operator, cwd=clone, env=OWN, capture_output=True, text=True, check=False)
    assert json.loads(issued.stdout)["authority"] == "440300", issued.stderr

    beside = subprocess.run(COMMAND, cwd=clone, env=OWN, capture_output=True, text=True, check=False)
    assert beside.returncode == 1
    assert "already running" in beside.stderr

    router = next(process for process, command in inside(clone).items() if "services.router" in command)
    os.kill(router, signal.SIGKILL)
    assert launcher.wait() == 1
    assert "router ended by itself (signal 9)" in launcher.said
    assert inside(clone) == {}


def test_ctrl_c_leaves_nothing_running_and_the_next_run_has_kept_everything(clone: Path) -> None:
    first = launch(clone, "first")
    receipt = ask(first.address, "/v1/reports", body=a_report(clone))["receipt"]
    os.killpg(first.process.pid, signal.SIGINT)
    assert first.wait() == 0, first.said
    assert inside(clone) == {}

    second = launch(clone, "second")
    assert second.token == first.token
    assert ask(second.address, "/v1/reports/status", body={"receipt": receipt})["status"]
    assert ask(second.address, "/v1/escalations", token=second.token) is not None
    second.process.kill()
    second.wait()
    see(lambda: not inside(clone), seconds=30)
