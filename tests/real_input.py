"""Real reports about real standards, turned into the contract's reports.

`python -m tests.real_input > FILE.jsonl` writes all of them, one a line. The texts are read where they are
and are not part of this project. Who reports and where from is drawn, always the same for the same report.
"""

import gzip
import json
import random
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from shared.region import Regions
from shared.report import DESCRIPTION_MAX, DESCRIPTION_MIN
from shared.taxonomy import Problem, ReporterKind

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
SEED = "2012-19"
TEXT_MAX = 4_000  # characters of the current or the proposed text
CLAUSE_MAX = 100

Row = dict[str, Any]

SOURCES = (
    ("reports_zh.jsonl", "zh-CN"),
    ("reports_en_other.jsonl", "en"),
    ("reports_rfc_errata.jsonl.gz", "en"),
)

PROBLEMS = {
    "Technical": Problem.TECHNICAL,
    "Editorial": Problem.EDITORIAL,
    "technical_error": Problem.TECHNICAL,
    "editorial_error": Problem.EDITORIAL,
    "ambiguity": Problem.AMBIGUOUS,
    "inconsistency": Problem.CONTRADICTION,
    "conflict": Problem.CONTRADICTION,
    "version_conflict": Problem.CONTRADICTION,
    "conflict_with_international": Problem.CONTRADICTION,
    "multiple_conflicting_standards": Problem.CONTRADICTION,
    "unreasonable_requirement": Problem.INFEASIBLE,
    "implementation_difficulty": Problem.INFEASIBLE,
    "outdated": Problem.OUTDATED,
    "missing_standard": Problem.GAP,
    "non_compliance": Problem.BREACH,
}
"""What the sources call the problem, in the contract's words; the rest is left to the router."""

PADDING = {
    "zh-CN": "（报告人未说明理由，请对照原文与建议文本。）",
    "en": "(The reporter gave no reason; compare the current and the proposed text.)",
}


def available() -> bool:
    """Whether the data are on this machine."""
    return all((DATA / name).exists() for name, _ in SOURCES)


def reports() -> Iterator[Row]:
    """Every real report as the contract's JSON object, in the order of the sources."""
    regions = sorted(region.code for region in Regions.load(ROOT / "deploy" / "directory" / "regions.csv"))
    for name, language in SOURCES:
        for row in _rows(DATA / name):
            yield report(row, language, regions)


def report(row: Row, language: str, regions: Sequence[str]) -> Row:
    """One row of a source as the contract's report."""
    draw = random.Random(f"{SEED} {row['source_id']}")
    standard = _line(row["standard"], 300)
    texts = _texts(row)
    found = {
        "standard": standard,
        "clause": _line(row["section"], CLAUSE_MAX),
        "problem": Problem.GAP if not standard else PROBLEMS.get(row.get("label") or row["suggested_type"]),
        "description": _description(row, language),
        **texts,
        "region": draw.choice(regions),
        "reporter": _reporter(draw),
        "language": row.get("language") or language,
    }
    return {field: value for field, value in found.items() if value}


def _rows(path: Path) -> Iterator[Row]:
    content = path.read_bytes()
    yield from map(json.loads, (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines())


def _description(row: Row, language: str) -> str:
    said = _clean(row.get("notes") or row.get("text") or "")
    if len(said) < DESCRIPTION_MIN:
        said = f"{said} {PADDING[language]}".strip()
    return _cut(said, DESCRIPTION_MAX)


def _texts(row: Row) -> dict[str, str]:
    current = _cut(_clean(row.get("orig_text") or ""), TEXT_MAX)
    proposed = _cut(_clean(row.get("correct_text") or ""), TEXT_MAX)
    return {"current_text": current, "proposed_text": proposed if proposed != current else ""}


def _reporter(draw: random.Random) -> Row:
    kind = draw.choice(list(ReporterKind)).value
    if draw.random() < 0.8:  # most are anonymous
        return {"kind": kind}
    number = draw.randrange(10**6)
    return {"kind": kind, "organisation": f"Unit {number}", "email": f"unit{number}@example.com"}


def _clean(text: str) -> str:
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def _line(text: str | None, most: int) -> str:
    return _cut(_clean(" ".join((text or "").split())), most)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def main() -> None:
    """Write them all to standard output."""
    for one in reports():
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
