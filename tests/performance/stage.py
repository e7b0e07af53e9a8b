"""Where measurements take place: servers and whole systems of their own, and how large everything is."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from deploy.local.channel import is_ready
from deploy.local.parts import Part, Running, wait_until_ready
from deploy.local.ports import answers
from deploy.local.tree import ROOT
from tests.servers import PATIENCE, BrokerServer, Machine, StoreServer
from tests.system import System, a_system


@dataclass(frozen=True)
class Server:
    """A program that listens."""

    port: int
    pid: int


@dataclass(frozen=True)
class Stage:
    """The servers that all measurements share; `scale` 1 is the full form.

    `stored` and `backlog` are how many reports lie stored, or wait, where that is what is measured.
    """

    machine: Machine
    store: StoreServer
    broker: BrokerServer
    scale: float = 1.0
    stored: int = 50_000
    backlog: int = 50_000

    def number(self, full: int, *, least: int = 100) -> int:
        """How many, where the full form has so many."""
        return max(least, int(full * self.scale))

    def rounds(self, full: int) -> int:
        """How many rounds, where the full form has so many."""
        return full if self.scale >= 1 else min(full, 3)

    @contextmanager
    def system(self, **settings: str) -> Iterator[System]:
        """The whole channel on a database and a virtual host of its own."""
        with a_system(self.machine, self.store, self.broker, **settings) as system:
            yield system

    @contextmanager
    def serving(self, module: str, **environment: str) -> Iterator[Server]:
        """A module of this package that listens on the port that it is given as its argument."""
        port = self.machine.ports.take()
        command = (sys.executable, "-m", f"tests.performance.{module}", str(port))
        with self.program(command, lambda: answers(port), environment) as running:
            yield Server(port, running.pid)

    @contextmanager
    def another(self, system: System, service: str) -> Iterator[Running]:
        """One more process of a service beside the system's own."""
        port = self.machine.ports.take()
        environment = {**system.environment, "FEEDBACK_OPS_PORT": str(port)}
        command = (sys.executable, "-m", f"services.{service}")
        with self.program(command, lambda: is_ready(port), environment) as running:
            yield running

    @contextmanager
    def program(
        self, command: tuple[str, ...], ready: Callable[[], bool], environment: Mapping[str, str]
    ) -> Iterator[Running]:
        """Any program while the block runs, once it is ready."""
        with tempfile.TemporaryDirectory(prefix="program-", dir=self.machine.folder) as folder:
            part = Part(Path(command[0]).name, command, {**os.environ, **environment}, ROOT, ready)
            running = Running(part, Path(folder) / "output.log", self.machine.guard)
            running.start()
            try:
                wait_until_ready([running], PATIENCE)
                yield running
            finally:
                running.stop()


async def figures(module: str, *arguments: str) -> dict[str, float]:
    """What a module of this package measures in a process of its own, which nothing else disturbs."""
    command = (sys.executable, "-m", f"tests.performance.{module}", *arguments)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{module} {arguments[0]} failed")
    return dict(orjson.loads(output))
