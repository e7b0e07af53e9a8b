"""What a report is: its legal track, the kind of problem, how serious, each with its reason. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services.router.lexicon import Lexicon, normal
from services.router.severity import Matter, SeverityPolicy
from shared.case import Classification
from shared.report import Report
from shared.standard import StandardRef, UnreadableCitation
from shared.taxonomy import NAMES, Problem, Track
from shared.text import Text

KIND_FROM_WORDS = Text(
    zh="报告人未选择问题类别；文中提到“{term}”，按“{kind}”处理。",
    en="The reporter named no kind of problem; the text says “{term}”, so it is taken as: {kind}.",
)
KIND_UNKNOWN = Text(
    zh="报告人未选择问题类别，文中也看不出，请收到的机构判断。",
    en="The reporter named no kind of problem and the text shows none; the body that receives it decides.",
)
KIND_GAP = Text(
    zh="报告没有指明标准，只提出了建议文本，按“{kind}”处理。",
    en="The report names no standard but proposes a text, so it is taken as: {kind}.",
)
TRACK_FROM_WORDS = Text(
    zh="文中提到“{term}”，按“{track}”办理。", en="The text says “{term}”, so it is handled as: {track}."
)
TRACK_FROM_KIND = Text(
    zh="问题类别为“{kind}”，按“{track}”办理。",
    en="A problem of the kind “{kind}” is handled as: {track}.",
)


@lru_cache(maxsize=1024)  # classifying, opening and explaining all ask, and many reports name one standard
def readable(standard: str | None) -> StandardRef | None:
    """Return the standard as read, or None where there is none or it cannot be read."""
    try:
        return StandardRef.parse(standard) if standard else None
    except UnreadableCitation:
        return None


@dataclass(frozen=True, slots=True)
class Classifier:
    """Lexicon and severity rules, as the operator has set them."""

    lexicon: Lexicon
    severity: SeverityPolicy

    @classmethod
    def load(cls, policy: Path) -> "Classifier":
        """Read lexicon.yaml and severity.yaml. Raises PolicyError with the file and the line."""
        lexicon = Lexicon.load(policy / "lexicon.yaml")
        return cls(lexicon, SeverityPolicy.load(policy / "severity.yaml", lexicon.lists))

    def classify(self, report: Report) -> Classification:
        """Say what the report is, and why; the first reason is the severity's."""
        text = normal("\n".join(filter(None, (report.title, report.description))))
        problem, kind_reason = self._problem(report, text)
        track, track_reason = self._track(report, text, problem)
        own = readable(report.standard)
        matter = Matter(
            problem=problem,
            track=track,
            danger=report.danger,
            mandatory=bool(own and own.mandatory),
            names_mandatory=any(ref.mandatory for ref in _others(own, report)),
            said=dict(self._said(text)),
        )
        severity, reasons = self.severity.judge(matter)
        because = (*reasons, *filter(None, (kind_reason, track_reason)))
        return Classification(track=track, problem=problem, severity=severity, because=because)

    def _problem(self, report: Report, text: str) -> tuple[Problem, Text | None]:
        if report.problem:
            return report.problem, None
        said = [(kind.problem, self.lexicon.said(kind, text)) for kind in self.lexicon.kinds]
        problem, terms = max(said, key=lambda pair: len(pair[1]), default=(Problem.OTHER, ()))
        if terms:
            return problem, KIND_FROM_WORDS.with_(term=terms[0], kind=NAMES[problem])
        if not report.standard:
            return Problem.GAP, KIND_GAP.with_(kind=NAMES[Problem.GAP])
        return Problem.OTHER, KIND_UNKNOWN

    def _track(self, report: Report, text: str, problem: Problem) -> tuple[Track, Text | None]:
        for road in self.lexicon.tracks:
            if problem in road.problems:
                return road.track, TRACK_FROM_KIND.with_(kind=NAMES[problem], track=NAMES[road.track])
            if road.reporters and report.reporter.kind not in road.reporters:
                continue
            if terms := self.lexicon.said(road, text):
                return road.track, TRACK_FROM_WORDS.with_(term=terms[0], track=NAMES[road.track])
        return Track.IMPLEMENTATION, None

    def _said(self, text: str) -> Iterator[tuple[str, str]]:
        for name, terms in self.lexicon.lists.items():
            if found := self.lexicon.said(terms, text):
                yield name, found[0]


def _others(own: StandardRef | None, report: Report) -> Iterator[StandardRef]:
    for ref in StandardRef.find("\n".join(filter(None, (report.title, report.description)))):
        if own is None or not ref.same_standard(own):
            yield ref
