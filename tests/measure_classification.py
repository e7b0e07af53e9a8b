"""How well Chinese reports are classified: `python -m tests.measure_classification`.

Our own reports always, and those of ../shared/data where that folder is present, each against a key made by
hand. Prints the figures, the confusion matrices and every miss, and draws the matrices into docs/pictures.
The misses of the second and third set stay unread, so that they measure what nobody has mended by them.
"""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from tests.builders import the_policy
from tests.judged import texts
from tests.judged.figures import FIELDS, Verdict, confusion, figures, verdicts

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"

UNREAD = ("second_zh", "third_zh")
"""The sets whose misses are not printed."""

Sets = dict[str, tuple[Verdict, ...]]


def measured() -> Sets:
    """The verdicts on every set of texts that is here, by its name."""
    classify = the_policy().classifier.classify
    sets = {
        "own_zh": verdicts(texts.own(), classify),
        "second_zh": verdicts(texts.second(), classify),
        "third_zh": verdicts(texts.third(), classify),
    }
    if texts.SHARED.exists():
        sets["reports_zh"] = verdicts(texts.shared(), classify)
    return sets


def miss(verdict: Verdict) -> str:
    """One line: what was expected, what was said, and the reason that was given."""
    expected = ", ".join(f"{field} {verdict.wanted(field)}" for field in verdict.misses)
    said = ", ".join(str(verdict.got(field)) for field in verdict.misses)
    screened = " [screened]" if verdict.screened else ""
    return f"{verdict.judged.id}: expected {expected}; said {said}{screened}; because {verdict.because}"


def _say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")


def _share(what: str, part: int, whole: int) -> None:
    _say(f"  {what:<44}{part:>4} of {whole:<4}{part / whole if whole else 0:>8.3f}")


def _figures(name: str, said: Sequence[Verdict]) -> None:
    found = figures(said)
    sure = found.texts - found.screened
    _say(f"{name}: {found.texts} texts")
    _share("principal track", found.track, found.texts)
    _share("all tracks, neither more nor fewer", found.track_set, found.texts)
    _share("kind", found.kind, found.texts)
    _say(f"  {'kind, macro F1':<44}{found.kind_f1:>20.3f}")
    _share("severity", found.severity, found.texts)
    _share("principal track, kind and severity together", found.whole, found.texts)
    _share("sent to screening", found.screened, found.texts)
    _share("kind, of what is not screened", found.unscreened_kind, sure)
    _share("all three, of what is not screened", found.unscreened_whole, sure)


def _matrix(said: Sequence[Verdict], field: str, words: type[StrEnum]) -> None:
    counts = confusion(said, field)
    _say(f"  {field}: rows are the key, columns what was said")
    _say(f"  {'':<16}" + "".join(f"{word[:6]:>7}" for word in words))
    for wanted in words:
        _say(f"  {wanted:<16}" + "".join(f"{counts[wanted, got] or '·':>7}" for got in words))


def _misses(said: Sequence[Verdict]) -> None:
    for verdict in said:
        if verdict.misses:
            _say(f"    {miss(verdict)}")
        elif set(verdict.judged.key.tracks) != set(verdict.said.tracks):
            _say(
                f"    {verdict.judged.id}: tracks {_list(verdict.judged.key.tracks)}; "
                f"said {_list(verdict.said.tracks)}"
            )


def _list(words: Sequence[StrEnum]) -> str:
    return "+".join(words)


def draw(sets: Sets) -> None:
    """Write the confusion matrices of all sets into docs/pictures, one picture a field."""
    from tests.judged.drawing import draw as picture  # noqa: PLC0415 - matplotlib is slow to load

    PICTURES.mkdir(exist_ok=True)
    for field, words in FIELDS.items():
        panels = {name: confusion(said, field) for name, said in sets.items()}
        picture(PICTURES / f"confusion_{field}.svg", words, panels)


def main() -> None:
    """Measure all that is here, print it, and draw it."""
    sets = measured()
    for name, said in sets.items():
        _figures(name, said)
        for field, words in FIELDS.items():
            _matrix(said, field, words)
        if name not in UNREAD:
            _misses(said)
        _say()
    if texts.SHARED.exists():
        draw(sets)
    else:
        _say(f"{texts.SHARED} is not here: the pictures show both sets, and are left as they are")


if __name__ == "__main__":
    main()
