"""Secrets of this clone's own channel: made once, kept in `var/secrets`, read by nobody else."""

import base64
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(path: Path, make: Callable[[], str]) -> str:
    """The secret in the file; made and written, mode 600, where there is none."""
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    made = make()
    keep(path, made)
    return made


def keep(path: Path, secret: str) -> None:
    """Writes a secret in the place of the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(secret + "\n", encoding="utf-8")
    part.rename(path)


def master_key() -> str:
    """32 random bytes in base 64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def password() -> str:
    """Safe in an address."""
    return secrets.token_hex(24)
