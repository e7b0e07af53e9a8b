"""Reporters under faults: each report has a key, and most send it again when it was not accepted."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from shared.ids import derived_id
from shared.sealing import Vault
from tests.people import a_report

LONGEST = 30.0  # seconds that a reporter waits for an answer
PATIENCE = 60.0  # seconds for which a reporter tries again
STUBBORN = 0.9  # of reporters try again; the others take the first answer for the last word
ACCEPTED, LATER = 202, 503
A_STANDARD = 50  # reports about one standard


@dataclass
class Books:
    """What reporters saw. `answers` counts statuses, and what broke instead of an answer, by name."""

    attempted: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    accepted_at: dict[str, float] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """Seconds of the longest wait for an answer."""
        return max(self.seconds, default=0.0)


@dataclass
class Reporters:
    """Those who report to one address; `rng` decides who is stubborn.

    `master_key` is intake's, by which a report's id is known before anything is answered.
    """

    url: str
    master_key: str
    rng: random.Random
    name: str = "run"
    stubborn: float = STUBBORN
    books: Books = field(default_factory=Books)
    _sent: int = 0

    def __post_init__(self) -> None:
        self._vault = Vault(self.master_key)

    async def send(self, number: int, *, rate: float, clients: int = 32) -> None:
        """Send so many reports, about `rate` a second, by so many reporters at once."""
        first, self._sent = self._sent, self._sent + number
        waiting = iter([(n, self.rng.random() < self.stubborn) for n in range(first, self._sent)])
        began = time.monotonic()
        connector = TCPConnector(limit=clients)
        async with ClientSession(self.url, connector=connector, timeout=ClientTimeout(total=LONGEST)) as http:

            async def client() -> None:
                for n, stubborn in waiting:
                    await asyncio.sleep(max(0.0, began + (n - first) / rate - time.monotonic()))
                    await self._report(http, n, stubborn=stubborn)

            await asyncio.gather(*(client() for _ in range(clients)))

    def id_of(self, key: str) -> str:
        """The id that a report gets by its key."""
        return derived_id("report", self._vault.request_mark(key).hex())

    async def _report(self, http: ClientSession, n: int, *, stubborn: bool) -> None:
        key, deadline = f"{self.name}-{n}", time.monotonic() + PATIENCE
        self.books.attempted.add(self.id_of(key))
        while not await self._try(http, key, a_report(**self._matter(n))):
            if not stubborn or time.monotonic() > deadline:
                return
            await asyncio.sleep(0.3 + 0.4 * self.rng.random())

    def _matter(self, n: int) -> dict[str, Any]:
        """What report n is about: a place of its own in a standard, so that no two are the same problem."""
        first = 60_000 + crc32(self.name.encode()) % 30_000  # beyond the numbers that some ministry has
        return {
            "standard": f"GB {first + n // A_STANDARD}-2010",
            "clause": f"{1 + n % A_STANDARD}.1",
            "description": f"Laboratory {self.name}-{n} reads this in two ways and reaches opposite results.",
        }

    async def _try(self, http: ClientSession, key: str, report: dict[str, Any]) -> bool:
        began, books = time.monotonic(), self.books
        try:
            async with http.post("/v1/reports", json=report, headers={"Idempotency-Key": key}) as answer:
                status, body = answer.status, await answer.json(content_type=None)
        except (ClientError, OSError, TimeoutError) as broken:
            books.answers[type(broken).__name__] += 1
            if isinstance(broken, TimeoutError):
                books.seconds.append(time.monotonic() - began)
            return False
        books.answers[str(status)] += 1
        books.seconds.append(time.monotonic() - began)
        if status == ACCEPTED and len(body["receipt"]) > 0 and body["id"] == self.id_of(key):
            books.accepted.add(body["id"])
            books.accepted_at[body["id"]] = time.monotonic()
            return True
        if status != LATER:
            books.wrong.append(f"{status} {body}")
        return False
