"""The list of escalations: what may be asked of it, and how one page leads to the next."""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

from services.intake.declined import FIELDS, Unfit
from shared.case import ANSWERABLE, CaseState, Escalation, EscalationState
from shared.taxonomy import Problem, Severity
from shared.text import Text

PAGE, PAGE_MAX = 50, 200
Order = Literal["newest", "soonest"]
OPEN = "open"
"""A word for all states in which an authority may still speak."""


class Place(NamedTuple):
    """Where a page ends: the time by which the list is sorted, and the id, of its last line."""

    at: datetime
    id: str

    def cursor(self) -> str:
        """Return the place as it travels in an address."""
        return base64.urlsafe_b64encode(f"{self.at.isoformat()} {self.id}".encode()).decode().rstrip("=")

    @classmethod
    def of(cls, cursor: str) -> "Place":
        """Read a cursor. Unfit when it is none of ours."""
        try:
            text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
            moment, _, id_ = text.partition(" ")
            return cls(datetime.fromisoformat(moment).astimezone(UTC), id_)
        except (ValueError, OverflowError) as error:
            raise Unfit(FIELDS, [("cursor", _NO_CURSOR)]) from error


class Question(NamedTuple):
    """Which escalations are wanted, in which order, from where on."""

    states: frozenset[EscalationState] = frozenset()
    severity: Severity | None = None
    order: Order = "newest"
    after: Place | None = None
    limit: int = PAGE


class Item(NamedTuple):
    """One line of the list: the escalation, and what names its case."""

    escalation: Escalation
    case: str
    number: str
    case_state: CaseState
    standard: str | None
    clause: str | None
    region: str
    problem: Problem
    reports: int
    pending: EscalationState | None = None


class Page(NamedTuple):
    """One page, and the place from which the next goes on, None at the end."""

    items: Sequence[Item]
    end: Place | None


def question_of(query: Mapping[str, str]) -> Question:
    """Read the question out of an address's query. Unfit names every part that does not fit."""
    unfit: list[tuple[str, Text]] = []
    state, severity, order = query.get("state", ""), query.get("severity", ""), query.get("order", "newest")
    states: frozenset[EscalationState] = frozenset()
    if state == OPEN:
        states = ANSWERABLE
    elif state in list(EscalationState):
        states = frozenset({EscalationState(state)})
    elif state:
        unfit.append(("state", _one_of((OPEN, *EscalationState))))
    if severity and severity not in list(Severity):
        unfit.append(("severity", _one_of(tuple(Severity))))
    if order not in get_args(Order):
        unfit.append(("order", _one_of(get_args(Order))))
    if unfit:
        raise Unfit(FIELDS, unfit)
    after = Place.of(query["cursor"]) if query.get("cursor") else None
    return Question(
        states,
        Severity(severity) if severity else None,
        "soonest" if order == "soonest" else "newest",
        after,
        limit_of(query),
    )


def limit_of(query: Mapping[str, str]) -> int:
    """Read how many are wanted on a page. Unfit when it is no number from 1 to 200."""
    written = query.get("limit", str(PAGE))
    if not (written.isascii() and written.isdigit() and len(written) < 5 and 1 <= int(written) <= PAGE_MAX):  # noqa: PLR2004 - digits enough for the most
        raise Unfit(FIELDS, [("limit", _NO_LIMIT)])
    return int(written)


Window = tuple[datetime | None, datetime | None]
"""Deadlines from the first (inclusive) to the second (exclusive); None is open."""


def windows(question: Question, now: datetime) -> list[Window]:
    """Cut all deadlines into windows in the wanted order, narrow around now and wide far away.

    Looking through them one by one, a page costs what lies near its deadlines, not what is stored in all.
    """
    offsets = (*(-(2**n) for n in range(12, -1, -1)), 0, *(2**n for n in range(10)))
    edges: list[datetime | None] = [None, *(now + timedelta(days=days) for days in offsets), None]
    cut: list[Window] = list(pairwise(edges))
    if question.order == "soonest":
        return [w for w in cut if question.after is None or w[1] is None or w[1] > question.after.at]
    return [w for w in reversed(cut) if question.after is None or w[0] is None or w[0] <= question.after.at]


def _one_of(words: Sequence[str]) -> Text:
    return Text(zh="应为以下之一：{words}。", en="This must be one of: {words}.").with_(
        words=", ".join(words)
    )


_NO_CURSOR = Text(
    zh="请原样使用上一页返回的 next 值，或去掉 cursor 从头开始。",
    en="Use the next of the page before as it is, or leave the cursor out to begin again.",
)
_NO_LIMIT = Text(zh="应为 1 至 200 的整数。", en="This must be a whole number from 1 to 200.")
