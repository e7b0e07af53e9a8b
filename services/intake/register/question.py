"""What may be asked of the register, and how one page leads to the next. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeVar

from services.intake.declined import FIELDS, Unfit
from services.intake.escalation_list import Place, limit_of
from services.intake.oversight import Scope, scope_of
from services.intake.register.entry import Entry
from shared.case import ENDED, CaseState
from shared.catalogue import read_or_none
from shared.region import Regions, UnknownRegion
from shared.standard import Level, StandardRef
from shared.taxonomy import Problem, Severity
from shared.text import Text

OPEN = "open"
"""A word for all states in which a case still waits for an answer."""
OPEN_STATES = frozenset(CaseState) - ENDED
LISTED = frozenset(CaseState) - {CaseState.MERGED}
"""What is listed when no state is asked for: a merged case is seen in the one that it became part of."""

_FIRST_WINDOW = timedelta(minutes=1)
_WIDER = 4  # times the window before, so that some dozen reach back for decades
_WINDOWS = 12

Word = TypeVar("Word", bound=StrEnum)


class Spot(NamedTuple):
    """Where a page ends: whether among the very edition, and the time and id of its last case."""

    edition: bool
    place: Place

    def cursor(self) -> str:
        """Return the spot as it travels in an address."""
        return f"{int(self.edition)}{self.place.cursor()}"

    @classmethod
    def of(cls, cursor: str) -> "Spot":
        """Read a cursor. Unfit when it is none of ours."""
        return cls(cursor[0] == "1", Place.of(cursor[1:]))


class Question(NamedTuple):
    """Which cases are wanted; `standard` leads to all editions, the very one first; `places` are regions."""

    standard: StandardRef | None = None
    places: Scope | None = None
    wide: bool = False
    states: frozenset[CaseState] = LISTED
    problem: Problem | None = None
    severity: Severity | None = None
    after: Spot | None = None
    limit: int = 50

    @property
    def nothing(self) -> bool:
        """Say whether no case can be an answer: an enterprise's own standards are not in the register."""
        return self.standard is not None and self.standard.level is Level.ENTERPRISE

    @property
    def spellings(self) -> tuple[str, ...]:
        """How the very edition is written in a case; none where no year was asked for."""
        if self.standard is None or self.standard.year is None:
            return ()
        ref = replace(self.standard, clause=None)
        return (str(ref), ref.plain())


class Page(NamedTuple):
    """One page, and the spot from which the next goes on, None at the end.

    It may hold fewer than were asked for, and still have a next.
    """

    entries: Sequence[Entry]
    end: Spot | None


def question_of(query: Mapping[str, str], regions: Regions) -> Question:
    """Read the question out of an address's query. Unfit names every part that does not fit."""
    unfit: list[tuple[str, Text]] = []
    written, region = query.get("standard", "").strip(), query.get("region", "").strip()
    standard = read_or_none(written)
    if written and standard is None:
        unfit.append(("standard", _UNREAD))
    places, wide = _places(region, regions, unfit) if region else (None, False)
    question = Question(
        standard=standard,
        places=places,
        wide=wide,
        states=_states(query.get("state", ""), unfit),
        problem=_word(Problem, "problem", query, unfit),
        severity=_word(Severity, "severity", query, unfit),
    )
    if unfit:
        raise Unfit(FIELDS, unfit)
    cursor = query.get("cursor")
    return question._replace(after=Spot.of(cursor) if cursor else None, limit=limit_of(query))


def _places(region: str, regions: Regions, unfit: list[tuple[str, Text]]) -> tuple[Scope | None, bool]:
    try:
        found = regions.get(region)
    except UnknownRegion as unknown:
        unfit.append(("region", unknown.text))
        return None, False
    return scope_of(found.code), found.level == "province"


def _states(written: str, unfit: list[tuple[str, Text]]) -> frozenset[CaseState]:
    if not written:
        return LISTED
    if written == OPEN:
        return OPEN_STATES
    if written in list(CaseState):
        return frozenset({CaseState(written)})
    unfit.append(("state", _one_of((OPEN, *CaseState))))
    return LISTED


def _word(
    vocabulary: type[Word], name: str, query: Mapping[str, str], unfit: list[tuple[str, Text]]
) -> Word | None:
    written = query.get(name, "")
    if not written:
        return None
    if written in list(vocabulary):
        return vocabulary(written)
    unfit.append((name, _one_of(tuple(vocabulary))))
    return None


def windows(until: datetime) -> list[tuple[datetime | None, datetime]]:
    """Cut the time up to a moment into windows, the latest first and each wider than the one before.

    Looking through them one by one, a page costs what was opened shortly before, not what is stored in all.
    """
    cut: list[tuple[datetime | None, datetime]] = []
    width, high = _FIRST_WINDOW, until
    for _ in range(_WINDOWS):
        cut.append((high - width, high))
        high, width = high - width, width * _WIDER
    return [*cut, (None, high)]


def _one_of(words: Sequence[str]) -> Text:
    return Text(zh="应为以下之一：{words}。", en="This must be one of: {words}.").with_(
        words=", ".join(words)
    )


_UNREAD = Text(
    zh="没有认出这是哪一项标准。请写编号，例如 GB 18401—2010，写法不必规范。",
    en="We could not tell which standard this is. Write its designation, such as GB 18401-2010, in any "
    "spelling.",
)
