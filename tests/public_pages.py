"""Intake's public pages over a store in memory, listening on a free port of this machine."""

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from services.intake.acceptance import Acceptance
from services.intake.allowance import Allowances
from services.intake.register.desk import Kept, Register
from services.intake.register.question import Page, Question
from services.intake.settings import IntakeSettings
from services.intake.standards import Standards
from services.intake.status import Statuses
from services.intake.understood import details
from services.intake.web import keys
from services.intake.web.app import listening, make_app
from shared.authorities import Authorities
from shared.case import Case, CaseState, Classification, Escalation, EscalationState, Happening, Member, Role
from shared.errors import TryAgain
from shared.event import Event
from shared.ladder import Ladder
from shared.outbox import Stamp
from shared.region import Regions
from shared.sealing import Vault
from shared.settings import PROJECT
from shared.taxonomy import Outcome, Problem, ReporterKind, Severity, Track
from shared.text import Text
from tests.known_standards import MemoryStandards

MASTER_KEY = base64.b64encode(bytes(32)).decode()
LOOPBACK = "127.0.0.1"
DIRECTORY = PROJECT / "deploy" / "directory"
NAMES = {
    "sac": Text(zh="国家标准化管理委员会", en="Standardization Administration of China"),
    "440305": Text(zh="南山区市场监督管理局", en="Market regulation administration of Nanshan"),
}


@dataclass
class MemoryReports:
    """The store that acceptance and status ask, kept in memory; `away` is a store that cannot be reached."""

    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    cases: dict[str, Kept] = field(default_factory=dict)
    away: bool = False

    async def insert(self, documents: Sequence[dict[str, Any]]) -> set[int]:
        self.reach()
        known = {place for place, document in enumerate(documents) if document["_id"] in self.documents}
        new = (document for place, document in enumerate(documents) if place not in known)
        self.documents |= {document["_id"]: document for document in new}
        return known

    async def contents(self, ids: Sequence[str]) -> dict[str, bytes]:
        self.reach()
        return {id_: self.documents[id_]["content"] for id_ in ids if id_ in self.documents}

    async def by_receipt(self, mark: bytes) -> Mapping[str, Any] | None:
        self.reach()
        return next((d for d in self.documents.values() if d["receipt"] == mark), None)

    async def cases_of(self, report: str) -> list[Case]:
        self.reach()
        return [kept.case for kept in self.cases.values() if report in kept.case.reports]

    def put(self, *cases: Case) -> None:
        self.cases |= {case.number: Kept(case, case.opened_at + timedelta(days=1)) for case in cases}

    def reach(self) -> None:
        if self.away:
            raise TryAgain("the store is away")


@dataclass
class MemoryRegister:
    """The register over the same cases."""

    reports: MemoryReports

    async def case(self, number: str) -> Kept | None:
        self.reports.reach()
        return self.reports.cases.get(number)

    async def page(self, question: Question, now: datetime) -> Page:
        del now
        self.reports.reach()
        key = question.standard.key if question.standard else None
        found = [
            kept.entry
            for kept in self.reports.cases.values()
            if key in (None, kept.case.key)
            and kept.case.state in question.states
            and (question.places is None or question.places.holds(kept.case.region))
        ]
        return Page(sorted(found, key=lambda entry: entry.opened_at, reverse=True)[: question.limit], None)


class Silence:
    """A voice that numbers the writes and tells nobody."""

    def __init__(self) -> None:
        self._last = 0

    def stamp(self) -> Stamp:
        self._last += 1
        return Stamp("me", self._last)

    def committed(self, stamp: Stamp, events: Sequence[Event]) -> None:
        del stamp, events

    def dropped(self, stamp: Stamp) -> None:
        del stamp

    def unsure(self, stamp: Stamp) -> None:
        del stamp


@dataclass
class Pages:
    """The pages as they listen; `url` has no slash at its end."""

    url: str
    store: MemoryReports
    standards: MemoryStandards

    def only_report(self) -> dict[str, Any]:
        """The one report that is stored, without what the store adds."""
        (document,) = self.store.documents.values()
        report: dict[str, Any] = document["report"]
        return report


