"""The classifier: lexicon, rules and a learnt opinion, as the operator has set them."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from services.router import opinion as learnt
from services.router.classify.kind import Kind, Opinion, kind_of
from services.router.classify.lexicon import Lexicon, Reading
from services.router.classify.screening import screening
from services.router.classify.severity import Grave, SeverityPolicy
from services.router.classify.terms import normal
from services.router.classify.tracks import Asks, TrackPolicy, TrackRule
from services.router.classify.view import grown, seen, spoken
from shared.case import Classification, Confidence, Volume
from shared.report import Report
from shared.taxonomy import NAMES, Track, graver

NOBODYS = "explained"  # what a report is called in the log that has no id, because nobody has sent it


@dataclass(frozen=True, slots=True)
class Classifier:
    """What lexicon.yaml, tracks.yaml and severity.yaml say; `opinion` speaks where they are silent."""

    lexicon: Lexicon
    tracks: TrackPolicy
    severity: SeverityPolicy
    opinion: Opinion | None = None

    @classmethod
    def load(cls, policy: Path, model: Path | None = None) -> Self:
        """Read the policy, and a learnt opinion where a model is named. Raises PolicyError with the file."""
        lexicon = Lexicon.load(policy / "lexicon.yaml")
        return cls(
            lexicon,
            TrackPolicy.load(policy / "tracks.yaml", lexicon.lists),
            SeverityPolicy.load(policy / "severity.yaml", lexicon.lists),
            learnt.Opinion.load(model) if model else None,
        )

    @property
    def within(self) -> timedelta:
        """The stretch of time in which the reports of a case count together."""
        return self.severity.within

    def asks(self, track: Track) -> Asks:
        """Say who is asked on a track."""
        return self.tracks.asks[track]

    def classify(self, report: Report, about: str = NOBODYS) -> tuple[Classification, ...]:
        """Say what the report is, once for each of its legal tracks, the principal one first, and why.

        The first reason is the severity's. `about` is the report's id, for the operator's log.
        """
        text = spoken(report)
        reading = self.lexicon.read(normal(text))
        kind = kind_of(report, reading, self.lexicon.choice, self.opinion, text)
        view = seen(report, reading, self.lexicon.lists, kind.problem)
        held = self.tracks.held(view, about)
        return tuple(self._made(report, reading, kind, rule, view, about) for rule in held.values())

    def with_volume(
        self, made: Classification, *, mandatory: bool, volume: Volume, about: str = NOBODYS
    ) -> Classification:
        """Return it raised, with the reason, where so many speak of the problem; else itself.

        `mandatory` is of the case's standard; `volume` counts what was reported in the time `within`.
        """
        view = grown(made.problem, made.track, made.severity, volume, mandatory=mandatory)
        rule = self.severity.grown(view, about)
        if rule is None or not graver(rule.severity, made.severity):
            return made
        because = rule.reason({}, **volume.model_dump(), days=self.severity.volume.within_days)
        return made.model_copy(
            update={
                "severity": rule.severity,
                "because": (because, *made.because),
                "confidence": made.confidence.model_copy(update={"severity": rule.confidence}),
                "rules": (*made.rules, rule.id),
            }
        )

    def _made(
        self, report: Report, reading: Reading, kind: Kind, track: TrackRule, view: dict[str, Any], about: str
    ) -> Classification:
        graves = self.severity.judge(view | {"track": track.track.value}, about)
        names = {"kind": NAMES[kind.problem], "track": NAMES[track.track]}
        least = self.tracks.screen_below.where(learnt=kind.learnt)
        confidence = Confidence(
            track=track.confidence,
            problem=kind.confidence,
            severity=max(_sure(one, kind) for one in graves),
        )
        return Classification(
            track=track.track,
            problem=kind.problem,
            severity=graves[0].severity,
            because=(
                *(one.reason(reading.said, **names) for one in graves),
                kind.because,
                track.reason(reading.said, **names),
            ),
            confidence=confidence,
            rules=(*(one.id for one in graves), track.id),
            screen=tuple(screening(report, track.track, kind.problem, confidence, least)),
        )


def _sure(rule: Grave, kind: Kind) -> float:
    """How sure a rule is: one that looks at the kind is no surer than the kind is."""
    return min(rule.confidence, kind.confidence) if rule.sees_kind else rule.confidence
