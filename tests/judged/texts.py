"""Texts with a key made by hand: what a careful reader would sign for each.

`own_zh.jsonl`, `second_zh.jsonl` and `third_zh.jsonl` hold our own reports and their keys.
`key_reports_zh.jsonl` holds keys alone, by the address of the texts of ../shared/data, which are no part of
this project.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

from shared.report import Report
from shared.taxonomy import Problem, Severity, Track

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "data" / "reports_zh.jsonl"

NOWHERE = "110000"
"""Where reports come from that do not say: a region is needed, and decides nothing about these texts."""
UNNAMED = "未注明"
"""The standard of a text that names none; a standard is needed, and this one is unreadable."""


class Key(NamedTuple):
    """What a text is: its tracks, the principal first, its kind and its severity."""

    tracks: tuple[Track, ...]
    kind: Problem
    severity: Severity

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """A key as it stands in the files. Raises ValueError for a word outside the contract."""
        tracks = tuple(Track(track) for track in row["tracks"])
        return cls(tracks, Problem(row["kind"]), Severity(row["severity"]))


class Judged(NamedTuple):
    """One report, its key, and why the key says so."""

    id: str
    report: Report
    key: Key
    why: str


def own() -> tuple[Judged, ...]:
    """Our own reports, by whose misses the policy was mended."""
    return _ours("own_zh.jsonl")


def second() -> tuple[Judged, ...]:
    """Reports of our own that were written before the policy was mended; their misses are unread."""
    return _ours("second_zh.jsonl")


def third() -> tuple[Judged, ...]:
    """Reports of our own that were written after it, and by which nothing was mended."""
    return _ours("third_zh.jsonl")


def shared_keys() -> dict[str, tuple[Key, str]]:
    """The keys of the shared texts, and why, by address."""
    rows = _rows(HERE / "key_reports_zh.jsonl")
    return {row["id"]: (Key.read(row["key"]), row["why"]) for row in rows}


def shared() -> tuple[Judged, ...]:
    """The shared texts. Raises FileNotFoundError in a clone, which has none."""
    keys = shared_keys()
    return tuple(
        Judged(row["source_id"], _report(row), *keys[row["source_id"]]) for row in list(_rows(SHARED))
    )


def _ours(name: str) -> tuple[Judged, ...]:
    return tuple(
        Judged(
            row["id"], Report.model_validate_json(json.dumps(row["report"])), Key.read(row["key"]), row["why"]
        )
        for row in _rows(HERE / name)
    )


def _report(row: dict[str, str]) -> Report:
    return Report.model_validate_json(
        json.dumps(
            {
                "standard": row["standard"] or UNNAMED,
                "clause": row["section"] or None,
                "description": row["text"],
                "region": NOWHERE,
                "reporter": {"kind": "other"},
            }
        )
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())
