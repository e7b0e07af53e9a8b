"""Clauses as they are compared: in one spelling, and how one lies to another."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from shared.standard.clause import in_digits

WHOLE = frozenset({"", "global", "whole", "whole document", "all", "全文", "全部", "整体", "通篇", "general"})
NUMERAL = re.compile("第 ?([一二三四五六七八九十百零〇]{1,7}) ?(?=[条款节章项])")
ITEM = re.compile(r"(表|图|table|figure|tab\.|fig\.) ?([0-9a-z]{1,3}(?:[.-][0-9]{1,3}){0,3})(?![0-9a-z])")
POINT = re.compile(
    r"(?:附录|annex|appendix|section|clause|第|^) ?"
    r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,6}|[a-z](?:\.[0-9]{1,3}){0,5})(?![0-9a-z]|\.[0-9a-z])"
    r"|(?<![0-9a-z.+-])([0-9]{1,3}(?:\.[0-9]{1,3}){1,6}|[a-z](?:\.[0-9]{1,3}){1,5})(?![0-9a-z]|\.[0-9a-z])"
)
NUMBERED = re.compile(r"[0-9a-z]{1,3}(\.[0-9]{1,3})*")
NAME_MAX = 60
"""Characters kept of a heading that stands for a clause."""
ITEM_WORDS = {"表": "table", "tab.": "table", "图": "figure", "fig.": "figure"}


class Lie(StrEnum):
    """How two clauses lie to each other; OPEN where one is the whole, or cannot be placed by its number."""

    EQUAL = "equal"
    WITHIN = "within"
    OPEN = "open"
    APART = "apart"


@lru_cache(maxsize=4096)
def normal_clause(typed: str | None) -> str | None:
    """Return `5.1.2`, `a.3`, `table 2`, another name in lower case, or None for the whole standard."""
    text = " ".join(unicodedata.normalize("NFKC", typed or "").casefold().split()).strip(" .,:;。、：；")
    text = NUMERAL.sub(lambda match: f"第{in_digits(match[1])}", text)
    if text in WHOLE:
        return None
    point, item = POINT.search(text), ITEM.search(text)
    if item and (point is None or item.start() <= point.start()):
        return f"{ITEM_WORDS.get(item[1], item[1])} {item[2]}"
    return (point[1] or point[2]) if point else text[:NAME_MAX]


@lru_cache(maxsize=4096)
def is_point(clause: str | None) -> bool:
    """Whether it is a numbered clause, which has its place in the tree of clauses."""
    return clause is not None and NUMBERED.fullmatch(clause) is not None


def ancestry(clause: str) -> tuple[str, ...]:
    """Return a numbered clause and those that hold it, innermost first: 5.1.2, 5.1, 5."""
    parts = clause.split(".")
    return tuple(".".join(parts[:end]) for end in range(len(parts), 0, -1))


def lie(one: str | None, other: str | None) -> Lie:
    """Say how two normal clauses lie to each other; the order does not matter."""
    if one == other:
        return Lie.EQUAL
    if one is None or other is None:
        return Lie.OPEN
    if is_point(one) and is_point(other):
        holds = one.startswith(f"{other}.") or other.startswith(f"{one}.")
        return Lie.WITHIN if holds else Lie.APART
    both_items = one.startswith(("table ", "figure ")) and other.startswith(("table ", "figure "))
    return Lie.APART if both_items else Lie.OPEN
