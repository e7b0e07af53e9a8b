"""Where things are in a clone."""

import fcntl
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
STORE_VENV = VENV / "store"
REQUIREMENTS = ROOT / "requirements"
VAR = ROOT / "var"


def lock(path: Path, *, wait: bool = False) -> TextIO | None:
    """Takes the lock for this process's life, or returns None when another has it (after waiting: never)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
