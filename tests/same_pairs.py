"""Pairs of reports that speak of the same problem, and pairs that do not, made from real texts by a seed."""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from services.router.likeness.clauses import Lie, ancestry, is_point, lie, normal_clause
from shared.report import DESCRIPTION_MAX, DESCRIPTION_MIN, Report
from shared.taxonomy import Problem
from tests import real_input
from tests.same_key import ONE_PROBLEM
from tests.same_retelling import Retelling, half_translated, reworded, shortened, translated

ENOUGH = 60  # characters, without which a text says nothing that could be recognised
STRANGERS = 4  # texts that each text is put beside
NEIGHBOURS = 6  # texts about one clause that are put beside each other
EDITORS = re.compile(r"-{2,}\s*verifier|^\s*from pending|RFC Editor Note", re.IGNORECASE | re.MULTILINE)
LINKED = re.compile(r"duplicat|same (?:as|error)|see also|related to|\bEID|errat", re.IGNORECASE)
PADDING = re.compile("|".join(map(re.escape, real_input.PADDING.values())))
ELSEWHERE = "GB 5296.1-2012"


class Told(NamedTuple):
    """A real report and the kind of problem that was recognised in it; `linked` when it names another."""

    source: str
    report: Report
    problem: Problem
    linked: bool


class Pair(NamedTuple):
    """Two reports, how they were made, and whether they speak of the same problem."""

    sort: str
    same: bool
    one: Told
    other: Told


@cache
def told() -> tuple[Told, ...]:
    """Every real report that says enough, without what editors wrote into it later."""
    rows = zip(_sources(), real_input.reports(), strict=True)
    return tuple(one for source, row in rows if (one := _told(source, row)) is not None)


def _sources() -> Iterator[str]:
    for name, _ in real_input.SOURCES:
        path = real_input.DATA / name
        content = path.read_bytes()
        lines = (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines()
        yield from (json.loads(line)["source_id"] for line in lines)


def _told(source: str, row: real_input.Row) -> Told | None:
    said = PADDING.sub("", EDITORS.split(row["description"])[0]).strip()
    texts = (said, row.get("proposed_text", ""), row.get("current_text", ""))
    if sum(map(len, texts)) < ENOUGH:
        return None
    first = next(text for text in texts if len(text) >= DESCRIPTION_MIN)
    report = Report.model_validate_json(json.dumps(row | {"description": first}))
    return Told(source, report, report.problem or Problem.OTHER, bool(LINKED.search(row["description"])))


def pairs(texts: Sequence[Told]) -> Iterator[Pair]:
    """Yield every pair that is made of these texts."""
    for one in texts:
        yield from _same(one)
        yield from _changed(one)
    yield from _strangers(texts)
    yield from _neighbours(texts)


def _draw(sort: str, one: Told) -> random.Random:
    return random.Random(f"{sort} {one.report.description}")


def retold(one: Told, how: Retelling, draw: random.Random) -> Told:
    """The same problem in other words; half of them quote nothing, and a translation is never quoted."""
    report = one.report
    fields: dict[str, str | None] = {}
    if how in {half_translated, translated} or draw.random() < 0.5:
        fields = {"current_text": None, "proposed_text": None}
    description = how(report.description, draw)[:DESCRIPTION_MAX].strip()
    if len(description) < DESCRIPTION_MIN:
        description = report.description
    return one._replace(report=report.model_copy(update={"description": description, **fields}))


def _both(text: str, draw: random.Random) -> str:
    return shortened(reworded(text, draw), draw)


SORTS: dict[str, Retelling] = {
    "reworded": reworded,
    "shortened": shortened,
    "reworded and shortened": _both,
    "half translated": half_translated,
}
BEYOND: dict[str, Retelling] = {"wholly translated": translated}


def _same(one: Told) -> Iterator[Pair]:
    for sort, how in (SORTS | BEYOND).items():
        yield Pair(sort, True, one, retold(one, how, _draw(sort, one)))  # noqa: FBT003 - a field of Pair
    clause = normal_clause(one.report.clause)
    again = retold(one, reworded, _draw("clause", one))
    if is_point(clause) and clause is not None:
        if wider := ancestry(clause)[1:]:
            yield Pair("clause wider, reworded", True, one, _at(again, wider[0]))  # noqa: FBT003 - likewise
        yield Pair("clause left out, reworded", True, one, _at(again, None))  # noqa: FBT003 - likewise
    yield Pair("kind left open, reworded", True, one, again._replace(problem=Problem.OTHER))  # noqa: FBT003 - likewise


def _at(one: Told, clause: str | None) -> Told:
    return one._replace(report=one.report.model_copy(update={"clause": clause}))


def _changed(one: Told) -> Iterator[Pair]:
    again = retold(one, reworded, _draw("changed", one))
    clause = normal_clause(one.report.clause)
    if is_point(clause) and clause is not None:
        *above, last = clause.split(".")
        sister = ".".join([*above, str(int(last) + 1) if last.isdigit() else "z"])
        yield Pair("clause changed", False, one, _at(again, sister))  # noqa: FBT003 - a field of Pair
    if one.report.standard:
        moved = again.report.model_copy(update={"standard": ELSEWHERE})
        yield Pair("standard changed", False, one, again._replace(report=moved))  # noqa: FBT003 - likewise


def _beside(one: Told, other: Told) -> Told:
    """The other's text, put on the standard, the clause and the kind of the first."""
    place = {"standard": one.report.standard, "clause": one.report.clause, "region": one.report.region}
    return other._replace(report=other.report.model_copy(update=place), problem=one.problem)


def _strangers(texts: Sequence[Told]) -> Iterator[Pair]:
    for one in texts:
        draw = _draw("stranger", one)
        others = [t for t in texts if t.report.language == one.report.language and t is not one]
        for other in draw.sample(others, min(STRANGERS, len(others))):
            yield Pair("strangers side by side", False, one, _beside(one, other))  # noqa: FBT003 - a field of Pair


def _neighbours(texts: Sequence[Told]) -> Iterator[Pair]:
    """Different real reports on one clause, or one that holds it, that name no other; by hand: the same?"""
    by_standard: dict[str, list[Told]] = defaultdict(list)
    for one in texts:
        if one.report.standard and not one.linked:
            by_standard[one.report.standard].append(one)
    for shelf in by_standard.values():
        near = [
            pair
            for pair in combinations(shelf, 2)
            if lie(*(normal_clause(one.report.clause) for one in pair)) in {Lie.EQUAL, Lie.WITHIN}
        ]
        _draw("near", shelf[0]).shuffle(near)
        for one, other in near[: NEIGHBOURS * len(shelf)]:
            same = frozenset({one.source, other.source}) in ONE_PROBLEM
            sort = "neighbours, one problem" if same else "neighbours on one clause"
            yield Pair(sort, same, one, _beside(one, other))
