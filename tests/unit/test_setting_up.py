"""What the launcher decides before it starts anything, and that it leaves nothing behind."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.local import tree
from deploy.local.bootstrap import missing
from deploy.local.guard import Guard
from deploy.local.kept import kept, password
from deploy.local.parts import Part, PartFailed, Running, wait_until_ready
from deploy.local.ports import Ports, PortTaken
from deploy.local.store import memory
from tests.servers import eventually

OWN_SERVERS = {"FEEDBACK_MONGO_URL": "mongodb://store.example", "FEEDBACK_AMQP_URL": "amqp://broker.example"}


def a_part(folder: Path, *command: str, ready: bool = True) -> Part:
    return Part("a part", command, {"PATH": os.environ["PATH"]}, folder, lambda: ready)


def names(target: str, environment: dict[str, str]) -> set[str]:
    return {step.name for step in missing(target, environment)}


def test_servers_of_the_users_own_are_not_installed() -> None:
    assert names("run", OWN_SERVERS) <= {"python"}


def test_the_quick_gate_installs_no_server() -> None:
    assert names("check", {}) <= {"python"}


def test_measuring_installs_no_server() -> None:
    assert names("measure", {}) <= {"python"}


def test_the_tests_want_servers_of_their_own_whatever_the_user_has() -> None:
    assert names("test", OWN_SERVERS) == names("test", {})


def test_a_port_is_not_given_twice_and_is_free_again_afterwards() -> None:
    one, other = Ports(), Ports()
    port = one.take()
    assert other.take(port) != port
    one.release()
    assert other.take(port) == port
    other.release()


def test_a_port_asked_for_by_number_is_that_one_or_a_plain_refusal() -> None:
    one, other = Ports(), Ports()
    port = one.take()
    with pytest.raises(PortTaken, match=f"Port {port} is in use"):
        other.claim(port)
    one.release()
    assert other.claim(port) == port
    other.release()


def test_a_secret_is_made_once_and_is_for_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "one"
    assert kept(path, password) == kept(path, password)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_container_with_little_memory_is_not_taken_for_the_machine(tmp_path: Path) -> None:
    limit, no_limit, absent = tmp_path / "memory.max", tmp_path / "no limit", tmp_path / "absent"
    limit.write_text("268435456\n")
    no_limit.write_text("max\n")
    assert memory([absent, limit, no_limit]) == 256 << 20
    assert memory([no_limit, absent]) == memory([]) > 256 << 20


def test_only_one_holds_a_clone(tmp_path: Path) -> None:
    held = tree.lock(tmp_path / "lock")
    assert held is not None
    assert tree.lock(tmp_path / "lock") is None
    held.close()
    again = tree.lock(tmp_path / "lock")
    assert again is not None
    again.close()


def test_a_part_that_ends_by_itself_is_named_with_its_last_words(tmp_path: Path) -> None:
    guard = Guard()
    running = Running(
        a_part(tmp_path, "sh", "-c", "echo no disk; exit 3", ready=False), tmp_path / "log", guard
    )
    running.start()
    with pytest.raises(PartFailed, match=r"a part ended by itself \(exit code 3\)[\s\S]*no disk"):
        wait_until_ready([running], 10)
    running.kill()
    guard.close()


def test_a_part_that_is_never_ready_is_not_waited_for_without_end(tmp_path: Path) -> None:
    guard = Guard()
    running = Running(a_part(tmp_path, "sleep", "60", ready=False), tmp_path / "log", guard)
    running.start()
    with pytest.raises(PartFailed, match=r"a part was not ready within 0 s"):
        wait_until_ready([running], 0.2)
    running.stop()
    guard.close()
    assert not running.alive


def test_what_a_killed_launcher_started_is_ended_with_its_children(tmp_path: Path) -> None:
    launcher = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from deploy.local.guard import Guard\n"
        "from deploy.local.parts import Part, Running\n"
        "command = ('sh', '-c', 'sleep 60 & wait')\n"
        "part = Part('a part', command, {'PATH': '/usr/bin:/bin'}, Path('.'), lambda: True)\n"
        "running = Running(part, Path(sys.argv[1]), Guard())\n"
        "running.start()\n"
        "print(running.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = (sys.executable, "-c", launcher, str(tmp_path / "log"))
    with subprocess.Popen(command, cwd=tree.ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        group = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    for _ in eventually():
        if not runs(group):
            break


def runs(group: int) -> bool:
    """Whether the group has a process that is more than a name waiting to be collected."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, its_group, *_ = status.read_text().rpartition(")")[2].split()
            if int(its_group) == group and state != "Z":
                return True
    return False
