"""How well designations are read and found: `python -m tests.measure_standards`.

Reads the real designations and texts of ../shared/data where that folder is present, and always the
project's own sentences. A designation is read when it parses, prints, and parses from both of its printed
forms to the same ref. Texts are measured against keys made by hand, mention by mention.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from shared.standard import StandardRef, UnreadableCitation
from tests.unit.standard import key_reports_en, key_reports_zh
from tests.unit.standard.complaints import COMPLAINTS
from tests.unit.standard.letters import LETTERS
from tests.unit.standard.sentences import SENTENCES

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

JUNK = {
    "IEEE IEEE": "the publisher's name twice",
    "NESC Handbook": "the title of a book",
    "AIEE Nos": "cut off before its numbers",
    "A Framework": "words of a title",
    "ITU-R M": "a series without a number",
    "IEC White Paper Stable grid:2018": "the title of a white paper",
}
"""What the international lists hold that is no designation, and why it is none."""
HEADING = "Interpretations for "
HEADING_WHY = "a heading over interpretations, without a publisher"

UNREAD = {
    "ISO/ASTMTR52905-EB": "publisher and kind of document run together",
    "ISO/ASTMTR52952-EB": "publisher and kind of document run together",
    "BS 3382:Parts 1 and 2:1961": "two parts in one: two designations",
    "BS 9070:Sections 1 and 2:1969": "two sections in one: two designations",
    "NBS RPT Oct-Dec1949": "a report known by its months, without a number",
}
"""Designations that are known not to be read, and why."""

Key = Iterable[tuple[str, tuple[str, ...]]]
"""Texts, each with the designations that a careful reader marks in it."""


class Found(NamedTuple):
    """What `find` made of some texts: mentions in the key, found, and both; and those that differ."""

    wanted: int
    got: int
    both: int
    missed: tuple[str, ...]
    invented: tuple[str, ...]

    @property
    def recall(self) -> float:
        """The share of the key's mentions that were found."""
        return self.both / self.wanted

    @property
    def precision(self) -> float:
        """The share of what was found that stands in the key."""
        return self.both / self.got


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of ../shared/data. Raises FileNotFoundError in a clone, which has none."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def texts(name: str, key: Mapping[str, tuple[str, ...]]) -> Key:
    """The reports of a file of ../shared/data with their key. Raises FileNotFoundError in a clone."""
    reports = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    return [(report["text"], key.get(report["source_id"], ())) for report in reports]


def why_junk(designator: str) -> str | None:
    """Why a row of the international lists is no designation; None where it is one."""
    return HEADING_WHY if designator.startswith(HEADING) else JUNK.get(designator)


def failure(designator: str) -> str | None:
    """Why a designation is not read, or does not come back from its own printing; None where it does."""
    try:
        ref = StandardRef.parse(designator)
    except UnreadableCitation:
        return f"{designator}: {UNREAD.get(designator, 'unread')}"
    for printed in (str(ref), ref.plain()):
        if StandardRef.parse(printed) != ref:
            return f"{designator}: {printed} is read as something else"
    return None


def failures(designators: Iterable[str]) -> list[str]:
    """The reasons of all that are not read."""
    return [reason for designator in designators if (reason := failure(designator))]


def found(key: Key) -> Found:
    """Search the texts, and compare with their keys."""
    wanted: Counter[tuple[str, str]] = Counter()
    got: Counter[tuple[str, str]] = Counter()
    for text, marked in key:
        wanted.update((text, plain) for plain in marked)
        got.update((text, ref.plain()) for ref in StandardRef.find(text))
    return Found(
        wanted=wanted.total(),
        got=got.total(),
        both=(wanted & got).total(),
        missed=tuple(f"{plain} in: {text}" for text, plain in (wanted - got).elements()),
        invented=tuple(f"{plain} in: {text}" for text, plain in (got - wanted).elements()),
    )


def the_texts() -> Iterator[tuple[str, Key]]:
    """Every collection of texts that is here, with its name."""
    yield "our sentences", SENTENCES
    yield "our letters", LETTERS
    yield "our complaints", COMPLAINTS
    if DATA.is_dir():
        yield "reports_zh.jsonl", texts("reports_zh.jsonl", key_reports_zh.KEY)
        yield "reports_en_other.jsonl", texts("reports_en_other.jsonl", key_reports_en.KEY)


def _say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")


def _share(name: str, designators: list[str]) -> None:
    missed = failures(designators)
    read = len(designators) - len(missed)
    _say(f"{name:<32}{read:>6} of {len(designators):<6}{read / len(designators):>9.2%}")
    for reason in missed:
        _say(f"    not read: {reason}")


def _designations() -> None:
    for name in ("designators_cn.csv", "designators_hard.csv"):
        _share(name, [row["designator"] for row in rows(name)])
    international = rows("designators_international.csv")
    real = [row for row in international if why_junk(row["designator"]) is None]
    _share("designators_international.csv", [row["designator"] for row in real])
    for family in sorted({row["family"] for row in real}):
        _share(f"  {family}", [row["designator"] for row in real if row["family"] == family])
    for row in international:
        if why := why_junk(row["designator"]):
            _say(f"    junk: {row['designator']} ({why})")


def _citations() -> None:
    whole: list[tuple[str, tuple[str, ...]]] = []
    for name, key in the_texts():
        listed = list(key)
        whole += listed
        _found(f"{name} ({len(listed)} texts)", found(listed))
    _found(f"all ({len(whole)} texts)", found(whole))
    for name, module in (("zh", key_reports_zh), ("en", key_reports_en)):
        for source, mentions in module.WITHOUT_A_CODE.items():
            _say(f"    left to a person ({name}): {', '.join(mentions)} in {source}")


def _found(name: str, what: Found) -> None:
    shares = f"precision {what.precision:.2%}  recall {what.recall:.2%}"
    _say(f"{name:<36}{shares}  ({what.both} of {what.wanted} marked, {what.got} found)")
    for mention in what.missed:
        _say(f"    missed: {mention}")
    for mention in what.invented:
        _say(f"    invented: {mention}")


def main() -> None:
    """Measure all that is here, and print it."""
    if DATA.is_dir():
        _designations()
    else:
        _say(f"{DATA} is not here: only the project's own sentences are measured")
    _citations()


if __name__ == "__main__":
    main()
