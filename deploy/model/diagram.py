"""The reliability diagram: how often the opinion is right where it says how sure it is. Needs matplotlib."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from deploy.model.reliability import Bin, gap


def draw(bins: Sequence[Bin], path: Path, title: str) -> None:
    """Write the diagram as SVG; the same bins make the same bytes."""
    with mpl.rc_context({"svg.hashsalt": "opinion", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(6, 4.5), layout="constrained")
        _fill(figure.subplots(), bins, title)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def _fill(axes, bins: Sequence[Bin], title: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- matplotlib is not installed where types are checked
    axes.plot((0.5, 1), (0.5, 1), linestyle="--", color="grey", label="as sure as right")
    axes.plot([one.sure for one in bins], [one.right for one in bins], marker="o", label="the opinion")
    for one in bins:
        axes.annotate(
            str(one.reports),
            (one.sure, one.right),
            textcoords="offset points",
            xytext=(6, -12),
            fontsize="small",
        )
    axes.set(
        xlim=(0.5, 1),
        ylim=(0.4, 1),
        xlabel="confidence",
        ylabel="share that was right",
        title=f"{title}\nmean gap {gap(bins):.3f}; numbers are reports",
    )
    axes.legend(loc="upper left")
    axes.grid(alpha=0.3)
