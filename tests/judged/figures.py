"""How often a classifier says what the key says."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from shared.case import Classification
from shared.report import Report
from shared.taxonomy import Problem, Severity, Track
from tests.judged.texts import Judged, Key

Classify = Callable[[Report], tuple[Classification, ...]]

FIELDS: dict[str, type[StrEnum]] = {"track": Track, "kind": Problem, "severity": Severity}


class Verdict(NamedTuple):
    """What was said of one text, beside what its key says. `screened` when a person is asked to look."""

    judged: Judged
    said: Key
    screened: bool
    because: str

    def wanted(self, field: str) -> StrEnum:
        """The key's word for track (the principal one), kind or severity."""
        return _word(self.judged.key, field)

    def got(self, field: str) -> StrEnum:
        """The classifier's word for the same."""
        return _word(self.said, field)

    @property
    def misses(self) -> tuple[str, ...]:
        """The fields in which the two differ."""
        return tuple(field for field in FIELDS if self.wanted(field) is not self.got(field))


class Figures(NamedTuple):
    """Counts over a set of texts, and the macro F1 of kind (mean over the kinds that the keys hold)."""

    texts: int
    track: int
    track_set: int
    kind: int
    severity: int
    whole: int
    kind_f1: float
    screened: int
    unscreened_kind: int
    unscreened_whole: int


def verdicts(texts: Iterable[Judged], classify: Classify) -> tuple[Verdict, ...]:
    """Classify each text as it stands."""
    return tuple(_verdict(judged, classify(judged.report)) for judged in texts)


def figures(said: Sequence[Verdict]) -> Figures:
    """Count over the verdicts of one set."""
    sure = [verdict for verdict in said if not verdict.screened]
    return Figures(
        texts=len(said),
        track=_right(said, "track"),
        track_set=sum(set(v.judged.key.tracks) == set(v.said.tracks) for v in said),
        kind=_right(said, "kind"),
        severity=_right(said, "severity"),
        whole=sum(not v.misses for v in said),
        kind_f1=macro_f1([(v.wanted("kind"), v.got("kind")) for v in said]),
        screened=len(said) - len(sure),
        unscreened_kind=_right(sure, "kind"),
        unscreened_whole=sum(not v.misses for v in sure),
    )


def confusion(said: Iterable[Verdict], field: str) -> Counter[tuple[StrEnum, StrEnum]]:
    """How often each word of the key met each word of the classifier."""
    return Counter((verdict.wanted(field), verdict.got(field)) for verdict in said)


def macro_f1(pairs: Sequence[tuple[StrEnum, StrEnum]]) -> float:
    """The mean over the wanted words of 2·hits / (wanted + got)."""
    wanted = Counter(want for want, _ in pairs)
    got = Counter(have for _, have in pairs)
    hits = Counter(want for want, have in pairs if want is have)
    return sum(2 * hits[word] / (wanted[word] + got[word]) for word in wanted) / len(wanted)


def _verdict(judged: Judged, classified: tuple[Classification, ...]) -> Verdict:
    first = classified[0]
    said = Key(tuple(one.track for one in classified), first.problem, first.severity)
    because = "".join(reason.zh for reason in first.because)
    return Verdict(judged, said, screened=bool(first.screen), because=because)


def _right(said: Iterable[Verdict], field: str) -> int:
    return sum(verdict.wanted(field) is verdict.got(field) for verdict in said)


def _word(key: Key, field: str) -> StrEnum:
    words: dict[str, StrEnum] = {"track": key.tracks[0], "kind": key.kind, "severity": key.severity}
    return words[field]