def a_name(by: str) -> Text:
    return NAMES.get(by, Text(zh="本渠道", en="This channel"))


def a_member(report: str, **fields: Any) -> Member:
    """A report's part in a case."""
    whole: dict[str, Any] = {
        "track": Track.IMPLEMENTATION,
        "at": datetime(2026, 11, 23, 4, 30, tzinfo=UTC),
        "region": "440305",
        "kind": ReporterKind.ENTERPRISE,
    }
    return Member(report=report, **{**whole, **fields})


def a_case(*reports: str, answered: bool = False) -> Case:
    """A case of two authorities, either waiting or answered by the setter."""
    opened = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    escalation = Escalation(
        id="e1",
        authority="sac",
        role=Role.SETTER,
        state=EscalationState.ANSWERED if answered else EscalationState.ASKED,
        severity=Severity.MAJOR,
        because=Text(zh="两项强制性标准无法同时满足", en="two mandatory standards cannot both be met"),
        opened_at=opened,
        reply_by=datetime(2026, 12, 14, 10, 0, tzinfo=UTC),
        clock=Text(zh="15 个工作日", en="15 working days"),
        answered_at=opened + timedelta(days=9) if answered else None,
        outcome=Outcome.AMEND if answered else None,
        text="第 5.1 条的限值有误，将发布第 1 号修改单。" if answered else None,
    )
    happened = [
        Happening(
            at=opened,
            what="asked",
            by="channel",
            text=Text(
                zh="已转交国家标准化管理委员会和南山区市场监督管理局。",
                en="Put to the Standardization Administration of China and to the administration of Nanshan.",
            ),
        ),
        Happening(
            at=opened + timedelta(minutes=1),
            what="delivered",
            by="sac",
            text=Text(zh="已送达。", en="Delivered."),
        ),
    ]
    if answered:
        text = Text(zh="属实，将发布修改单。", en="Confirmed; an amendment will follow.")
        happened.append(Happening(at=opened + timedelta(days=9), what="answered", by="sac", text=text))
    return Case(
        id="c1",
        number="2026-7K3M9-QX2AB",
        state=CaseState.ANSWERED if answered else CaseState.TRANSMITTED,
        standard="GB 18401—2010",
        key="GB 18401",
        clause="5.1",
        region="440305",
        members=tuple(a_member(report) for report in reports),
        classification=Classification(
            track=Track.IMPLEMENTATION,
            problem=Problem.CONTRADICTION,
            severity=Severity.MAJOR,
            because=(escalation.because,),
        ),
        escalations=(
            escalation,
            escalation.model_copy(
                update={
                    "id": "e2",
                    "authority": "440305",
                    "role": Role.SUPERIOR,
                    "outcome": None,
                    "state": EscalationState.CLOSED if answered else EscalationState.ASKED,
                }
            ),
        ),
        history=tuple(happened),
        opened_at=opened,
    )


@asynccontextmanager
async def public_pages(port: int = 0) -> AsyncIterator[Pages]:
    """The pages, listening while the block runs."""
    vault, store = Vault(MASTER_KEY), MemoryReports()
    regions, known = Regions.load(DIRECTORY / "regions.csv"), MemoryStandards()
    ladder = Ladder.load(PROJECT / "deploy" / "policy" / "ladder.yaml", regions)
    authorities = Authorities.load(DIRECTORY, regions, ladder)
    acceptance = Acceptance(store, Silence(), vault, most=100, patience=0.5)
    settings = IntakeSettings(master_key=SecretStr(MASTER_KEY))
    app = make_app(
        {
            keys.SETTINGS: settings,
            keys.ALLOWANCES: Allowances.of(settings),
            keys.ACCEPTANCE: acceptance,
            keys.STATUSES: Statuses(store, vault),
            keys.REGISTER: Register(MemoryRegister(store)),
            keys.REGIONS: regions,
            keys.STANDARDS: Standards(known, details(regions, authorities)),
            keys.VAULT: vault,
            keys.NAME_OF: a_name,
        }
    )
    async with acceptance.running(), listening(app, LOOPBACK, port) as found:
        yield Pages(f"http://{LOOPBACK}:{found}", store, known)
