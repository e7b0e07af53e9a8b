"""Redelivery, reordering and two routers at once make the same cases as one router, one report at a time."""

import asyncio
import random
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from services.router.classify import Classifier
from services.router.desk import Desk
from services.router.placing import place_of
from services.router.policy import Policy
from shared.case import WAITING, Case, Classification
from shared.errors import TryAgain
from shared.event import Event
from shared.events import ReportReceived
from shared.report import AcceptedReport, Report
from tests.builders import NOW, a_report, an_accepted, the_policy
from tests.fakes.cases import CasesInMemory, InboxInMemory

WORDINGS = ("{text}", "{text}请核实。", "我们在使用中发现：{text}", "您好，{text}谢谢！")
PROBLEMS = (
    ("GB 18401-2010", "5.1", "甲醛限量与试验方法的检出限矛盾，限值20 mg/kg低于方法能测到的下限。"),
    ("GB 18401-2010", "6.2", "pH值的取样部位没有规定，同一件衣服各实验室测得的结果相差很大。"),
    ("GB/T 19001-2016", "8.4", "外部供方的评价准则表述不清，审核员对“适用时”有两种理解。"),
    ("YY 0505-2012", "36", "电磁兼容试验要求的电压无法达到，没有设备能够完成此项试验。"),
    ("T/CAS 200-2020", "4.3", "表2中的温度单位印刷错误，应为摄氏度。"),
    ("GB 18401-2010", "5.1", "色牢度等级表中的脚注序号印错了，与正文对不上。"),
)

CLAUSES = ("5.1", "5.2", "5", "6.1", None)

stories = st.lists(
    st.tuples(st.integers(0, len(PROBLEMS) - 1), st.integers(0, len(WORDINGS) - 1)), min_size=2, max_size=14
)
chains = st.lists(
    st.tuples(st.integers(0, len(CLAUSES) - 1), st.integers(0, len(WORDINGS) - 1)), min_size=2, max_size=14
)


class Remembering(Classifier):
    """Classifies as the product does, and each report once in all the runs, which use the same few."""

    def classify(self, report: Report, about: str = "") -> tuple[Classification, ...]:
        del about
        return classified(report)


@cache
def classified(report: Report) -> tuple[Classification, ...]:
    return the_policy().classifier.classify(report)


@cache
def a_quick_policy() -> Policy:
    as_shipped = the_policy().classifier
    quick = Remembering(as_shipped.lexicon, as_shipped.tracks, as_shipped.severity, as_shipped.opinion)
    return replace(the_policy(), classifier=quick)


# Without a repr: asyncio.run writes out what its main task returned, and these are long.
@dataclass(repr=False)
class Channel:
    """The desks of one or two routers over one store, on a clock that the test moves."""

    reports: Sequence[AcceptedReport]
    dice: random.Random
    now: datetime = NOW
    cases: CasesInMemory = field(init=False)
    desks: list[Desk] = field(init=False)

    def __post_init__(self) -> None:
        self.cases = CasesInMemory(self.pause)
        inbox = InboxInMemory(self.pause, {one.id: one for one in self.reports})
        self.desks = [Desk(inbox, self.cases, a_quick_policy(), lambda: self.now) for _ in range(2)]

    async def pause(self) -> None:
        for _ in range(self.dice.randrange(3)):
            await asyncio.sleep(0)

    async def hear(self, desk: Desk, batch: Sequence[AcceptedReport]) -> None:
        events = [Event.of(ReportReceived(report=one.id, at=one.at), at=one.at) for one in batch]
        while True:
            try:
                return await desk.handle(events)
            except TryAgain:
                await self.pause()

    async def one_by_one(self) -> None:
        for one in self.reports:
            await self.hear(self.desks[0], [one])

    async def anyhow(self) -> None:
        """Each report twice, in any order, in batches of any size, on both routers at once."""
        heard = [*self.reports, *self.reports]
        self.dice.shuffle(heard)
        batches: list[list[AcceptedReport]] = []
        while heard:
            size = self.dice.randint(1, 4)
            batches.append(heard[:size])
            del heard[:size]
        turns = [batches[::2], batches[1::2]]
        await asyncio.gather(*(self._all(desk, turn) for desk, turn in zip(self.desks, turns, strict=True)))

    async def _all(self, desk: Desk, batches: Sequence[Sequence[AcceptedReport]]) -> None:
        for batch in batches:
            await self.hear(desk, batch)
            if self.dice.random() < 0.2:
                self.now += timedelta(seconds=20)
                await desk.see_to_what_is_due()

    async def quiet(self) -> None:
        """Let the time pass in which notices gather."""
        for _ in range(3):
            self.now += timedelta(minutes=6)
            for desk in self.desks:
                await desk.see_to_what_is_due()

    def all(self) -> list[Case]:
        return [one.case for one in self.cases.kept.values()]

    def partition(self) -> set[frozenset[str]]:
        return {frozenset(case.reports) for case in self.all()}

    def what_is_known(self) -> set[tuple[object, ...]]:
        """The cases, without what depends on which report came first."""
        return {
            (
                frozenset((member.report, member.track) for member in case.members),
                case.standard,
                case.classification.severity,
                frozenset(e.authority for e in case.escalations),
            )
            for case in self.all()
        }


