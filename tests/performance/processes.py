"""What processes use, as Linux tells it."""

import os
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_GROUP, _USER, _SYSTEM = 2, 11, 12  # fields of /proc/PID/stat behind the name in brackets


def cpu_seconds(group: int) -> float:
    """Processor time of a process group that still runs: all of its processes and threads."""
    return (
        sum(int(stat[_USER]) + int(stat[_SYSTEM]) for stat in _stats() if int(stat[_GROUP]) == group) / _TICKS
    )


def memory(pid: int) -> float:
    """Resident memory of one process, in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE / 1e6


def _stats() -> Iterator[list[str]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
