"""Acceptance against a real store: group commit, receipts, idempotency, and a store that is away."""

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from services.intake.acceptance import Acceptance
from services.intake.status import Statuses
from services.intake.store.reports import INDEXES, SOURCE, MongoReports
from shared.errors import Refused, TryAgain
from shared.event import Event
from shared.journal import MongoJournal
from shared.mongo import Database, connect, ensure_indexes
from shared.outbox import Stamp
from shared.report import Report
from shared.sealing import Vault
from tests.servers import StoreServer

VAULT = Vault(base64.b64encode(bytes(32)).decode())


def a_report(text: str = "第5.1条与第6.2条的限值相互矛盾。") -> Report:
    return Report.model_validate(
        {
            "standard": "GB 18401-2010",
            "description": text,
            "region": "440305",
            "reporter": {"kind": "enterprise", "name": "王芳", "email": "wang@example.cn"},
        },
        strict=False,
    )


class Spoken:
    """A relay's voice that only remembers."""

    def __init__(self) -> None:
        self.told: dict[int, str] = {}
        self.lookups: list[int] = []
        self._s = 0

    def stamp(self) -> Stamp:
        self._s += 1
        return Stamp("me", self._s)

    def committed(self, stamp: Stamp, events: Sequence[Event]) -> None:
        self.told[stamp.s] = events[0].data["report"]

    def dropped(self, stamp: Stamp) -> None:
        self.told.pop(stamp.s, None)

    def unsure(self, stamp: Stamp) -> None:
        self.lookups.append(stamp.s)


@pytest.fixture
async def database(mongo_url: str) -> AsyncIterator[Database]:
    client = connect(mongo_url)
    database = client.get_default_database()
    await ensure_indexes(database, INDEXES)
    yield database
    client.close()


def an_acceptance(store: Any, voice: Spoken, most: int = 1000) -> Acceptance:
    return Acceptance(store, voice, VAULT, most=most, patience=0.5)


async def test_every_accepted_report_is_stored_with_its_own_receipt_and_told(database: Database):
    voice, store = Spoken(), MongoReports(database)
    acceptance = an_acceptance(store, voice)
    async with acceptance.running():
        accepted = await asyncio.gather(*(acceptance.submit(a_report()) for _ in range(300)))
    assert len({a.id for a in accepted}) == len({a.receipt for a in accepted}) == 300
    assert await database.reports.count_documents({}) == 300
    assert set(voice.told.values()) == {a.id for a in accepted}


async def test_what_is_stored_does_not_say_who_told_us(database: Database):
    acceptance = an_acceptance(MongoReports(database), Spoken())
    async with acceptance.running():
        accepted = await acceptance.submit(a_report())
    document = await database.reports.find_one({"_id": accepted.id})
    assert document
    assert VAULT.unseal(document.pop("sealed"), bound_to=accepted.id)["name"] == "王芳"
    for secret in ("王芳", "wang@example.cn", accepted.receipt):
        assert secret not in str(document)


async def test_the_receipt_finds_the_report_and_a_made_up_one_does_not(database: Database):
    store = MongoReports(database)
    acceptance = an_acceptance(store, Spoken())
    async with acceptance.running():
        accepted = await acceptance.submit(a_report())
    view = await Statuses(store, VAULT).find(accepted.receipt.lower())
    assert view
    assert (view.status, view.standard, view.case) == ("received", "GB 18401-2010", None)
    assert await Statuses(store, VAULT).find("0" * 26) is None


async def test_the_same_key_gives_the_first_answer_again(database: Database):
    acceptance = an_acceptance(MongoReports(database), Spoken())
    async with acceptance.running():
        together = await asyncio.gather(*(acceptance.submit(a_report(), "key") for _ in range(5)))
        later = await acceptance.submit(a_report(), "key")
    assert {(a.id, a.receipt) for a in together} == {(later.id, later.receipt)}
    assert sorted(a.replayed for a in together) == [False, True, True, True, True]
    assert await database.reports.count_documents({}) == 1


async def test_the_same_key_for_another_report_is_refused_and_changes_nothing(database: Database):
    acceptance = an_acceptance(MongoReports(database), Spoken())
    async with acceptance.running():
        await acceptance.submit(a_report(), "key")
        with pytest.raises(Refused):
            await acceptance.submit(a_report("另一份完全不同的反馈内容。"), "key")
    assert await database.reports.count_documents({}) == 1


async def test_more_than_the_queue_holds_is_turned_away_without_a_receipt(database: Database):
    acceptance = an_acceptance(MongoReports(database), Spoken(), most=10)
    async with acceptance.running():
        answers = await asyncio.gather(
            *(acceptance.submit(a_report()) for _ in range(50)), return_exceptions=True
        )
    refused = [a for a in answers if isinstance(a, TryAgain)]
    assert refused
    assert await database.reports.count_documents({}) == len(answers) - len(refused)


async def test_a_store_that_died_gives_no_receipt_and_its_return_is_enough(own_store: StoreServer):
    client = connect(own_store.url_of("t"), timeout_ms=2000)
    database = client.get_default_database()
    await ensure_indexes(database, INDEXES)
    voice = Spoken()
    acceptance = an_acceptance(MongoReports(database), voice)
    async with acceptance.running():
        await acceptance.submit(a_report())
        own_store.kill()
        answers = await asyncio.gather(
            *(acceptance.submit(a_report()) for _ in range(20)), return_exceptions=True
        )
        assert all(isinstance(a, TryAgain) for a in answers)
        await asyncio.to_thread(own_store.start)
        accepted = None
        while accepted is None:
            try:
                accepted = await acceptance.submit(a_report())
            except TryAgain:
                await asyncio.sleep(0.2)
    stored = {document["s"] async for document in database.reports.find({"w": "me"})}
    assert accepted.id in voice.told.values()
    assert stored <= voice.told.keys() | set(voice.lookups)
    client.close()


async def test_the_journal_reads_back_what_was_never_told(database: Database):
    voice = Spoken()
    acceptance = an_acceptance(MongoReports(database), voice)
    async with acceptance.running():
        await asyncio.gather(*(acceptance.submit(a_report()) for _ in range(30)))
    journal = MongoJournal(database, "intake", [SOURCE])
    written = await journal.written("me", 10, 20)
    assert [(s, e.data["report"]) for s, e in written] == [(s, voice.told[s]) for s in range(11, 21)]
    assert await journal.has_beyond("me", 29)
    assert not await journal.has_beyond("me", 30)
