"""The store is killed, and its disk fills: no receipt without safety, and nothing with a receipt is lost."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from deploy.local.store import a_store
from tests.faults.fleet import a_fleet
from tests.faults.sizes import scaled, tell
from tests.receiver import Receiver
from tests.servers import BrokerServer, Machine, StoreServer

pytestmark = pytest.mark.faults

KILLS = 10
BETWEEN = (2.0, 6.0)  # seconds
RATE = 60  # reports a second
AFTER_ALL = 120.0
DISK = 96  # MB
FILLED_FOR = 15.0  # seconds
PATIENCE = 0.8  # seconds after which intake says 503


async def test_the_store_killed_again_and_again_loses_nothing_that_has_a_receipt(
    machine: Machine, own_store: StoreServer, broker_server: BrokerServer, receiver: Receiver
):
    number = scaled(KILLS, least=2)
    with broker_server.new_url() as url:
        async with a_fleet(machine, own_store, broker_server, settings={"FEEDBACK_AMQP_URL": url}) as fleet:
            await fleet.listens(receiver.hook())
            reporters = fleet.reporters("store kills")
            pauses = [reporters.rng.uniform(*BETWEEN) for _ in range(number)]
            sending = asyncio.create_task(reporters.send(round(RATE * sum(pauses)), rate=RATE))
            for pause in pauses:
                await asyncio.sleep(pause)
                own_store.kill()
                await asyncio.to_thread(own_store.start)
            await sending
            books = reporters.books
            await fleet.told(books, seconds=AFTER_ALL)
            verdict = await fleet.verdict(books)
    tell(
        verdict.table(
            f"{number} kills of the store; {dict(books.answers)}; longest wait {books.longest:.2f} s"
        )
    )
    assert not verdict.lost
    assert verdict.accepted <= verdict.stored
    assert not verdict.duplicated
    assert not verdict.unexpected
    assert not books.wrong
    assert books.longest < PATIENCE + 1


@contextmanager
def a_small_disk(folder: Path) -> Iterator[Path]:
    """A file system of a few megabytes; the test is skipped where none may be mounted."""
    folder.mkdir()
    command = ("mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(folder))
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small file system is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(("umount", "--lazy", str(folder)), check=True, capture_output=True)


async def test_with_its_disk_full_the_store_costs_a_503_within_a_second_and_no_receipt(
    machine: Machine, broker_server: BrokerServer, receiver: Receiver
):
    with a_small_disk(machine.folder / "small") as disk, broker_server.new_url() as url:
        place = a_store(disk / "store", machine.ports)
        store = StoreServer(place, machine.running(place.part()))
        store.start()
        try:
            settings = {"FEEDBACK_AMQP_URL": url}
            async with a_fleet(machine, store, broker_server, settings=settings) as fleet:
                await fleet.listens(receiver.hook())
                reporters = fleet.reporters("disk full")
                await reporters.send(100, rate=RATE)
                ballast = disk / "ballast"
                fill(ballast)
                sending = asyncio.create_task(reporters.send(round(RATE * FILLED_FOR), rate=RATE))
                await asyncio.sleep(FILLED_FOR)
                answers = dict(reporters.books.answers)
                ballast.unlink()
                await asyncio.to_thread(store.kill)  # it may have ended by itself, as MongoDB does
                await asyncio.to_thread(store.start)
                await sending
                books = reporters.books
                await fleet.told(books, seconds=AFTER_ALL)
                verdict = await fleet.verdict(books)
        finally:
            store.kill()
    tell(verdict.table(f"disk full: {answers}, then {dict(books.answers)}; longest {books.longest:.2f} s"))
    assert answers.get("503")
    assert not verdict.lost
    assert not verdict.duplicated
    assert not books.wrong
    assert books.longest < PATIENCE + 1


def fill(ballast: Path) -> None:
    """Write until there is no room."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4_096):
            pass
