"""How the opinion is learnt: which reports, which n-grams, which weights, and how sure it may say it is.

Needs scikit-learn (the `measure` extra). Nothing here depends on chance: folds follow from standards' names.
"""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date
from math import sqrt
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from numpy import log
from scipy.sparse import diags, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from services.router.opinion import Opinion, Table, ngrams, words

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "reports_rfc_errata.jsonl.gz"

FOLDS = 5
COMMON = 10  # reports that an n-gram must stand in
MILDNESS = 3.0  # inverse strength of the regularisation
EDITORS_WORDS = re.compile(r"-*\s*verifier'?s? notes?", re.IGNORECASE)


class Judged(NamedTuple):
    """A report and its editors' judgement. `said` is in the reporter's words, `cited` the text at fault."""

    standard: str
    at: date
    said: str
    cited: str
    technical: bool


def read(path: Path = DATA) -> list[Judged]:
    """Read the errata; what an editor added to the notes is cut off. Raises FileNotFoundError in a clone."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Judged(
            standard=row["standard"],
            at=date.fromisoformat(row["date"]),
            said=EDITORS_WORDS.split(row["notes"])[0],
            cited=row["orig_text"],
            technical=row["label"] == "Technical",
        )
        for row in rows
    ]


def fold_of(report: Judged) -> int:
    """Return the fold of a report: all of one standard are in one."""
    return crc32(report.standard.encode()) % FOLDS


def apart(reports: Sequence[Judged]) -> Iterator[tuple[list[Judged], list[int]]]:
    """Yield for each fold the reports of all others, and the places of its own."""
    for fold in range(FOLDS):
        places = [place for place, report in enumerate(reports) if fold_of(report) == fold]
        yield [report for report in reports if fold_of(report) != fold], places


def learn(reports: Sequence[Judged]) -> Table:
    """Return the calibrated model of these reports."""
    scores = unseen_scores(reports)
    return calibrated(weighed(reports), scores, [report.technical for report in reports])


def unseen_scores(reports: Sequence[Judged]) -> list[float]:
    """Return each report's score by a model that has not seen its standard."""
    scores = [0.0] * len(reports)
    for others, places in apart(reports):
        opinion = Opinion(weighed(others))
        for place in places:
            scores[place] = opinion.score(reports[place].said, reports[place].cited)
    return scores


def calibrated(table: Table, scores: Sequence[float], technical: Sequence[bool]) -> Table:
    """Return the table with such slope and shift that a probability is a share of reports (Platt)."""
    fit = LogisticRegression(C=1e6).fit([[score] for score in scores], technical)
    slope, shift = float(fit.coef_[0, 0]), float(fit.intercept_[0])
    # Rounded, so that a last digit that differs between processors makes no other file.
    return table.model_copy(update={"slope": float(f"{slope:.4g}"), "shift": round(shift, 3)})


def weighed(reports: Sequence[Judged]) -> Table:
    """Weigh each n-gram by how unevenly it is spread (naive Bayes), then by logistic regression (NBSVM)."""
    technical = [report.technical for report in reports]
    said, known_said, lean_said = _features([report.said for report in reports], technical)
    cited, known_cited, lean_cited = _features([report.cited for report in reports], technical)
    fit = LogisticRegression(C=MILDNESS, solver="liblinear", random_state=0)
    fit.fit(hstack([said, cited]).tocsr(), technical)
    weights = fit.coef_[0] * [*lean_said, *lean_cited]
    step = max(abs(weights)) / 127
    steps = [round(float(weight / step)) for weight in weights]
    return Table(
        # One erratum of the data is a joke about the end of time.
        as_of=max(report.at for report in reports if report.at.year < MAXYEAR),
        slope=1.0,
        shift=0.0,
        said=dict(zip(known_said, steps, strict=False)),
        cited=dict(zip(known_cited, steps[len(known_said) :], strict=True)),
    )


def _features(texts: Sequence[str], technical: Sequence[bool]):  # type: ignore[no-untyped-def]  # noqa: ANN202 -- SciPy's matrices have no types
    """Return rows scaled like Opinion's scores, their n-grams, and what each n-gram leans to (log ratio)."""
    counter = CountVectorizer(analyzer=_all_ngrams, min_df=COMMON, dtype=float)
    counts = counter.fit_transform(texts)
    present = counts.sign()
    flags = [float(one) for one in technical]
    with_, without = present.T @ flags + 1, present.T @ [1 - flag for flag in flags] + 1
    leans = log(with_ / with_.sum()) - log(without / without.sum())
    lengths = [max(1.0, float(one)) for one in counts.sum(axis=1).ravel().tolist()[0]]
    rows = diags([1 / sqrt(one) for one in lengths]) @ counts @ diags(leans)
    return rows, counter.get_feature_names_out().tolist(), leans.tolist()


def _all_ngrams(text: str) -> list[str]:
    return sorted(part for word in words(text) for part in ngrams(word))
