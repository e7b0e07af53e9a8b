"""What the channel promises, each as a question to the whole of it in memory: assertions and nothing else."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

from structlog.testing import capture_logs

from shared.case import ENDED, WAITING, Case, CaseState
from shared.delivery import Delivery, DeliveryState
from shared.events import CaseAnswered, EscalationOpened, ReportReceived
from shared.mongo import BEGINNING, COLLECTIONS
from shared.report import Report
from shared.taxonomy import Track
from tests.builders import the_policy
from tests.fakes.listeners import SUBSCRIPTIONS
from tests.in_memory import Channel
from tests.virtual_channel import VirtualChannel


def is_kept_or_on_its_way(channel: VirtualChannel, report: str) -> None:
    """The report is stored, and either in a case on each of its tracks, or the router will hear of it."""
    accepted = channel.received.kept[report]
    if _lacking(channel, report):
        messages = [*channel.broker.queues["router"], *channel.journals["intake"].untold()]
        told = {event.data["report"] for event in messages if event.type == ReportReceived.type}
        swept = channel.received.swept_to.get(COLLECTIONS.reports, BEGINNING)
        assert report in told or swept <= accepted.at, f"{report} is in no case, and nobody will look for it"


def is_kept(channel: VirtualChannel, report: str) -> None:
    """The report is in a case on each of its tracks."""
    assert not _lacking(channel, report), f"{report} is in no case"


def _lacking(channel: VirtualChannel, report: str) -> frozenset[Track]:
    """Return the tracks of a report on which it is in no case; who joins by name is in that case alone."""
    there = {m.track for case in channel.all() for m in case.members if m.report == report}
    accepted = channel.received.kept[report]
    if accepted.report.joins and there:
        return frozenset()
    return tracks_of(accepted.report) - there


@cache
def tracks_of(report: Report) -> frozenset[Track]:
    return frozenset(made.track for made in the_policy().classifier.classify(report))


def nothing_is_done_twice(channel: VirtualChannel) -> None:
    """No report is in two cases, no fact has two names, no answer counts twice, nobody is told twice."""
    for things in (
        ((m.report, m.track) for case in channel.all() for m in case.members),
        ((fact.type, fact.names()) for fact in channel.cases.told),
        (e.id for case in channel.all() for e in case.escalations),
        (answer for one in channel.cases.kept.values() for answer in one.heard),
        ((d.event["id"], d.subscription, d.report) for d in channel.deliveries.kept.values()),
    ):
        assert [thing for thing, times in Counter(things).items() if times > 1] == []
    for case in channel.all():
        answers = [line for line in case.history if line.what == "answered"]
        assert len(answers) == len([e for e in case.escalations if e.answered_at])


def what_was_said_is_known_or_comes_again(channel: VirtualChannel) -> None:
    """Every message that a listener heard is stored, or what it follows from has still to be handled."""
    coming = {one.id for event in channel.broker.queues["notifier"] for one in channel.planned(event)}
    assert set(channel.listeners.calls) <= channel.deliveries.kept.keys() | coming


def goes_forward(before: Mapping[str, Case], now: Mapping[str, Case]) -> None:
    """Versions grow; no report, question or line of the history is taken away; what is open has a next time.

    What has ended says why.
    """
    for id_, case in now.items():
        if case.state in ENDED:
            assert {"answered", "unanswered"} & {line.what for line in case.history}
        else:
            assert case.next_due(), f"case {case.number} is open, and nobody will look at it"
        then = before.get(id_, case)
        assert case == then or case.version > then.version
        assert case.state is CaseState.ANSWERED or then.state is not CaseState.ANSWERED
        for grown, was in (
            (case.members, then.members),
            (case.history, then.history),
            ([e.id for e in case.escalations], [e.id for e in then.escalations]),
        ):
            assert [*grown[: len(was)]] == [*was]
    assert before.keys() <= now.keys()


def cases_are_those_of_a_serial_run(channel: VirtualChannel) -> None:
    """What a router that heard one report at a time, and no answers, would have made one case is one case.

    Unless it has ended: what is reported afterwards begins another.
    """
    serial = Channel()
    accepted = [one for one in channel.received.kept.values() if not one.report.joins]
    serial.inbox.kept = {one.id: one for one in accepted}
    with capture_logs():
        for one in accepted:
            serial.hear(ReportReceived(report=one.id, at=one.at))
    problems = {(m.report, m.track): case.id for case in serial.all() for m in case.members}
    cases = defaultdict(list)
    for case in channel.all():
        own = {problems[m.report, m.track] for m in case.members if not m.supporter}
        assert len(own) == 1, f"case {case.number} is about several problems"
        cases[own.pop()].append(case)
    for several in cases.values():
        assert len([case for case in several if case.state not in ENDED]) <= 1, (
            "one problem is two open cases"
        )
        assert len(several) == 1 or {case.state for case in several} & ENDED


def everybody_was_told(channel: VirtualChannel) -> None:
    """Whoever is asked knows of all reports; each question reached each of its listeners, once.

    Who answered before the question was told is not asked any more.
    """
    asked = defaultdict(list)
    messages = Counter((d.escalation, d.subscription) for d in channel.deliveries.kept.values())
    for delivery in channel.deliveries.kept.values():
        if delivery.event["type"] == EscalationOpened.type:
            asked[delivery.escalation, delivery.subscription].append(delivery)
    for case, escalation in ((one, e) for one in channel.all() for e in one.escalations):
        if escalation.state in WAITING and case.state not in ENDED:
            assert (escalation.told, escalation.notice_at) == (len(case.reports), None)
        for subscription in SUBSCRIPTIONS:
            if subscription.authority == escalation.authority and not subscription.severities:
                told = asked[escalation.id, subscription.id]
                assert len(told) == (1 if escalation.told_at else 0)
                assert messages[escalation.id, subscription.id] <= escalation.notices
                assert all(
                    _reached(channel, one, receipt=escalation.delivered_at is not None) for one in told
                )


def every_answer_was_heard(channel: VirtualChannel) -> None:
    """Each answer that was stored is known to the case that it is about."""
    heard = {answer: one.case.id for one in channel.cases.kept.values() for answer in one.heard}
    assert heard == {answer.id: answer.case for answer in channel.received.said.values()}


def _reached(channel: VirtualChannel, delivery: Delivery, *, receipt: bool) -> bool:
    """Say whether its listener heard a message, and the case has the receipt; or else it was given up."""
    heard = delivery.id in channel.listeners.calls
    return (heard and receipt) or delivery.state is DeliveryState.GIVEN_UP


def every_reporter_was_told_the_end(channel: VirtualChannel) -> None:
    """Every case has ended, and each of its reporters heard so."""
    told = defaultdict(list)
    for delivery in channel.deliveries.kept.values():
        if delivery.event["type"] == CaseAnswered.type:
            told[delivery.case, delivery.report].append(delivery)
    for case in channel.all():
        assert case.state in ENDED
        for report in case.reports:
            assert told[case.id, report], f"{report} was not told how {case.number} ended"
            assert all(_reached(channel, one, receipt=True) for one in told[case.id, report])
