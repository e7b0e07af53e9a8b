"""Confusion matrices as pictures, the same bytes for the same figures."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Matrix = Counter[tuple[StrEnum, StrEnum]]

CELL = 0.42  # inches
MARGIN = 1.7  # inches, for the words
COLUMNS = 2


def draw(path: Path, words: type[StrEnum], matrices: Mapping[str, Matrix]) -> None:
    """One panel for each set of texts; a row is the key's word, a column the classifier's."""
    side = CELL * len(words) + MARGIN
    # Ids in the file are hashes over this salt; without a date the file depends on the figures alone.
    with mpl.rc_context({"svg.hashsalt": "judged", "svg.fonttype": "none", "font.size": 8}):
        rows = -(-len(matrices) // COLUMNS)
        figure = Figure(figsize=(side * COLUMNS, side * rows), layout="constrained")
        panels = figure.subplots(rows, COLUMNS, squeeze=False).flat
        for axes, (name, matrix) in zip(panels, matrices.items(), strict=True):
            _panel(axes, name, list(words), matrix)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _panel(axes: Axes, name: str, words: list[StrEnum], matrix: Matrix) -> None:
    most = max(matrix.values())
    rows = [[matrix[wanted, got] for got in words] for wanted in words]
    axes.imshow(rows, cmap="Blues", vmin=0, vmax=most)
    for y, row in enumerate(rows):
        for x, count in enumerate(row):
            if count:
                axes.text(
                    x, y, str(count), ha="center", va="center", color="white" if count > most / 2 else "black"
                )
    axes.set_xticks(range(len(words)), [str(word) for word in words], rotation=60, ha="right")
    axes.set_yticks(range(len(words)), [str(word) for word in words])
    axes.set_xlabel("said")
    axes.set_ylabel("key")
    axes.set_title(name)
