"""A state machine over the whole channel in memory: whatever happens, nothing is lost or done twice.

Reports are sent, and sent again; messages come twice, in another order, or not at all; listeners are away;
every process may die, and every server not answer, at any of its awaits; time passes, from a minute to a
month; and authorities take, answer and return what is theirs, or are silent.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.intake.speech import Utterance
from shared.answer import Said
from shared.case import Case
from shared.errors import TryAgain
from shared.event import Event
from shared.events import (
    AnswerReceived,
    CaseAnswered,
    DeliverySettled,
    EscalationGrown,
    EscalationOpened,
    ReportReceived,
)
from shared.report import Report
from shared.taxonomy import Outcome
from tests import promises
from tests.builders import a_report
from tests.fakes.listeners import SUBSCRIPTIONS
from tests.fakes.outbox import Died, Mishap
from tests.unit.router.test_the_same_cases import PROBLEMS, WORDINGS
from tests.virtual_channel import VirtualChannel

Thing = TypeVar("Thing")

TWO_TRACKS = ("GB 18401-2010", "4.2", "4.2条与4.5条相互矛盾。另举报某公司冒用本标准编号生产，请依法查处。")
TOLD = (*PROBLEMS[:3], TWO_TRACKS)
REMADE = {
    fact.type
    for fact in (
        ReportReceived,
        AnswerReceived,
        EscalationOpened,
        EscalationGrown,
        CaseAnswered,
        DeliverySettled,
    )
}
"""Messages that the broker may lose with its disk: what they cause is looked for, and made."""
MOST = 10  # reports of one run

mishaps = st.none() | st.none() | st.builds(Mishap, st.sampled_from([Died, TryAgain]), st.integers(0, 15))
numbers = st.integers(0, 999)
services = st.sampled_from(["intake", "router", "notifier"])


def told(problem: int, wording: int, region: str, kind: str, unit: str | None) -> Report:
    standard, clause, text = TOLD[problem]
    who = {"kind": kind, "organisation": unit}
    words = WORDINGS[wording].format(text=text)
    return a_report(words, standard=standard, clause=clause, region=region, reporter=who)


def words(said: Said, to: str | None) -> Utterance:
    outcome = Outcome.AMEND if said is Said.ANSWERED else None
    return Utterance(said=said, outcome=outcome, text="已研究。", to=to if said is Said.RETURNED else None)


reports = st.builds(
    told,
    st.integers(0, len(TOLD) - 1),
    st.integers(0, len(WORDINGS) - 1),
    st.sampled_from(["440305", "440306", "330106"]),
    st.sampled_from(["enterprise", "enforcement", "media"]),
    st.sampled_from([None, "甲", "乙"]),
)
utterances = st.builds(words, st.sampled_from(Said), st.sampled_from([None, "miit", "440000"]))
spans = st.sampled_from([timedelta(minutes=n) for n in (1, 6, 45)] + [timedelta(days=n) for n in (1, 8, 30)])


def one_of(things: Sequence[Thing], number: int) -> Thing:
    return things[number % len(things)]


class WhateverHappens(RuleBasedStateMachine):
    """`sent` are the reports by the reporter's own key, `accepted` the ids and receipts that were given.

    As long as the broker has `lost` nothing, nothing is looked for: what is stored is enough to tell all.
    """

    def __init__(self) -> None:
        super().__init__()
        self.channel = VirtualChannel()
        self.sent: dict[str, Report] = {}
        self.accepted: dict[str, tuple[str, str]] = {}
        self.before: dict[str, Case] = {}
        self.lost = False

    @initialize(several=st.lists(reports, min_size=1, max_size=3))
    def begin(self, several: list[Report]) -> None:
        self.report(several, None)
        self.channel.flow()

    # What people do.

    @precondition(lambda self: len(self.sent) < MOST)
    @rule(several=st.lists(reports, min_size=1, max_size=3), mishap=mishaps)
    def report(self, several: list[Report], mishap: Mishap | None) -> None:
        for report in several:
            self._send(f"key {len(self.sent)}", report, mishap)

    @precondition(lambda self: self.sent)
    @rule(which=numbers, mishap=mishaps)
    def report_again(self, which: int, mishap: Mishap | None) -> None:
        self._send(*one_of([*self.sent.items()], which), mishap)

    @precondition(lambda self: self.before and len(self.sent) < MOST)
    @rule(report=reports, which=numbers, mishap=mishaps)
    def say_me_too(self, report: Report, which: int, mishap: Mishap | None) -> None:
        joins = one_of([*self.before.values()], which).number
        self._send(f"key {len(self.sent)}", report.model_copy(update={"joins": joins}), mishap)

    def _send(self, key: str, report: Report, mishap: Mishap | None) -> None:
        self.sent[key] = report
        if given := self.channel.report(report, key, mishap):
            first = self.accepted.setdefault(key, (given.id, given.receipt))
            assert first == (given.id, given.receipt), "the same key gives the first answer again"

    @precondition(lambda self: self.before)
    @rule(which=numbers, words=utterances, mishap=mishaps)
    def answer(self, which: int, words: Utterance, mishap: Mishap | None) -> None:
        asked = [(case, e.id) for case in self.channel.all() for e in case.escalations]
        self.channel.say(*one_of(asked, which), words, mishap)

    # What the services do, and what becomes of messages.

    @rule()
    def let_everything_flow(self) -> None:
        self.channel.flow()

    @precondition(lambda self: self.queue("router"))
    @rule(most=st.integers(1, 5), mishap=mishaps, acknowledges=st.booleans())
    def deliver_to_the_router(self, most: int, mishap: Mishap | None, *, acknowledges: bool) -> None:
        self.channel.router_hears(most, mishap, acknowledges=acknowledges)

    @precondition(lambda self: self.queue("notifier"))
    @rule(most=st.integers(1, 5), mishap=mishaps, acknowledges=st.booleans())
    def deliver_to_the_notifier(self, most: int, mishap: Mishap | None, *, acknowledges: bool) -> None:
        self.channel.notifier_hears(most, mishap, acknowledges=acknowledges)

    @precondition(lambda self: self.channel.deliveries.due(self.channel.now))
    @rule(mishap=mishaps)
    def speak(self, mishap: Mishap | None) -> None:
        self.channel.notifier_speaks(mishap)

    @precondition(lambda self: self.queue("router") or self.queue("notifier"))
    @rule(dice=st.randoms(use_true_random=False))
    def reorder(self, dice: Random) -> None:
        for queue in self.channel.broker.queues.values():
            dice.shuffle(queue)

    @precondition(lambda self: self.losable())
    @rule(which=numbers)
    def lose_a_message(self, which: int) -> None:
        self.lost = True
        service, event = one_of(self.losable(), which)
        self.channel.broker.acknowledge(service, [event])

    def queue(self, service: str) -> list[Event]:
        return self.channel.broker.queues[service]

    def losable(self) -> list[tuple[str, Event]]:
        queues = self.channel.broker.queues.items()
        return [(service, event) for service, queue in queues for event in queue if event.type in REMADE]

    @rule(who=st.sampled_from([*(s.id for s in SUBSCRIPTIONS), "reporters"]))
    def a_listener_goes_or_comes(self, who: str) -> None:
        self.channel.listeners.away ^= {who}

    @rule(who=st.sampled_from([*(s.id for s in SUBSCRIPTIONS), "reporters"]))
    def a_listener_becomes_slow_or_quick(self, who: str) -> None:
        self.channel.listeners.slow ^= {who}

    @rule()
    def the_broker_goes_or_comes(self) -> None:
        self.channel.broker.away = not self.channel.broker.away

    @precondition(lambda self: self.lost)
    @rule(mishap=mishaps)
    def look_for_what_is_lost(self, mishap: Mishap | None) -> None:
        self.channel.router_sweeps(mishap)
        self.channel.notifier_looks_through_the_cases(mishap)

    @rule(service=services, mishap=mishaps)
    def die(self, service: str, mishap: Mishap | None) -> None:
        self.channel.begin(service)
        self.channel.tells(service, mishap)

    @rule(span=spans, mishap=mishaps)
    def tick(self, span: timedelta, mishap: Mishap | None) -> None:
        self.channel.time_passes(span, mishap)

    # What holds at every moment, and in the end.

    @invariant()
    def what_was_promised_holds(self) -> None:
        for id_, _ in self.accepted.values():
            promises.is_kept_or_on_its_way(self.channel, id_)
        promises.nothing_is_done_twice(self.channel)
        if not self.lost:
            promises.what_was_said_is_known_or_comes_again(self.channel)
        now = {case.id: case for case in self.channel.written()}
        promises.goes_forward(self.before, now)
        self.before = now

    def teardown(self) -> None:
        """Let everything come to rest, and then everybody stay silent: what was promised has happened."""
        try:
            self.channel.settle(looking=self.lost)
            for id_, _ in self.accepted.values():
                promises.is_kept(self.channel, id_)
            promises.cases_are_those_of_a_serial_run(self.channel)
            promises.everybody_was_told(self.channel)
            promises.every_answer_was_heard(self.channel)
            self.channel.stays_silent()
            promises.every_reporter_was_told_the_end(self.channel)
            promises.nothing_is_done_twice(self.channel)
        finally:
            self.channel.close()
