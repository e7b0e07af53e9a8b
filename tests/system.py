"""The whole system for a test: three real processes, on a database and a virtual host of their own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.channel import is_ready
from deploy.local.kept import master_key
from deploy.local.parts import Part, Running, wait_until_ready
from deploy.local.ports import LOOPBACK
from deploy.local.tree import ROOT
from shared.taxonomy import Severity
from tests.servers import (
    PATIENCE,
    BrokerServer,
    Machine,
    Mailbox,
    StoreServer,
    a_mailbox,
    new_database,
)

SERVICES = ("intake", "router", "notifier")


@dataclass
class Service:
    """One service as a process that a test may stop, start again on the same ports, and kill."""

    name: str
    ops_port: int
    _running: Running

    def begin(self) -> None:
        self._running.start()

    def wait(self) -> None:
        wait_until_ready([self._running], PATIENCE)

    def start(self) -> None:
        self.begin()
        self.wait()

    def stop(self) -> None:
        self._running.stop()

    def kill(self) -> None:
        """As a power cut would: SIGKILL."""
        self._running.kill()

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return self._running.exit_code

    @property
    def is_ready(self) -> bool:
        return is_ready(self.ops_port)

    @property
    def log(self) -> list[dict[str, Any]]:
        """Every structured line that it has written."""
        return [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]

    @property
    def output(self) -> str:
        path = self._running.log
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


@dataclass
class System:
    """Intake, router and notifier, with the addresses of what they stand on."""

    url: str
    mongo_url: str
    database: str
    amqp_url: str
    mailbox: Mailbox
    environment: Mapping[str, str]
    services: dict[str, Service] = field(default_factory=dict)

    @property
    def intake(self) -> Service:
        return self.services["intake"]

    @property
    def router(self) -> Service:
        return self.services["router"]

    @property
    def notifier(self) -> Service:
        return self.services["notifier"]

    def start(self) -> None:
        for service in self.services.values():
            service.begin()
        for service in self.services.values():
            service.wait()

    def stop(self) -> None:
        for service in self.services.values():
            service.stop()

    def token(self, authority: str) -> str:
        """A new token of an authority, issued as an operator would."""
        command = ("token", "issue", "--authority", authority, "--label", "test")
        done = subprocess.run(
            (sys.executable, "-m", "services.intake", *command),
            env=dict(self.environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout.strip().splitlines()[-1])["token"])

    def speaking_of(self, report: str) -> set[str]:
        """The services whose logs name the report."""
        return {name for name, service in self.services.items() if report in service.output}


@contextmanager
def a_system(machine: Machine, store: StoreServer, broker: BrokerServer, **settings: str) -> Iterator[System]:
    """Started and ready; afterwards stopped. `settings` are more of the services' FEEDBACK_ settings."""
    with (
        tempfile.TemporaryDirectory(prefix="system-", dir=machine.folder) as folder,
        a_mailbox(machine.ports) as mailbox,
        broker.new_url() as amqp_url,
    ):
        system = _prepared(machine, Path(folder), store, broker, mailbox, amqp_url, settings)
        try:
            system.start()
            yield system
        finally:
            system.stop()


def _prepared(
    machine: Machine,
    folder: Path,
    store: StoreServer,
    broker: BrokerServer,
    mailbox: Mailbox,
    amqp_url: str,
    settings: dict[str, str],
) -> System:
    database, port = new_database(), machine.ports.take()
    system = System(
        url=f"http://{LOOPBACK}:{port}",
        mongo_url=store.url_of(database),
        database=database,
        amqp_url=amqp_url,
        mailbox=mailbox,
        environment={},
    )
    system.environment = environment_of(system, broker.broker.admin_url, port, folder) | settings
    system.services = {name: a_service(name, system.environment, machine, folder) for name in SERVICES}
    return system


def at_once(folder: Path, *, again: int = 300) -> Path:
    """A copy of the policy by which every authority hears at once, so that no test waits for it; seconds."""
    shutil.copytree(ROOT / "deploy" / "policy", folder)
    first = {severity.value: 0 for severity in Severity}
    notices = yaml.safe_dump({"first": first, "again": again})
    (folder / "notices.yaml").write_text(notices, encoding="utf-8")
    return folder


def environment_of(system: System, admin_url: str, port: int, folder: Path) -> dict[str, str]:
    """The settings of every service of a system whose intake listens on the port."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_")}
    return own | {
        "PYTHONUNBUFFERED": "1",
        "FEEDBACK_MONGO_URL": system.mongo_url,
        "FEEDBACK_MONGO_DATABASE": system.database,
        "FEEDBACK_AMQP_URL": system.amqp_url,
        "FEEDBACK_AMQP_ADMIN_URL": admin_url,
        "FEEDBACK_MASTER_KEY": master_key(),
        "FEEDBACK_POLICY": str(at_once(folder / "policy")),
        "FEEDBACK_LISTEN_HOST": LOOPBACK,
        "FEEDBACK_LISTEN_PORT": str(port),
        "FEEDBACK_PUBLIC_URL": system.url,
        "FEEDBACK_SMTP_URL": system.mailbox.url,
        "FEEDBACK_MAIL_FROM": "feedback@standards.example",
        "FEEDBACK_WEBHOOK_ALLOWED_HOSTS": json.dumps([LOOPBACK]),
    }


def a_service(
    name: str, environment: Mapping[str, str], machine: Machine, folder: Path, *, copy: str = ""
) -> Service:
    """One service as a process, not started yet; `copy` tells it from others of its name."""
    ops_port = machine.ports.take()
    part = Part(
        name=name + copy,
        command=(sys.executable, "-m", f"services.{name}"),
        environment={**environment, "FEEDBACK_OPS_PORT": str(ops_port)},
        folder=ROOT,
        ready=lambda: is_ready(ops_port),
        grace=15.0,
    )
    log = folder / f"{part.name}-{uuid.uuid4().hex[:6]}.log"
    return Service(part.name, ops_port, Running(part, log, machine.guard))


@pytest.fixture(scope="module")
def system(machine: Machine, store_server: StoreServer, broker_server: BrokerServer) -> Iterator[System]:
    """The services, shared by the tests of one module. To be left running."""
    with a_system(machine, store_server, broker_server) as it:
        yield it
