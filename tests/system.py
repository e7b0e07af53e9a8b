"""The whole system for a test: three real processes, on a database and a virtual host of their own."""

import json
import os
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

from deploy.local.channel import is_ready
from deploy.local.guard import Guard
from deploy.local.kept import master_key
from deploy.local.parts import Part, Running, wait_until_ready
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.tree import ROOT
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
    system.environment = _environment(system, broker, port) | settings
    system.services = {
        name: _service(name, system, machine.ports, machine.guard, folder) for name in SERVICES
    }
    return system


def _environment(system: System, broker: BrokerServer, port: int) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_")}
    return own | {
        "PYTHONUNBUFFERED": "1",
        "FEEDBACK_MONGO_URL": system.mongo_url,
        "FEEDBACK_MONGO_DATABASE": system.database,
        "FEEDBACK_AMQP_URL": system.amqp_url,
        "FEEDBACK_AMQP_ADMIN_URL": broker.broker.admin_url,
        "FEEDBACK_MASTER_KEY": master_key(),
        "FEEDBACK_LISTEN_HOST": LOOPBACK,
        "FEEDBACK_LISTEN_PORT": str(port),
        "FEEDBACK_PUBLIC_URL": system.url,
        "FEEDBACK_SMTP_URL": system.mailbox.url,
        "FEEDBACK_MAIL_FROM": "feedback@standards.example",
        "FEEDBACK_WEBHOOK_ALLOWED_HOSTS": json.dumps([LOOPBACK]),
    }


def _service(name: str, system: System, ports: Ports, guard: Guard, folder: Path) -> Service:
    ops_port = ports.take()
    part = Part(
        name=name,
        command=(sys.executable, "-m", f"services.{name}"),
        environment={**system.environment, "FEEDBACK_OPS_PORT": str(ops_port)},
        folder=ROOT,
        ready=lambda: is_ready(ops_port),
        grace=15.0,
    )
    return Service(name, ops_port, Running(part, folder / f"{name}-{uuid.uuid4().hex[:6]}.log", guard))


@pytest.fixture(scope="module")
def system(machine: Machine, store_server: StoreServer, broker_server: BrokerServer) -> Iterator[System]:
    """The services, shared by the tests of one module. To be left running."""
    with a_system(machine, store_server, broker_server) as it:
        yield it
