"""Acceptance: a report is accepted when it is journaled by the store, together with the event that it causes.

Requests hand their report to a bounded queue; one committer writes whatever has gathered while the previous
flush was in flight. At low load there is no delay, under load one flush serves many.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from prometheus_client import Counter, Gauge, Histogram

from shared.clock import Clock, wall
from shared.crash import crash_point
from shared.errors import Refused, TryAgain
from shared.event import Event
from shared.events import ReportReceived
from shared.ids import derived_id, new_id
from shared.outbox import Stamp, Voice
from shared.report import Report
from shared.runtime import beside
from shared.sealing import Vault, new_receipt
from shared.telemetry import logger

log = logger("acceptance")

BATCH = 200
ACCEPTED = Counter("feedback_reports_accepted_total", "Reports stored and given a receipt")
REPLAYED = Counter("feedback_reports_replayed_total", "Reports sent again under the same idempotency key")
TURNED_AWAY = Counter(
    "feedback_reports_turned_away_total", "Reports answered with 503, by reason", ["reason"]
)
QUEUE = Gauge("feedback_accept_queue", "Reports that wait for the store")
FLUSH_SECONDS = Histogram("feedback_flush_seconds", "Time of one group commit")
FLUSH_SIZE = Histogram(
    "feedback_flush_reports", "Reports in one group commit", buckets=(1, 2, 5, 10, 20, 50, 100, 200)
)


class Accepted(NamedTuple):
    """What a reporter is given; `replayed` when it is the first answer again."""

    id: str
    receipt: str
    replayed: bool = False


class ReportStore(Protocol):
    """What acceptance asks of the store."""

    async def insert(self, documents: Sequence[dict[str, Any]]) -> set[int]:
        """Store all; return the places of those whose id was there before. TryAgain when unsure of any."""

    async def contents(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the content marks of stored reports."""


@dataclass(slots=True)
class _Pending:
    id: str
    receipt: str
    content: bytes
    document: dict[str, Any]
    at: datetime
    answer: "asyncio.Future[Accepted]" = field(repr=False)


