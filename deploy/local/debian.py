"""Packages of Debian and Ubuntu, installed without starting the services that they bring."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_POLICY = Path("/usr/sbin/policy-rc.d")
_REFUSE = "#!/bin/sh\nexit 101\n"
_SERVERS = frozenset({"rabbitmq-server", "prometheus", "prometheus-alertmanager"})
_PATIENT = ("-o", "DPkg::Lock::Timeout=300")  # seconds, while another installation is under way


def can_install() -> bool:
    """Whether we are root on a machine with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str], log: IO[bytes]) -> None:
    """Installs; asks for new package lists only where the present ones do not suffice."""
    with _no_service_starts():
        if _apt(("install", "-y", "--no-install-recommends", *packages), log) != 0:
            _apt(("update",), log)
            code = _apt(("install", "-y", "--no-install-recommends", *packages), log)
            if code != 0:
                raise subprocess.CalledProcessError(code, f"apt-get install {' '.join(packages)}")
    _not_at_boot(packages, log)


def _apt(arguments: Sequence[str], log: IO[bytes]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        ("apt-get", "-q", *_PATIENT, *arguments),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        check=False,
    ).returncode


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Debian's own way (policy-rc.d) to install a server without starting it. One already there stays."""
    if _POLICY.exists():
        yield
        return
    _POLICY.write_text(_REFUSE)
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink(missing_ok=True)


def _not_at_boot(packages: Sequence[str], log: IO[bytes]) -> None:
    """The machine starts at boot what it started before: the channel runs servers of its own."""
    servers = _SERVERS.intersection(packages)
    if servers and Path("/run/systemd/system").exists():
        command = ("systemctl", "disable", *sorted(servers))
        subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
