"""A mail server for trying things out: keeps every letter as a file, sends nothing anywhere.

`python -m deploy.local.mail --port 18025 --folder var/mail`
"""

import argparse
import asyncio
import signal
import uuid
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_SIZE = 5 * 2**20  # bytes of one letter


class Folder:
    """Writes each letter to `TIME-ID.eml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        """Answers 250 once the letter is on disk."""
        letter = envelope.content
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}.eml"
        await asyncio.to_thread(_keep, self._folder / name, letter if isinstance(letter, bytes) else b"")
        return "250 kept"


def _keep(path: Path, letter: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(letter)
    part.rename(path)  # a reader of the folder never sees half a letter


async def serve(host: str, port: int, folder: Path) -> None:
    """Serves until SIGTERM. The folder exists."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    session = partial(SMTP, Folder(folder), data_size_limit=_SIZE, enable_SMTPUTF8=True, loop=loop)
    server = await loop.create_server(session, host, port)
    async with server:
        await stop.wait()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Keeps every letter as a file.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(chosen.host, chosen.port, chosen.folder))


if __name__ == "__main__":
    main()
