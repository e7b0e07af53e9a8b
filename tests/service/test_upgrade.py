"""Cases that an earlier release stored are read, answered and found by their report as before."""

from services.router.store import INDEXES, SOURCE, CaseStore, upgrade
from shared.journal import MongoJournal
from shared.mongo import COLLECTIONS, connect, ensure_indexes, to_document
from shared.relay import Relay
from tests.builders import NOW, a_case
from tests.fakes.broker import Silence

OF_NOW = {"members", "key", "contradicts", "screening", "summary", "links"}
OF_AN_ESCALATION_NOW = {"told", "notices", "told_at", "told_before", "notice_at"}


async def test_a_case_that_names_its_reports_alone_gets_members(mongo_url: str, mongo_database: str):
    client = connect(mongo_url)
    database = client[mongo_database]
    await ensure_indexes(database, INDEXES)
    case = a_case()
    document = {k: v for k, v in to_document(case).items() if k not in OF_NOW}
    document["escalations"] = [
        {k: v for k, v in one.items() if k not in OF_AN_ESCALATION_NOW} for one in document["escalations"]
    ]
    before = document | {
        "reports": list(case.reports),
        "heard": [],
        "outbox": [],
        "at": NOW,
        "next_due": None,
    }
    await database[COLLECTIONS.cases].insert_one(before)
    for _ in range(2):
        await upgrade(database)
    journal = MongoJournal(database, "router", [SOURCE])
    (found,) = await CaseStore(database, Relay(journal, Silence()), journal).of_reports(case.reports)
    assert found.case.reports == case.reports
    assert found.case.key == case.key
    assert [e.told_at for e in found.case.escalations] == [case.opened_at for _ in case.escalations]
    client.close()
