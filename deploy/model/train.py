"""Makes the learnt opinion anew: `python -m deploy.model.train`.

Writes opinion.json, its card and its reliability diagram. Needs ../shared/data and the `measure` extra; the
same data and the same locked packages make the same bytes.
"""

import sys
from pathlib import Path

from deploy.model.card import card
from deploy.model.diagram import draw
from deploy.model.learning import DATA, Judged, apart, calibrated, read, unseen_scores, weighed
from deploy.model.reliability import Verdict, bins, verdict
from services.router.opinion import Opinion, Table

HERE = Path(__file__).resolve().parent
PICTURE = HERE.parents[1] / "docs" / "pictures" / "opinion_reliability.svg"

ABSENT = f"没有训练数据 {DATA}；模型保持不变。 / {DATA} is not here; the model stays as it is."


def judged(table: Table, reports: list[Judged], scores: list[float]) -> list[Verdict]:
    """What is said of each report by weights, slope and shift that have not seen its standard."""
    verdicts = []
    for others, places in apart(reports):
        elsewhere = [place for place in range(len(reports)) if place not in set(places)]
        learnt = calibrated(table, [scores[p] for p in elsewhere], [one.technical for one in others])
        opinion = Opinion(learnt)
        verdicts += [verdict(opinion.probability(scores[p]), reports[p].technical) for p in places]
    return verdicts


def train(model: Path, picture: Path) -> str:
    """Write the model, the card beside it, and the diagram; return the card. Raises FileNotFoundError."""
    reports = read()
    scores = unseen_scores(reports)
    table = calibrated(weighed(reports), scores, [one.technical for one in reports])
    verdicts = judged(table, reports, scores)
    model.write_text(table.model_dump_json(indent=0) + "\n", encoding="utf-8")
    text = card(table, reports, verdicts)
    model.with_name("CARD.md").write_text(text, encoding="utf-8")
    draw(bins(verdicts), picture, "Editorial or technical: RFC errata, each standard unseen")
    return text


def main() -> int:
    """Train, and print the card."""
    if not DATA.exists():
        print(ABSENT, file=sys.stderr)
        return 1
    print(train(HERE / "opinion.json", PICTURE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
