"""How well the same problem is recognised: `python -m tests.measure_same`.

Pairs are made from the real texts of ../shared/data by tests/same_pairs.py. The numbers of
deploy/policy/same.yaml were chosen on one half of the standards; what is printed is of the other half. A pair
counts as found when the store's keys would offer the case and the rule then joins it.
"""

import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from services.router.likeness import Likeness, Same, places, wanted_places
from services.router.likeness.same import Needed
from tests.real_input import ROOT, available
from tests.same_pairs import BEYOND, Pair, Told, pairs, told

POLICY = ROOT / "deploy" / "policy" / "same.yaml"
PICTURE = ROOT / "docs" / "pictures" / "same_precision_recall.svg"
TUNED_ON, REPORTED_ON = 0, 1
STEPS = [step / 100 for step in range(5, 100)]
NEIGHBOURS = "neighbours on one clause"


class Judged(NamedTuple):
    """One pair as the router sees it; `slack` is the score less what it needs, -1 where it cannot join."""

    pair: Pair
    offered: bool
    banded: bool
    slack: float

    @property
    def found(self) -> bool:
        """Whether the case would be offered and joined."""
        return self.offered and self.slack >= 0


def half(one: Told) -> int:
    """Which half of the texts it is in; all reports on one standard are in the same."""
    return zlib.crc32((one.report.standard or one.report.description).encode()) % 2


def judged(made: Iterable[Pair], same: Same) -> Iterator[Judged]:
    """Compare each pair by the shipped rule, with and without its thresholds."""
    likeness = lru_cache(maxsize=1)(_likeness)
    anything = same.model_copy(update={"needed": Needed(placed=0, open=0)})
    for pair in made:
        one, other = likeness(pair.one), _likeness(pair.other)
        found = anything.agree(one, other)
        banded = bool(set(one.bands) & set(other.bands))
        offered = banded or bool(set(places(one)) & set(wanted_places(other)))
        yield Judged(pair, offered, banded, found.score - same.wanted(one, other) if found.same else -1)


def _likeness(one: Told) -> Likeness:
    return Likeness.of(one.source, one.report, one.problem)


def shares(results: Sequence[Judged], shift: float = 0.0) -> tuple[float, float]:
    """Precision and recall with both thresholds moved by `shift`."""
    right = sum(r.offered and r.slack >= shift for r in results if r.pair.same)
    wrong = sum(r.offered and r.slack >= shift for r in results if not r.pair.same)
    return right / max(1, right + wrong), right / sum(r.pair.same for r in results)


def hard_shares(results: Sequence[Judged], shift: float = 0.0) -> tuple[float, float]:
    """The same, as if there were one other problem on the same clause for every report told twice."""
    near = [r for r in results if r.pair.sort == NEIGHBOURS]
    wrong = sum(r.offered and r.slack >= shift for r in near) / len(near)
    _, recall = shares(results, shift)
    return recall / max(1e-9, recall + wrong), recall


def _say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")


def _table(results: Sequence[Judged]) -> None:
    _say(f"{'sort of pair':<28}{'pairs':>7}{'same':>7}{'joined':>9}{'share':>9}{'by bands alone':>16}")
    for sort in dict.fromkeys(r.pair.sort for r in results):
        of_sort = [r for r in results if r.pair.sort == sort]
        joined = sum(r.found for r in of_sort)
        bands = sum(r.banded for r in of_sort) / len(of_sort)
        same = "yes" if of_sort[0].pair.same else "no"
        _say(f"{sort:<28}{len(of_sort):>7}{same:>7}{joined:>9}{joined / len(of_sort):>9.2%}{bands:>16.1%}")


def _totals(name: str, results: Sequence[Judged]) -> None:
    precision, recall = shares(results)
    _say(f"{name}: precision {precision:.2%}  recall {recall:.2%}  ({len(results)} pairs)")


def _speed(texts: Sequence[Told], same: Same) -> None:
    begun = time.process_time()
    made = [_likeness(one) for one in texts]
    _say(f"Likeness.of: {(time.process_time() - begun) / len(texts) * 1e3:.3f} ms of processor time")
    shelved = [one.model_copy(update={"shelf": "one", "clause": None}) for one in made]
    for name in ("for the first time", "before"):
        begun = time.process_time()
        for one, other in pairwise(shelved):
            same.agree(one, other)
        agree = (time.process_time() - begun) / len(texts)
        _say(f"agree, texts seen {name}: {agree * 1e3:.3f} ms")


def draw(results: Sequence[Judged], needed: Needed, path: Path) -> None:
    """Write the curve of precision against recall as the thresholds move, the shipped one marked."""
    import matplotlib as mpl  # noqa: PLC0415 - only who draws needs it

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "same", "svg.fonttype": "none", "font.size": 11}
    from matplotlib import pyplot as plt  # noqa: PLC0415 - likewise; after the choice of the backend

    figure, axes = plt.subplots(figsize=(7, 4.6), layout="constrained")
    curves = (("all pairs", shares, "-"), ("one neighbour for every pair", hard_shares, "--"))
    for label, measure, style in curves:
        points = [measure(results, step - needed.placed) for step in STEPS]
        axes.plot(
            [recall for _, recall in points], [p for p, _ in points], style, color="#1f4e79", label=label
        )
        precision, recall = measure(results)
        axes.plot([recall], [precision], "o", color="#b03a2e")
        axes.annotate(f"{needed.placed:.2f}", (recall, precision), (-8, -16), textcoords="offset points")
    axes.axhline(0.98, color="#999999", linewidth=0.8)
    axes.axvline(0.90, color="#999999", linewidth=0.8)
    axes.set(xlabel="recall", ylabel="precision", xlim=(0.8, 1.0), ylim=(0.9, 1.002))
    axes.set_title("Told twice, joined once (dot: as shipped; lines: aims)")
    axes.legend(loc="lower left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def main() -> None:
    """Measure, print, and draw."""
    if not available():
        _say("../shared/data is not here: there are no real texts to measure with")
        return
    same = Same.load(POLICY)
    texts = {side: [one for one in told() if half(one) == side] for side in (TUNED_ON, REPORTED_ON)}
    results = list(judged(pairs(texts[REPORTED_ON]), same))
    _table(results)
    counted = [r for r in results if r.pair.sort not in BEYOND]
    _totals("reported half", counted)
    _say(f"    with one neighbour on the clause for every pair: precision {hard_shares(counted)[0]:.2%}")
    tuned = (pair for pair in pairs(texts[TUNED_ON]) if pair.sort not in BEYOND and pair.sort != NEIGHBOURS)
    _totals("half it was tuned on, without neighbours", list(judged(tuned, same)))
    _speed(texts[REPORTED_ON], same)
    draw(counted, same.needed, PICTURE)


if __name__ == "__main__":
    main()
