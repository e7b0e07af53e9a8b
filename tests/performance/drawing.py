"""The picture of a run: how far each figure is from its aim. The same bytes for the same figures."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from tests.performance.frame import Row, Sense

MOST = 100.0  # times its aim; what is better still is drawn as this
REACHED, MISSED = "#2b7a78", "#c0562f"


def draw(path: Path, rows: Sequence[Row]) -> None:
    """One bar a row: from the aim to the right where it is reached, to the left where it is not."""
    wanted = [row for row in rows if row.aim][::-1]
    # Ids in the file are hashes over this salt; without a date the file depends on the figures alone.
    with mpl.rc_context({"svg.hashsalt": "performance", "svg.fonttype": "none", "font.size": 8}):
        figure = Figure(figsize=(9, 0.34 * len(wanted) + 1), layout="constrained")
        axes = figure.subplots()
        for place, row in enumerate(wanted):
            times = beyond(row)
            colour = REACHED if row.met else MISSED
            axes.barh(place, times - 1, left=1, color=colour, height=0.6)
            axes.annotate(f" {row.figure:.2f} ({row.aim}) ", (max(times, 1), place), va="center", fontsize=7)
        axes.set_xscale("log")
        axes.axvline(1, color="black", linewidth=0.8)
        axes.set_yticks(range(len(wanted)), [row.what.en for row in wanted])
        axes.set_xlabel("times its aim: to the right of the line it is reached")
        axes.margins(x=0.25)
        figure.savefig(path, format="svg", metadata={"Date": None})


def beyond(row: Row) -> float:
    """How many times as good as its aim a figure is; 1 is the aim itself."""
    if row.aim is None or row.figure is None:
        return 1.0
    if row.aim.sense is Sense.AT_LEAST:
        return min(MOST, max(1 / MOST, row.figure / row.aim.value))
    return min(MOST, row.aim.value / row.figure) if row.figure > row.aim.value / MOST else MOST
