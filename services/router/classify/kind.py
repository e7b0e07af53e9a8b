"""The kind of problem: what the reporter chose and what the words say, the strongest wins."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from services.router.classify.lexicon import Choice, Reading
from shared.report import Report
from shared.taxonomy import NAMES, Problem
from shared.text import Text

SHOWN = 3  # terms that a reason names

CHOSEN = Text(zh="报告人选择的问题类别为“{kind}”。", en="The reporter chose the kind of problem: {kind}.")
OVERRULED = Text(
    zh="报告人选择的问题类别为“{chosen}”，但文中提到{terms}，分量更重（{weight}比{other}），按“{kind}”处理。",
    en="The reporter chose the kind “{chosen}”, but the text says {terms}, which weighs more ({weight} "
    "against {other}), so it is taken as: {kind}.",
)
FROM_WORDS = Text(
    zh="报告人未选择问题类别；文中提到{terms}，按“{kind}”处理。",
    en="The reporter named no kind of problem; the text says {terms}, so it is taken as: {kind}.",
)
IN_DANGER = Text(
    zh="报告人未选择问题类别，但指出有人正处于危险之中，按“{kind}”处理。",
    en="The reporter named no kind of problem but says that people are in danger, so it is taken as: {kind}.",
)
UNKNOWN = Text(
    zh="报告人未选择问题类别，文中也看不出，请收到的机构判断。",
    en="The reporter named no kind of problem and the text shows none; the body that receives it decides.",
)
GAP = Text(
    zh="报告没有指明标准，只提出了建议文本，按“{kind}”处理。",
    en="The report names no standard but proposes a text, so it is taken as: {kind}.",
)


class Guess(Protocol):
    """A learnt opinion: editorial or technical, how sure, and the sentence that says so."""

    @property
    def problem(self) -> Problem:
        """Return the kind."""

    @property
    def confidence(self) -> float:
        """Return how sure it is, 0 to 1."""

    @property
    def because(self) -> Text:
        """Return the sentence that says so."""


class Opinion(Protocol):
    """What has learnt from reports that people have judged."""

    def of(self, text: str, current_text: str | None) -> Guess | None:
        """Return a guess, or None where it has nothing to say."""


class Kind(NamedTuple):
    """The kind of problem, how sure the channel is (0 to 1), and why."""

    problem: Problem
    confidence: float
    because: Text
    learnt: bool = False


def kind_of(report: Report, reading: Reading, choice: Choice, opinion: Opinion | None, text: str) -> Kind:
    """Return what kind of problem the report tells of."""
    scores = {problem: reading.weight(problem) for problem in reading.points}
    if report.danger and choice.danger:
        scores[Problem.SAFETY] = scores.get(Problem.SAFETY, 0) + choice.danger
    chosen = report.problem
    if chosen is None:
        return _best(scores, reading, choice) if scores else _silent(report, opinion, text)
    own = choice.other if chosen is Problem.OTHER else choice.weight
    kept = choice.stays.get(chosen, ())
    scores = {p: s for p, s in scores.items() if p not in kept}
    scores[chosen] = scores.get(chosen, 0) + own
    problem = max(scores, key=lambda p: (scores[p], p is chosen))
    sure = _margin(scores, problem, choice)
    if problem is chosen:
        return Kind(problem, sure, CHOSEN.with_(kind=NAMES[problem]))
    names = {"kind": NAMES[problem], "chosen": NAMES[chosen], "terms": _terms(reading, problem)}
    weights = {"weight": f"{scores[problem]:g}", "other": f"{scores[chosen]:g}"}
    return Kind(problem, sure, OVERRULED.with_(**names, **weights))


def _best(scores: dict[Problem, float], reading: Reading, choice: Choice) -> Kind:
    problem = max(scores, key=lambda p: scores[p])  # points stand in the order of the file
    if problem not in reading.points:
        return Kind(problem, _margin(scores, problem, choice), IN_DANGER.with_(kind=NAMES[problem]))
    because = FROM_WORDS.with_(terms=_terms(reading, problem), kind=NAMES[problem])
    return Kind(problem, _margin(scores, problem, choice), because)


def _silent(report: Report, opinion: Opinion | None, text: str) -> Kind:
    if not report.standard:
        return Kind(Problem.GAP, 0.7, GAP.with_(kind=NAMES[Problem.GAP]))
    guess = opinion and opinion.of(text, report.current_text)
    if guess:
        return Kind(guess.problem, guess.confidence, guess.because, learnt=True)
    return Kind(Problem.OTHER, 0.0, UNKNOWN)


def _margin(scores: dict[Problem, float], best: Problem, choice: Choice) -> float:
    """How sure: the winner's weight over its own, the runner-up's and a constant doubt together."""
    second = max((s for p, s in scores.items() if p is not best), default=0.0)
    return round(scores[best] / (scores[best] + second + choice.doubt), 3)


def _terms(reading: Reading, problem: Problem) -> Text:
    terms: Iterable[str] = tuple(reading.points.get(problem, ()))[:SHOWN]
    return Text(zh="、".join(f"“{t}”" for t in terms), en=", ".join(f"“{t}”" for t in terms))
