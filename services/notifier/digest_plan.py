"""What a digest holds and when one is due; named so that the same day twice makes the same ones. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, Self

import orjson

from shared.case import LEFT, Role
from shared.delivery import Delivery
from shared.event import Event
from shared.events import DigestCase, DigestMade
from shared.ids import derived_id
from shared.subscription import Subscription
from shared.taxonomy import GRAVITY, Severity
from shared.text import Text
from shared.workdays import CHINA, WorkingDays

QUIET = timedelta(seconds=60)  # after which a case that was opened is surely stored
MOST_DAYS = 10  # working days made up for one by one; what is older comes with the first
SIZE = 16_000  # bytes of cases in one message; a webhook's whole body stays below 20 kB
MOST_PARTS = 20  # messages of one digest
SHOWN = 100  # characters of a standard as it was typed, and of a clause

"""States of a body that does not have the case in hand."""


class Window(NamedTuple):
    """What one digest is about: cases opened from `since` on and before `until`; `day` names it."""

    day: str
    since: datetime
    until: datetime


class InformedOf(NamedTuple):
    """A case, as much of it as a digest shows; the escalation is that to the body that has it in hand.

    That is the setter, or the first that was asked; one that was spared or sent it back only if all have.
    """

    number: str
    standard: str | None
    clause: str | None
    problem: str
    severity: Severity
    setter: str
    escalation: str

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Read it out of a stored case."""
        asked = min(document["escalations"], key=_rank)
        made = document["classification"]
        return cls(
            number=document["number"],
            standard=document["standard"],
            clause=document["clause"],
            problem=made["problem"],
            severity=Severity(made["severity"]),
            setter=asked["authority"],
            escalation=asked["id"],
        )


def _rank(escalation: Mapping[str, Any]) -> tuple[bool, bool]:
    return (escalation["state"] in LEFT, escalation["role"] != Role.SETTER)


def windows(last: datetime | None, now: datetime, at: time, days: WorkingDays) -> tuple[Window, ...]:
    """Return what is due, oldest first: one window a working day since `last`, the end of the one before.

    Each ends at `at`, China's time; no case falls between two. Without a `last` only the latest is due.
    """
    ends: list[datetime] = []
    day = (now - QUIET).astimezone(CHINA).date() + timedelta(days=1)
    while len(ends) < MOST_DAYS + 1:
        day = days.before(day, 1).day
        end = datetime.combine(day, at, CHINA)
        if last is not None and end <= last:
            ends.append(last)
            break
        if end + QUIET <= now:
            ends.append(end)
            if last is None and len(ends) == 2:  # noqa: PLR2004 - the beginning and the end of the latest
                break
    else:
        ends[-1] = min(ends[-1], last or ends[-1])
    ends.reverse()
    return tuple(Window(until.date().isoformat(), since, until) for since, until in pairwise(ends))


def deliveries(
    window: Window,
    subscription: Subscription,
    cases: Iterable[InformedOf],
    name_of: Callable[[str], Text],
    site: str,
    now: datetime,
) -> list[Delivery]:
    """Return the messages of one subscription's digest; none where nothing happened that it wants."""
    wanted = [c for c in cases if subscription.wants(severity=c.severity, standard=c.standard)]
    shown = [_shown(case, name_of, site) for case in sorted(wanted, key=lambda c: GRAVITY[c.severity])]
    parts = _parts(shown)
    kept = parts[:MOST_PARTS]
    more = len(shown) - sum(map(len, kept))
    found = []
    for number, part in enumerate(kept, start=1):
        names = (subscription.id, window.day, *((str(number),) if number > 1 else ()))
        fact = DigestMade(
            digest=derived_id("digest", *names),
            authority=subscription.authority,
            since=window.since,
            until=window.until,
            cases=tuple(part),
            more=more if number == len(kept) else 0,
        )
        found.append(_delivery(fact, subscription, now))
    return found


def _delivery(fact: DigestMade, subscription: Subscription, now: datetime) -> Delivery:
    return Delivery(
        id=fact.digest,
        at=now,
        channel=subscription.channel,
        case="",
        authority=subscription.authority,
        subscription=subscription.id,
        event=Event.of(fact, at=now).model_dump(mode="json"),
    )


def _shown(case: InformedOf, name_of: Callable[[str], Text], site: str) -> DigestCase:
    return DigestCase(
        number=case.number,
        standard=case.standard and case.standard[:SHOWN],
        clause=case.clause and case.clause[:SHOWN],
        problem=case.problem,
        severity=case.severity,
        setter=case.setter,
        setter_name=name_of(case.setter),
        link=f"{site}/authority/escalations/{case.escalation}",
    )


def _parts(cases: Sequence[DigestCase]) -> list[list[DigestCase]]:
    """Cut the cases so that each message stays below its size."""
    parts: list[list[DigestCase]] = []
    room = 0
    for case in cases:
        size = len(orjson.dumps(case.model_dump(mode="json")))
        if size > room or not parts:
            parts.append([])
            room = SIZE
        parts[-1].append(case)
        room -= size
    return parts
