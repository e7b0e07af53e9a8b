"""Private servers for the tests, on free ports, started the way `make run` starts them."""

import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.guard import Guard
from deploy.local.parts import Part, Running, wait_until_ready
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.rabbitmq import Broker, a_broker
from deploy.local.store import Store, a_store

PATIENCE = 60.0  # seconds for a server to be ready, on a machine that others are using too


@dataclass
class Machine:
    """Where a run of the tests keeps its servers: one folder, one guard, one set of ports."""

    folder: Path
    ports: Ports = field(default_factory=Ports)
    guard: Guard = field(default_factory=Guard)
    _started: list[Running] = field(default_factory=list)

    def running(self, part: Part) -> Running:
        running = Running(part, part.folder / f"{part.name}.log", self.guard)
        self._started.append(running)
        return running

    def broker(self) -> "BrokerServer":
        broker = a_broker(self._new_folder("broker"), uuid.uuid4().hex, self.ports)
        broker.prepare()
        return BrokerServer(broker, *map(self.running, broker.parts()))

    def store(self) -> "StoreServer":
        store = a_store(self._new_folder("store"), self.ports)
        return StoreServer(store, self.running(store.part()))

    def close(self) -> None:
        """Kills whatever still runs."""
        for running in self._started:
            running.kill()
        self.guard.close()
        self.ports.release()

    def _new_folder(self, name: str) -> Path:
        folder = self.folder / f"{name}-{uuid.uuid4().hex[:6]}"
        folder.mkdir()
        return folder


@dataclass
class StoreServer:
    """A MongoDB-protocol server that a test may stop, start again on the same port, and kill."""

    store: Store
    _running: Running

    def start(self) -> None:
        self.begin()
        self.wait()

    def begin(self) -> None:
        self._running.start()

    def wait(self) -> None:
        wait_until_ready([self._running], PATIENCE)

    def stop(self) -> None:
        self._running.stop()

    def kill(self) -> None:
        self._running.kill()

    @property
    def pid(self) -> int:
        """Number of its process group, for a test that freezes it."""
        return self._running.pid

    def url_of(self, database: str) -> str:
        return self.store.url_of(database)


@dataclass
class BrokerServer:
    """A RabbitMQ node that a test may stop, start again on the same ports, and kill."""

    broker: Broker
    _mapper: Running
    _node: Running

    def start(self) -> None:
        self.begin()
        self.wait()

    def begin(self) -> None:
        if not self._mapper.alive:
            self._mapper.start()
        self._node.start()

    def wait(self) -> None:
        wait_until_ready([self._mapper, self._node], PATIENCE)

    def stop(self) -> None:
        self._node.stop()

    def kill(self) -> None:
        self._node.kill()

    @property
    def pid(self) -> int:
        """Number of its process group, for whoever measures what it uses."""
        return self._node.pid

    def close(self) -> None:
        """Ends the port mapper too. For good."""
        self._node.kill()
        self._mapper.kill()

    @contextmanager
    def new_url(self) -> Iterator[str]:
        """AMQP address of a virtual host of its own, gone afterwards with all its queues."""
        vhost = f"t_{uuid.uuid4().hex[:12]}"
        self.broker.call("PUT", f"/vhosts/{vhost}")
        try:
            yield self.broker.url_of(vhost)
        finally:
            self.broker.call("DELETE", f"/vhosts/{vhost}")


@contextmanager
def a_machine() -> Iterator[Machine]:
    """A folder for servers; afterwards the servers and the folder are gone."""
    with tempfile.TemporaryDirectory(prefix="feedback-tests-", ignore_cleanup_errors=True) as folder:
        machine = Machine(Path(folder))
        try:
            yield machine
        finally:
            machine.close()


def new_database() -> str:
    """Name of a database that nobody has used."""
    return f"t_{uuid.uuid4().hex[:12]}"


@dataclass
class Mailbox:
    """A mail server that keeps what it is given."""

    port: int
    messages: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.port}"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        content = envelope.content
        parsed = message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.default)
        if isinstance(parsed, EmailMessage):
            self.messages.append(parsed)
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """Those whose To names the address."""
        return [message for message in self.messages if address in str(message["To"])]


@contextmanager
def a_mailbox(ports: Ports) -> Iterator[Mailbox]:
    mailbox = Mailbox(ports.take())
    controller = Controller(mailbox, hostname=LOOPBACK, port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def eventually(seconds: float = 10.0) -> Iterator[None]:
    """`for _ in eventually(): if seen: break`, outside asyncio. Raises TimeoutError when never seen."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(0.05)
    raise TimeoutError(f"not seen within {seconds:.0f} s")
