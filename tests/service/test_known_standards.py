"""The catalogue on a real store: imported by the command, asked by the desk, completed for those who type."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from deploy.local.tree import ROOT
from services.intake.store import reports as report_store
from services.intake.store import standards as standard_store
from services.intake.store.standards import MongoStandards
from services.intake.web import shapes
from services.router.desk import Desk
from services.router.policy import Policy
from services.router.settings import RouterSettings
from services.router.store import INDEXES, SOURCE, CaseStore, Inbox, MongoCatalogue
from shared.bodies import REFRESHED_EVERY, imported_bodies
from shared.catalogue import folded, near
from shared.errors import TryAgain
from shared.event import Event
from shared.events import ReportReceived
from shared.journal import MongoJournal
from shared.mongo import COLLECTIONS, Database, connect, ensure_indexes
from shared.relay import Relay
from shared.report import AcceptedReport
from shared.standard import StandardRef
from tests.builders import NOW, a_report, an_accepted
from tests.people import a_report as report_of
from tests.people import a_reporter, an_authority, ask, eventually
from tests.servers import PATIENCE, StoreServer
from tests.system import System

TABLE = """designation,title,status,setter,committee,replaced_by,last_review
GB/T 19001-2016,质量管理体系 要求,现行,,SAC/TC 151,,2020-01-01
GB/T 19001-2008,质量管理体系 要求,被代替,,SAC/TC 151,GB/T 19001-2016,
YY/T 0316-2016,医疗器械 风险管理对医疗器械的应用,现行,工业和信息化部,,,
那个标准,,,,,,
GB 18401-2010,国家纺织产品基本安全技术规范,现行,SAC/TC 209,,,
"""
BODIES = '[{"tc": "SAC/TC 151", "name_zh": "全国质量管理和质量保证标准化技术委员会"},\n'
BODIES += '{"code": "T/XYZA", "name_zh": "某某协会", "superior": "440000"}]'
INTAKE_S = {**report_store.INDEXES, **standard_store.INDEXES}


class Nobody:
    """A broker that hears nothing."""

    async def publish(self, events: object) -> None:
        del events


class Operator:
    """Runs the command as an operator does."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = dict(environment)
        self._folder = folder

    def imports(self, content: str) -> tuple[int, str, str]:
        """The exit code, the conclusion, and what was told of lines."""
        path = self._folder / "file"
        path.write_text(content, encoding="utf-8")
        return self.runs("services.router", "import-catalogue", str(path))

    def runs(self, module: str, *command: str) -> tuple[int, str, str]:
        done = subprocess.run(
            (sys.executable, "-m", module, *command),
            env=self._environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def operator(mongo_url: str, mongo_database: str, tmp_path: Path) -> Operator:
    own = {"FEEDBACK_MONGO_URL": mongo_url, "FEEDBACK_MONGO_DATABASE": mongo_database}
    return Operator({**os.environ, **own}, tmp_path)


@pytest.fixture
async def database(mongo_url: str, mongo_database: str) -> AsyncIterator[Database]:
    client = connect(mongo_url)
    database = client[mongo_database]
    for indexes in (INDEXES, INTAKE_S):
        await ensure_indexes(database, indexes)
    yield database
    client.close()


async def everything(database: Database) -> list[dict[str, Any]]:
    names = (COLLECTIONS.catalogue, COLLECTIONS.bodies)
    return [document for name in names async for document in database[name].find({}).sort("_id", 1)]


async def test_a_catalogue_is_imported_and_running_it_again_changes_nothing(
    operator: Operator, database: Database
):
    code, said, told = operator.imports(TABLE)
    assert code == 1
    assert "4 added, 0 changed, 0 unchanged, 1 bad lines" in said
    assert "file:5: " in told
    assert "mend it" in told
    before = await everything(database)
    code, said, _ = operator.imports(TABLE.replace("那个标准", "GB 1-2000"))
    assert code == 0
    assert "1 added, 0 changed, 4 unchanged, 0 bad lines" in said
    code, said, _ = operator.imports(TABLE.replace("那个标准", "GB 1-2000").replace("规范,现行", "规范,废止"))
    assert "0 added, 1 changed, 4 unchanged" in said
    assert len(before) == 4
    assert len(await everything(database)) == 5


async def test_thousands_of_lines_are_imported_and_found_by_index(operator: Operator, database: Database):
    lines = "".join(f"GB/T {10_000 + n}-2010,标题{n}\n" for n in range(1_200))
    assert operator.imports("designation,title\n" + lines)[0] == 0
    standards = MongoStandards(database)
    found = await standards.starting(folded("gb 1100"), 10)
    assert [one.id for one in found] == [f"GB/T {number}-2010" for number in range(11_000, 11_010)]
    assert "GB/T 11000-2010" in [
        one.id for one in await standards.near(near(StandardRef.parse("GB/T 11000")), 60)
    ]
    catalogue = database[COLLECTIONS.catalogue]
    for wanted in (
        {"start": {"$gte": "GBT1100", "$lt": "GBT1100\uffff"}},
        {"start_bare": {"$gte": "GB1100", "$lt": "GB1100\uffff"}},
        {"start_title": {"$gte": "标题110", "$lt": "标题110\uffff"}},
        {"near": {"$in": ["GB 11000"]}},
        {"key": {"$in": ["GB 11000"]}},
    ):
        plan = await catalogue.find(wanted).explain()
        assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"]), wanted
        assert plan["executionStats"]["totalDocsExamined"] <= 60


async def test_the_desk_asks_once_for_a_batch_and_the_catalogue_decides(
    operator: Operator, database: Database
):
    operator.imports(TABLE)
    operator.imports(BODIES)
    policy = Policy.load(RouterSettings())
    policy.directory.authorities.admit(await imported_bodies(database))
    journal = MongoJournal(database, "router", [SOURCE])
    relay = Relay(journal, Nobody())
    await relay.register()
    standards = Asked(MongoCatalogue(database))
    desk = Desk(Inbox(database), CaseStore(database, relay, journal), policy, lambda: NOW, standards)
    typed = (
        "YY/T 0316-2016",
        "GB/T 19001-2008",
        "GB 18401-2010",
        "T/XYZA 1-2020",
        "GB 31701-2015",
        "那个标准",
    )
    reports = [an_accepted(a_report(standard=one)) for one in typed]
    await desk.handle(await stored(database, *reports))
    setters = {}
    async for case in database[COLLECTIONS.cases].find({}):
        setters[case["standard"]] = case["escalations"][0]
    assert {name: one["authority"] for name, one in setters.items()} == {
        "YY/T 0316—2016": "miit",
        "GB/T 19001—2008": "tc-151",
        "GB 18401—2010": "sac",
        "T/XYZA 1—2020": "t-xyza",
        "GB 31701—2015": "sac",
        "那个标准": "440305",
    }
    assert "已被GB/T 19001—2016代替" in setters["GB/T 19001—2008"]["because"]["zh"]
    assert "SAC/TC 209" in setters["GB 18401—2010"]["because"]["zh"]
    assert standards.times == 1


class Asked:
    """The catalogue, counting how often it is asked."""

    def __init__(self, catalogue: MongoCatalogue) -> None:
        self._catalogue = catalogue
        self.times = 0

    async def of(self, keys: Any) -> Any:
        self.times += 1
        return await self._catalogue.of(keys)


async def stored(database: Database, *reports: AcceptedReport) -> list[Event]:
    """As intake stores them; returns what it then says."""
    await database[COLLECTIONS.reports].insert_many(
        [
            {
                "_id": one.id,
                "at": one.at,
                "report": one.report.parted()[0],
                "receipt": one.id.encode(),
                "w": "w",
                "s": n,
            }
            for n, one in enumerate(reports)
        ]
    )
    return [Event.of(ReportReceived(report=one.id, at=one.at), at=one.at) for one in reports]


async def test_standards_that_were_cited_are_kept_once_and_found(database: Database):
    standards = MongoStandards(database)
    cited = [StandardRef.parse(one) for one in ("gb/t 19001-2016 第5条", "GB/T 19001—2016", "GB 18401-2010")]
    assert await standards.keep(cited[:2]) == 1
    assert await standards.keep(cited) == 1
    assert await standards.keep(cited) == 0
    assert [one.id for one in await standards.starting("GBT19", 10)] == ["GB/T 19001-2016"]
    assert [one.id for one in await standards.near({"18401-2010"}, 10)] == ["GB 18401-2010"]


async def test_a_silent_store_is_told_and_the_command_may_be_run_again(
    own_store: StoreServer, tmp_path: Path
):
    environment = {
        **os.environ,
        "FEEDBACK_MONGO_URL": own_store.url_of("away"),
        "FEEDBACK_MONGO_DATABASE": "away",
    }
    own_store.kill()
    code, _, told = Operator(environment, tmp_path).imports(TABLE)
    assert code == 2
    assert "run the same command again" in told
    client = connect(own_store.url_of("away"), timeout_ms=200)
    with pytest.raises(TryAgain):
        await MongoStandards(client["away"]).starting("GB18401", 10)
    client.close()


async def test_an_imported_association_gets_a_token_and_the_reports_on_its_standards(
    system: System, tmp_path: Path
):
    assert Operator(system.environment, tmp_path).imports(BODIES)[0] == 0
    await asyncio.sleep(REFRESHED_EVERY)
    async with an_authority(system, "t-xyza") as association, a_reporter(system) as reporter:
        sent = await reporter.reports(report_of(standard="T/XYZA 1-2020"))
        assert sent.status == 202
        (asked,) = await eventually(association.escalations)
        assert (asked["authority"], asked["case"]["standard"]) == ("t-xyza", "T/XYZA 1—2020")
        assert asked["name"] == "T/XYZA 某某协会"
        assert (await association.says(asked["id"], "acknowledge")).status == 202


async def test_a_designation_is_completed_over_http(system: System, tmp_path: Path):
    assert Operator(system.environment, tmp_path).imports(TABLE)[0] == 1
    async with ClientSession(system.url) as http:
        found = await ask(http, "GET", "/v1/standards", params={"q": "yy 0316"})
        assert found.status == 200
        (one,) = shapes.StandardList.model_validate(found.body).standards
        assert found.body["standards"][0]["setter"]["zh-CN"] == "工业和信息化部"
        assert (one.standard, one.level.en, one.mandatory) == ("YY/T 0316—2016", "industry", False)
        assert one.status
        assert (one.status.value, one.status.zh) == ("current", "现行")
        committee = await ask(http, "GET", "/v1/standards", params={"q": "GB 184"})
        assert committee.body["standards"][0]["setter"]["en"] == "SAC/TC 209"
        for nothing in ({}, {"q": ""}, {"q": "GB"}, {"q": "\x00" * 50}, {"q": "长" * 500}):
            assert (await ask(http, "GET", "/v1/standards", params=nothing)).body == {"standards": []}
        understood = await ask(http, "GET", "/standards/understood", params={"q": "GB/T 1901", "lang": "en"})
        assert understood.body["maybe"][0] == "GB/T 19001—2016"


async def test_a_standard_that_was_reported_on_is_completed_soon_after(system: System):
    async with a_reporter(system) as reporter, ClientSession(system.url) as http:
        assert (await reporter.reports(report_of(standard="gb 31701-2015"))).status == 202

        async def completed() -> list[str]:
            found = await ask(http, "GET", "/v1/standards", params={"q": "GB 3170"})
            return [one["standard"] for one in found.body["standards"]]

        assert await eventually(completed) == ["GB 31701—2015"]
