"""A private store with MongoDB's protocol: `mongod` where it is installed, else the embedded server."""

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deploy.local.parts import Part
from deploy.local.ports import LOOPBACK, Ports, answers
from deploy.local.replica_set import is_primary

PORT = 18017  # preferred; any free one does
REPLICA_SET = "feedback"

GIB = 1 << 30
LEAST_CACHE = GIB // 4
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where Linux says how much memory a container may use, by its second and its first version of cgroups."""

_EMBEDDED = "secantusd-py"


class NoStore(Exception):
    """Neither mongod nor the embedded server is installed."""

    def __init__(self) -> None:
        super().__init__(
            f"找不到 mongod 或 {_EMBEDDED}。请用 make run 启动，它会安装所缺的部分。\n"
            f"Neither mongod nor {_EMBEDDED} was found. Start with make run, which installs what is missing."
        )


@dataclass(frozen=True)
class Store:
    """One server's folder and port."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Address without a database."""
        return self.url_of("")

    def url_of(self, database: str) -> str:
        """Address of a database.

        The embedded server goes through the last 10,000 retryable writes at each further one: longer than the
        write takes. With one server there is nobody to retry with, and what fails is tried again above.
        """
        retries = "" if _is_real(program()) else "&retryWrites=false"
        return f"mongodb://{LOOPBACK}:{self.port}/{database}?directConnection=true{retries}"

    def part(self) -> Part:
        """The server as a program to start. Both kinds honour `j: true` by themselves, with an fsync."""
        self.folder.mkdir(parents=True, exist_ok=True)
        server = program()
        real = _is_real(server)
        return Part(
            name="store",
            command=self._mongod(server) if real else self._embedded(server),
            environment={
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": str(self.folder),
                "LANG": "C.UTF-8",
            },
            folder=self.folder,
            ready=self._takes_writes if real else lambda: answers(self.port),
        )

    def _takes_writes(self) -> bool:
        return answers(self.port) and is_primary(REPLICA_SET, f"{LOOPBACK}:{self.port}")

    def _mongod(self, server: Path) -> tuple[str, ...]:
        where = ("--dbpath", str(self.folder), "--bind_ip", LOOPBACK, "--port", str(self.port))
        return (str(server), *where, "--replSet", REPLICA_SET, "--quiet")

    def _embedded(self, server: Path) -> tuple[str, ...]:
        # Standalone: it keeps no log of operations for replicas, of which it can have none. A write costs a
        # fifth to a third less without.
        where = ("--storage-path", str(self.folder / "data"), "--host", LOOPBACK, "--port", str(self.port))
        return (str(server), *where, "--standalone", "--cache-size", _cache(), "--log-level", "WARNING")


def a_store(folder: Path, ports: Ports, *, usual: bool = False) -> Store:
    """A server with its data in the folder, on its usual port where it is free, else on any."""
    return Store(folder.resolve(), ports.take(PORT if usual else None))


def _cache() -> str:
    """How much of the data the embedded server keeps in memory: as mongod does, half of what is beyond 1 GiB.

    It takes no more than there is to keep. Where the data outgrows it, writes wait for the disk.
    Source: MongoDB's manual, storage.wiredTiger.engineConfig.cacheSizeGB.
    """
    return f"{max(LEAST_CACHE, (memory() - GIB) // 2) >> 20}M"


def memory(limits: Iterable[Path] = LIMITS) -> int:
    """Bytes that this machine has, or that its container may use where that is less."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    allowed = [said for limit in limits if limit.exists() and (said := limit.read_text().strip()).isdigit()]
    return min([there, *map(int, allowed)])


def _is_real(server: Path) -> bool:
    return server.name == "mongod"


def program() -> Path:
    """Where the server is: on PATH, in its own environment within ours, or beside this interpreter."""
    places = (Path(sys.prefix) / "store" / "bin" / _EMBEDDED, Path(sys.prefix) / "bin" / _EMBEDDED)
    mongod = shutil.which("mongod")
    if mongod:
        return Path(mongod)
    for place in places:
        if place.exists():
            return place
    raise NoStore
