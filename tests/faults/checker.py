"""What came of a run under faults, in Jepsen's words; pure: facts in, a verdict out.

A report is *attempted* when somebody sent it, *accepted* when that was answered with 202 and a receipt,
*stored* when the store has it, *routed* when a case speaks of it, *delivered* when every listening authority
has heard of it, *once* when no authority heard it under two names. *Lost* is accepted and not delivered.
*Duplicated* is one effect twice: a report in two cases, a fact told under two delivery ids. *Repeated* is the
same message again under its own `webhook-id`, which receivers drop. *Recovered* was never accepted (the
answer was 503, or never came) and arrived all the same; *unexpected* arrived and was never attempted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Call(NamedTuple):
    """One message that a receiver took: which receiver, under which id, what it tells, of which reports."""

    hook: str
    message: str
    effect: str
    reports: tuple[str, ...]


class Facts(NamedTuple):
    """What was seen from outside, and what the store holds. `cases` are the reports of each case."""

    attempted: Collection[str]
    accepted: Collection[str]
    stored: Collection[str]
    cases: Sequence[Sequence[str]]
    hooks: Collection[str]
    calls: Sequence[Call]
    parked: int = 0


@dataclass(frozen=True)
class Verdict:
    """The words as sets of report ids; `repeated` counts calls, `delivered_calls` all that were taken."""

    attempted: frozenset[str]
    accepted: frozenset[str]
    stored: frozenset[str]
    routed: frozenset[str]
    once: frozenset[str]
    lost: frozenset[str]
    duplicated: tuple[str, ...]
    repeated: int
    recovered: frozenset[str]
    unexpected: frozenset[str]
    parked: int
    calls: int

    @property
    def repeated_share(self) -> float:
        """Repeated messages as a part of all messages."""
        return self.repeated / max(1, self.calls)

    def rows(self) -> Iterator[tuple[str, int]]:
        """The lines of the table."""
        for name in ("attempted", "accepted", "stored", "routed"):
            yield name, len(getattr(self, name))
        yield "delivered once", len(self.once)
        yield "lost", len(self.lost)
        yield "duplicated effects", len(self.duplicated)
        yield "repeated (same webhook-id)", self.repeated
        yield "recovered", len(self.recovered)
        yield "unexpected", len(self.unexpected)
        yield "parked", self.parked

    def table(self, title: str) -> str:
        """The verdict as text, one word a line."""
        lines = [f"{name:<28}{number:>9,}" for name, number in self.rows()]
        return "\n".join([title, *lines, ""])


def judge(facts: Facts) -> Verdict:
    """Say what came of a run."""
    attempted, accepted = frozenset(facts.attempted), frozenset(facts.accepted)
    stored = frozenset(facts.stored)
    heard = _heard_by(facts.calls)
    delivered = {report for report, hooks in heard.items() if hooks >= set(facts.hooks)}
    cases = Counter(report for case in facts.cases for report in case)
    twice = [report for report, number in cases.items() if number > 1]
    doubled = _told_twice(facts.calls)
    arrived = stored | heard.keys()
    return Verdict(
        attempted=attempted,
        accepted=accepted,
        stored=stored,
        routed=frozenset(cases),
        once=frozenset(delivered - {report for call in doubled for report in call.reports}),
        lost=frozenset(accepted - delivered) | (accepted - stored),
        duplicated=(*(f"{r} is in two cases" for r in sorted(twice)), *sorted({_told(c) for c in doubled})),
        repeated=sum(n - 1 for n in Counter((call.hook, call.message) for call in facts.calls).values()),
        recovered=frozenset((arrived & attempted) - accepted),
        unexpected=frozenset(arrived - attempted),
        parked=facts.parked,
        calls=len(facts.calls),
    )


def undelivered(accepted: Collection[str], hooks: Collection[str], calls: Sequence[Call]) -> set[str]:
    """Return the accepted reports of which some listening authority has not heard yet."""
    heard = _heard_by(calls)
    return {report for report in accepted if not heard.get(report, set()) >= set(hooks)}


def _heard_by(calls: Sequence[Call]) -> dict[str, set[str]]:
    heard: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        for report in call.reports:
            heard[report].add(call.hook)
    return heard


def _told_twice(calls: Sequence[Call]) -> list[Call]:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for call in calls:
        names[call.hook, call.effect].add(call.message)
    return [call for call in calls if len(names[call.hook, call.effect]) > 1]


def _told(call: Call) -> str:
    return f"{call.effect} was told to {call.hook} under more than one webhook-id"
