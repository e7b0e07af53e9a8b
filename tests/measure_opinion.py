"""Editorial or technical, by the whole chain: `python -m tests.measure_opinion`.

Reads the RFC errata of ../shared/data, in five folds by standard, and says how often rules, lexicon and an
opinion learnt from the other four agree with the RFC editors; beside it the opinion alone, the plain model
(TF-IDF of the notes and logistic regression) and the majority. Of each report only the notes, without what a
verifier added, and the original text are seen. Takes minutes. Needs the `measure` extra.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from deploy.model.learning import DATA, Judged, apart, learn, read
from deploy.model.reliability import Verdict, bins, figures, gap, verdict
from services.router.classify import Classifier
from services.router.opinion import Guess, Opinion
from shared.report import Report
from shared.taxonomy import Problem
from tests.builders import a_report

POLICY = Path(__file__).resolve().parent.parent / "deploy" / "policy"
OF_WORDING = {Problem.EDITORIAL, Problem.TRANSLATION}


class Judgement(NamedTuple):
    """What each way of judging says of one report, and whether the chain's kind came from the opinion."""

    chain: Verdict
    alone: Verdict
    plain: Verdict
    by_opinion: bool
    kind: Problem


def as_report(report: Judged) -> Report:
    """The erratum as the channel would get it. Shorter words than the form takes are left as they are."""
    return a_report("x" * 10, standard=report.standard, language="en").model_copy(
        update={"description": report.said, "current_text": report.cited or None}
    )


def by_chain(rules: Classifier, opinion: Opinion, report: Judged) -> tuple[Verdict, bool, Problem]:
    """What the router makes of it; any kind but wording and translation counts as technical."""
    asked: list[bool] = []
    made = replace(rules, opinion=_Heard(opinion, asked)).classify(as_report(report))[0]
    technical = made.problem not in OF_WORDING
    return Verdict(technical, made.confidence.problem, report.technical), bool(asked), made.problem


class _Heard:
    """An opinion of which it can be seen that it was asked."""

    def __init__(self, opinion: Opinion, asked: list[bool]) -> None:
        self.opinion, self.asked = opinion, asked

    def of(self, text: str, current_text: str | None) -> Guess | None:
        self.asked.append(True)
        return self.opinion.of(text, current_text)


def plain(others: Sequence[Judged]) -> Callable[[Judged], Verdict]:
    """The plain model, learnt from the others."""
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
    model.fit([one.said for one in others], [one.technical for one in others])
    return lambda report: verdict(float(model.predict_proba([report.said])[0, 1]), report.technical)


def judgements(reports: Sequence[Judged]) -> list[Judgement]:
    """What is said of each report by what has not seen its standard."""
    rules = Classifier.load(POLICY)
    said = []
    for others, places in apart(reports):
        opinion, usual = Opinion(learn(others)), plain(others)
        for report in (reports[place] for place in places):
            chain, by_opinion, kind = by_chain(rules, opinion, report)
            alone = verdict(opinion.probability(opinion.score(report.said, report.cited)), report.technical)
            said.append(Judgement(chain, alone, usual(report), by_opinion, kind))
    return said


def _say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")


def _line(name: str, verdicts: Sequence[Verdict]) -> None:
    if not verdicts:
        return
    good = figures(verdicts)
    _say(
        f"{name:<46}{len(verdicts):>6}  accuracy {good.accuracy:.3f}  F1 {good.f1:.3f}"
        f"  (technical {good.technical:.3f}, editorial {good.editorial:.3f})"
    )


def _kinds(said: Sequence[Judgement]) -> None:
    for kind in Problem:
        here = [one for one in said if one.kind is kind and not one.by_opinion]
        if here:
            rest = (sum(one.chain.right for one in here), sum(one.alone.right for one in here))
            _say(f"    {kind:<16}{len(here):>6}  right {rest[0]:>5}; the opinion alone would be {rest[1]:>5}")


def main() -> None:
    """Measure, and print it."""
    if not DATA.exists():
        _say(f"{DATA} is not here: nothing to measure")
        return
    said = judgements(read())
    _line(
        "majority: technical", [Verdict(technical=True, confidence=1, truly=one.chain.truly) for one in said]
    )
    _line("plain TF-IDF and logistic regression, notes", [one.plain for one in said])
    _line("the opinion alone", [one.alone for one in said])
    _say(f"    mean gap between its confidence and truth {gap(bins(one.alone for one in said)):.3f}")
    _line("the whole chain", [one.chain for one in said])
    _line("  of which rules and lexicon", [one.chain for one in said if not one.by_opinion])
    _line("  of which the opinion was asked", [one.chain for one in said if one.by_opinion])
    _line("  at least 0.7 sure", [one.chain for one in said if one.chain.confidence >= 0.7])
    _line("  at least 0.8 sure", [one.chain for one in said if one.chain.confidence >= 0.8])
    _say("  what rules and lexicon say, by kind:")
    _kinds(said)


if __name__ == "__main__":
    main()
