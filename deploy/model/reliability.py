"""Is it right as often as it says? Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

WIDTH = 0.05


class Verdict(NamedTuple):
    """What was said of one report, how sure (0.5 to 1), and what its editors say."""

    technical: bool
    confidence: float
    truly: bool

    @property
    def right(self) -> bool:
        """Whether both agree."""
        return self.technical == self.truly


class Bin(NamedTuple):
    """Reports of which the confidence is about the same: how many, mean confidence, share that was right."""

    reports: int
    sure: float
    right: float


class Figures(NamedTuple):
    """Accuracy; F1 of technical and of editorial, and their mean."""

    accuracy: float
    technical: float
    editorial: float

    @property
    def f1(self) -> float:
        """The macro F1."""
        return (self.technical + self.editorial) / 2


def verdict(probability: float, truly: bool) -> Verdict:
    """Return what a probability of a technical error says."""
    return Verdict(probability >= 1 / 2, max(probability, 1 - probability), truly)


def bins(verdicts: Iterable[Verdict]) -> list[Bin]:
    """Return the reports by confidence, in steps of 0.05 from 0.5 up; steps without any are left out."""
    steps: dict[int, list[Verdict]] = {}
    for one in verdicts:
        steps.setdefault(min(9, int((one.confidence - 0.5) / WIDTH)), []).append(one)
    return [_bin(steps[step]) for step in sorted(steps)]


def _bin(verdicts: Sequence[Verdict]) -> Bin:
    number = len(verdicts)
    return Bin(
        number, sum(one.confidence for one in verdicts) / number, sum(one.right for one in verdicts) / number
    )


def gap(steps: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of confidence from truth, by reports."""
    return sum(one.reports * abs(one.sure - one.right) for one in steps) / sum(one.reports for one in steps)


def figures(verdicts: Sequence[Verdict]) -> Figures:
    """Return accuracy and F1."""
    return Figures(
        accuracy=sum(one.right for one in verdicts) / len(verdicts),
        technical=_f1(verdicts, technical=True),
        editorial=_f1(verdicts, technical=False),
    )


def _f1(verdicts: Sequence[Verdict], *, technical: bool) -> float:
    both = sum(one.right and one.technical is technical for one in verdicts)
    said, truly = (
        sum(one.technical is technical for one in verdicts),
        sum(one.truly is technical for one in verdicts),
    )
    return 2 * both / (said + truly) if said + truly else 0.0
