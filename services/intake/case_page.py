"""The console's pages about cases as values: what a template shows of a case and of those that wait."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from services.intake.case_view import tracks_of
from services.intake.reading import ReportSeen
from services.intake.ruling import fields_of, set_by
from services.intake.ruling_desk import CaseSeen, RulingSeen
from services.intake.screening import Waiting
from services.intake.speech import STATE_NAMES
from services.intake.words.ruling import RULING
from shared.case import Case, Classification, Escalation, Link
from shared.taxonomy import NAMES, Problem, Severity, Track
from shared.text import Text, listed

NameOf = Callable[[str], Text]
PlaceOf = Callable[[str], str]


class Part(NamedTuple):
    """One part of a classification: its name, its value in words, and how sure it is, in whole per cent."""

    name: Text
    value: Text
    sure: int


class WaitingLine(NamedTuple):
    """One case of the list."""

    number: str
    standard: str | None
    clause: str | None
    severity: Severity
    severity_name: Text
    parts: Sequence[Part]
    place: str
    since: datetime
    why: Sequence[Text]
    reports: int
    whose: Text


class RuledLine(NamedTuple):
    """One ruling, in words; `stands` where it was not carried out."""

    what: Text
    by: Text
    at: datetime
    because: str
    changes: Sequence[tuple[Text, Text]]
    stands: Text | None


class Heading(NamedTuple):
    """What names a case at the head of its page."""

    standard: str | None
    clause: str | None
    severity: Severity
    severity_name: Text
    problem: Text


class CasePage(NamedTuple):
    """One case's page; `shown` of its `total` reports stand on it."""

    case: Case
    line: Heading
    parts: Sequence[Part]
    tracks: Text | None
    state: Text
    place: str
    escalations: Sequence[tuple[Escalation, Text, Text]]
    informed: Text | None
    links: Sequence[tuple[Text, Link]]
    reports: Sequence[ReportSeen]
    notes: Mapping[str, Sequence[Text]]
    total: int
    rulings: Sequence[RuledLine]
    may_rule: bool
    pending: bool


def waiting_line(item: Waiting, name_of: NameOf, place_of: PlaceOf) -> WaitingLine:
    """Return a case as one line of the list."""
    made = item.classification
    return WaitingLine(
        number=item.number,
        standard=item.standard,
        clause=item.clause,
        severity=made.severity,
        severity_name=NAMES[made.severity],
        parts=parts_of(made),
        place=place_of(item.region),
        since=item.screening.since,
        why=item.screening.why,
        reports=item.reports,
        whose=name_of(item.screening.authority),
    )


def page_of(seen: CaseSeen, name_of: NameOf, place_of: PlaceOf) -> CasePage:
    """Return one case with everything that its page shows."""
    case, made = seen.case, seen.case.classification
    return CasePage(
        case=case,
        line=Heading(case.standard, case.clause, made.severity, NAMES[made.severity], NAMES[made.problem]),
        parts=parts_of(made),
        tracks=more_tracks(case),
        state=RULING[f"case_state.{case.state}"],
        place=place_of(case.region),
        escalations=[(e, name_of(e.authority), STATE_NAMES[e.state]) for e in case.escalations],
        informed=listed(map(name_of, case.informed)) if case.informed else None,
        links=links_of(case),
        reports=seen.reports,
        notes=notes_of(case),
        total=len(case.reports),
        rulings=[_ruled(one, name_of, place_of) for one in reversed(seen.rulings)],
        may_rule=seen.may_rule and case.merged_into is None,
        pending=any(one.pending for one in seen.rulings),
    )


def parts_of(made: Classification) -> list[Part]:
    """Return the parts of a classification in words."""
    sure = made.confidence
    return [
        Part(RULING["track.label"], NAMES[made.track], round(100 * sure.track)),
        Part(RULING["problem.label"], NAMES[made.problem], round(100 * sure.problem)),
        Part(RULING["severity.label"], NAMES[made.severity], round(100 * sure.severity)),
    ]


def more_tracks(case: Case) -> Text | None:
    """Return the tracks of a case's reports in words, None where they are all the case's own."""
    tracks = tracks_of(case.members)
    if set(tracks) <= {case.classification.track}:
        return None
    return listed(NAMES[track] for track in tracks)


def links_of(case: Case) -> list[tuple[Text, Link]]:
    """Return a case's links, each with what the other case is to it in words."""
    return [(RULING[f"link.{link.relation}"], link) for link in case.links]


def notes_of(case: Case) -> dict[str, list[Text]]:
    """Return of each report who told it, its track where a case has several, and whether it only supports."""
    several = more_tracks(case) is not None
    notes: dict[str, list[Text]] = {}
    for member in case.members:
        own = notes.setdefault(member.report, [NAMES[member.kind]])
        own += [NAMES[member.track]] if several else []
        own += [RULING["report.supporter"]] if member.supporter else []
    return notes


def alike_line(case: Case) -> Text:
    """Return in one line what another case is about."""
    about = NAMES[case.classification.problem]
    clause = RULING["alike.clause"].with_(clause=case.clause) if case.clause else Text(zh="", en="")
    state = RULING[f"case_state.{case.state}"]
    return RULING["alike.line"].with_(clause=clause, about=about, state=state, n=len(case.reports))


def set_fields(case: Case) -> dict[str, str]:
    """Return the fields of the form that corrects, as the case stands; reasons and choices are empty."""
    now = {name: value or "" for name, value in fields_of(case).items()}
    empty = dict.fromkeys(
        ("confirm_because", "correct_because", "merge_because", "split_because", "into", "reports"), ""
    )
    return {**empty, **now, "summary": case.summary or ""}


def choices() -> dict[str, list[tuple[str, Text]]]:
    """Return the words that a person may choose for each part of a classification."""
    return {
        "track": [(word.value, NAMES[word]) for word in Track],
        "problem": [(word.value, NAMES[word]) for word in Problem],
        "severity": [(word.value, NAMES[word]) for word in Severity],
    }


def _ruled(seen: RulingSeen, name_of: NameOf, place_of: PlaceOf) -> RuledLine:
    ruling = seen.ruling
    return RuledLine(
        what=RULING[f"ruled.{ruling.ruled}"],
        by=name_of(ruling.by),
        at=ruling.at,
        because=ruling.because,
        changes=list(_changes(seen, place_of)),
        stands=None if seen.carried_out else RULING["ruled.pending" if seen.pending else "ruled.moot"],
    )


def _changes(seen: RulingSeen, place_of: PlaceOf) -> Iterator[tuple[Text, Text]]:
    """Yield what a ruling sets, each with its name, in words."""
    ruling = seen.ruling
    for name, value in set_by(ruling.correction).items() if ruling.correction else ():
        shown = place_of(value) if name == "region" else value
        yield RULING[f"{name}.label"], NAMES[value] if isinstance(value, StrEnum) else _as_it_is(shown)
    if seen.into:
        yield RULING["into.label"], _as_it_is(seen.into)
    if ruling.reports:
        yield RULING["reports.label"], RULING["reports.some"].with_(n=len(ruling.reports))


def _as_it_is(words: str) -> Text:
    return Text(zh=words, en=words)