class Acceptance:
    """Takes reports until the store has them; see `submit`."""

    def __init__(
        self,
        store: ReportStore,
        voice: Voice,
        vault: Vault,
        *,
        most: int,
        patience: float,
        clock: Clock = wall,
    ) -> None:
        self._clock = clock
        self._store = store
        self._voice = voice
        self._vault = vault
        self._patience = patience
        self._queue: asyncio.Queue[_Pending] = asyncio.Queue(most)
        QUEUE.set_function(self._queue.qsize)
        self._in_flight: Sequence[_Pending] = ()
        self._stuck = False

    async def submit(
        self, report: Report, idempotency_key: str | None = None, said: str | None = None
    ) -> Accepted:
        """Return the receipt once the report is safe.

        The same key with the same report gives the first answer again; `said` is what must be the same where
        the report was made out of it. Refused when the key was used for another report; TryAgain, quickly,
        when the report cannot be kept safe now.
        """
        if self._stuck:
            TURNED_AWAY.labels("store").inc()
            raise TryAgain("the store does not answer")
        pending = self._prepare(report, idempotency_key, said)
        try:
            self._queue.put_nowait(pending)
        except asyncio.QueueFull as full:
            TURNED_AWAY.labels("queue").inc()
            raise TryAgain("too many reports at once") from full
        return await pending.answer

    async def again(self, idempotency_key: str, said: str) -> Accepted | None:
        """Return the first answer, None where this was not said under this key before."""
        id_, content = self._named(idempotency_key), self._vault.request_mark(said)
        if (await self._store.contents([id_])).get(id_) != content:
            return None
        REPLAYED.inc()
        return Accepted(id_, self._vault.receipt_for(id_, content), replayed=True)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        """Run the committer beside the block; what waits at the end is still written."""
        async with beside(self._commit(), finish=self._queue.join) as task:
            yield task

    def _named(self, idempotency_key: str) -> str:
        return derived_id("report", self._vault.request_mark(idempotency_key).hex())

    def _prepare(self, report: Report, idempotency_key: str | None, said: str | None) -> _Pending:
        at = self._clock()
        if idempotency_key is None:
            id_, receipt = new_id(), new_receipt()
            # Nobody can send it again; what tells it apart from all others tells it apart here too.
            content = mark = self._vault.receipt_mark(receipt)
        else:
            id_, content = (
                self._named(idempotency_key),
                self._vault.request_mark(said or report.model_dump_json()),
            )
            receipt = self._vault.receipt_for(id_, content)
            mark = self._vault.receipt_mark(receipt)
        stored, identity = report.parted()
        document = {
            "_id": id_,
            "at": at,
            "report": stored,
            "reach": {"email": "email" in identity},
            "unit": self._vault.unit_mark(identity),
            "content": content,
            "receipt": mark,
        }
        if identity:
            document["sealed"] = self._vault.seal(identity, bound_to=id_)
        return _Pending(id_, receipt, content, document, at, asyncio.get_running_loop().create_future())

    async def _commit(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            # A request that has hung up or was told 503 is not written after all.
            self._in_flight = [pending for pending in batch if not pending.answer.done()]
            if self._in_flight:
                await self._flush(self._in_flight)
            self._in_flight = ()
            for _ in batch:
                self._queue.task_done()

    async def _flush(self, batch: Sequence[_Pending]) -> None:
        stamps = [self._voice.stamp() for _ in batch]
        for pending, stamp in zip(batch, stamps, strict=True):
            pending.document.update(stamp._asdict())
        alarm = asyncio.get_running_loop().call_later(self._patience, self._give_up)
        FLUSH_SIZE.observe(len(batch))
        try:
            crash_point("acceptance.flushing")
            with FLUSH_SECONDS.time():
                there_before = await self._store.insert([pending.document for pending in batch])
            known = (
                await self._store.contents([batch[place].id for place in there_before])
                if there_before
                else {}
            )
            crash_point("acceptance.flushed")
        except TryAgain as later:
            for stamp in stamps:
                self._voice.unsure(stamp)
            log.warning("flush.failed", reports=[pending.id for pending in batch], reason=later.reason)
            self._turn_away(batch, later.reason)
            return
        finally:
            alarm.cancel()
            self._stuck = False
        ACCEPTED.inc(len(batch) - len(there_before))
        for place, (pending, stamp) in enumerate(zip(batch, stamps, strict=True)):
            self._settle(pending, stamp, known.get(pending.id) if place in there_before else None)
        crash_point("acceptance.answered")

    def _settle(self, pending: _Pending, stamp: Stamp, known: bytes | None) -> None:
        """Tell one request how its report fared; `known` is the content stored under its id before."""
        if known is None:
            self._voice.committed(stamp, [received(pending.id, pending.at)])
            log.info("report.accepted", report=pending.id)
            _answer(pending, Accepted(pending.id, pending.receipt))
            return
        self._voice.dropped(stamp)
        if known == pending.content:
            REPLAYED.inc()
            _answer(pending, Accepted(pending.id, pending.receipt, replayed=True))
        elif not pending.answer.done():
            pending.answer.set_exception(Refused("this Idempotency-Key was used for another report"))

    def _give_up(self) -> None:
        """Stop everyone waiting for a store that does not answer: 503, and quickly."""
        self._stuck = True
        waiting = [*self._in_flight]
        while not self._queue.empty():
            waiting.append(self._queue.get_nowait())
            self._queue.task_done()
        self._turn_away(waiting, "the store does not answer")

    @staticmethod
    def _turn_away(batch: Sequence[_Pending], reason: str) -> None:
        for pending in batch:
            if not pending.answer.done():
                TURNED_AWAY.labels("store").inc()
                pending.answer.set_exception(TryAgain(reason))


def received(report: str, at: datetime) -> Event:
    """Return the event that a stored report causes; it follows from the document alone."""
    return Event.of(ReportReceived(report=report, at=at), at=at)


def _answer(pending: _Pending, accepted: Accepted) -> None:
    if not pending.answer.done():
        pending.answer.set_result(accepted)
