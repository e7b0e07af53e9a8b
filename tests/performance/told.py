"""Reports that differ from each other as those of different people about different problems do."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.performance import load
from tests.performance.stored_cases import Spread, a_telling

_numbers = count()


def reports(number: int) -> Iterator[dict[str, Any]]:
    """So many reports that were never told before in this run; each opens a case of its own."""
    for _ in range(number):
        yield report(next(_numbers))


def report(number: int) -> dict[str, Any]:
    """The n-th report: another standard or clause, other words, another enterprise that can be reached."""
    telling = a_telling(Spread.WIDE, number)
    return {
        "standard": telling.standard,
        "clause": telling.clause,
        "problem": "ambiguous",
        "description": f"第{telling.clause}条{telling.text}",
        "region": "440305",
        "reporter": {
            "kind": "enterprise",
            "organisation": f"第{number}检测技术有限公司",
            "email": f"quality{number}@enterprise.example",
        },
    }


def posts(number: int) -> list[bytes]:
    """As many, each as the request that brings it."""
    return [load.post("/v1/reports", one) for one in reports(number)]