def told(story: Sequence[tuple[int, int]]) -> list[AcceptedReport]:
    """Each a problem and a way to word it."""
    return [_accepted(number, *PROBLEMS[problem], wording) for number, (problem, wording) in enumerate(story)]


def chained(story: Sequence[tuple[int, int]]) -> list[AcceptedReport]:
    """The same words of clauses that hold each other or do not."""
    standard, _, text = PROBLEMS[0]
    return [
        _accepted(number, standard, CLAUSES[clause], text, wording)
        for number, (clause, wording) in enumerate(story)
    ]


def _accepted(number: int, standard: str, clause: str | None, text: str, wording: int) -> AcceptedReport:
    report = a_report(WORDINGS[wording].format(text=text), standard=standard, clause=clause)
    at = NOW - timedelta(minutes=1) + timedelta(seconds=number)
    return an_accepted(report, at=at, id_=f"report-{number:02}")


def wild_run(reports: Sequence[AcceptedReport], seed: int) -> Channel:
    channel = Channel(reports, random.Random(seed))
    asyncio.run(quietly(channel, channel.anyhow()))
    return channel


def serial_run(reports: Sequence[AcceptedReport], seed: int) -> Channel:
    channel = Channel(reports, random.Random(seed))
    asyncio.run(quietly(channel, channel.one_by_one()))
    return channel


async def quietly(channel: Channel, heard: Awaitable[None]) -> None:
    with capture_logs():
        await heard
        await channel.quiet()


@settings(max_examples=40, deadline=None)
@given(stories, st.integers(0, 2**32))
def test_the_cases_are_those_of_one_router_that_hears_one_report_at_a_time(
    story: list[tuple[int, int]], seed: int
):
    serial = serial_run(told(story), seed)
    wild = wild_run(told(story), seed)
    assert wild.what_is_known() == serial.what_is_known()


@settings(max_examples=40, deadline=None)
@given(chains, st.integers(0, 2**32))
def test_where_the_order_matters_it_is_the_order_of_the_places_on_the_shelf(
    story: list[tuple[int, int]], seed: int
):
    """5 holds both 5.1 and 5.2: which of them it joins depends on which was there first."""
    wild = wild_run(chained(story), seed)
    kept = wild.cases.kept.values()
    places = {
        place_of(slot)[1]: member.report
        for one in kept
        for slot, member in zip(one.slots, one.case.members, strict=True)
    }
    by_id = {report.id: report for report in wild.reports}
    serial = serial_run([by_id[places[place]] for place in sorted(places)], seed)
    assert wild.partition() == serial.partition()


@settings(max_examples=20, deadline=None)
@given(stories, st.integers(0, 2**32))
def test_every_report_has_its_case_no_case_is_opened_twice_and_every_authority_is_told_of_all(
    story: list[tuple[int, int]], seed: int
):
    wild = wild_run(told(story), seed)
    kept = list(wild.cases.kept.values())
    members = [(member.report, member.track) for case in wild.all() for member in case.members]
    assert len(members) == len(set(members))
    assert {report for report, _ in members} == {one.id for one in wild.reports}
    for shelf, taken in wild.cases.taken.items():
        places = sorted(place_of(slot)[1] for one in kept for slot in one.slots if place_of(slot)[0] == shelf)
        assert places == list(range(1, taken + 1))
    for case in wild.all():
        for escalation in case.escalations:
            assert escalation.state in WAITING
            assert (escalation.told, escalation.notice_at) == (len(case.reports), None)
