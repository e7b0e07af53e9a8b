"""How fast designations are read and reports explained: `python -m tests.performance.bench_standard`.

On one core. Each is measured beside a limit in the same run, in alternating rounds, and given as the median
of the rounds: reading a designation beside one match of a regular expression, explaining a report beside one
round trip of its JSON. Nothing here needs a server or the network.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import NamedTuple

import orjson

from services.router.classify import readable
from services.router.explain import explain_lines
from shared.standard import StandardRef
from tests.builders import the_policy
from tests.unit.standard.letters import LETTERS
from tests.unit.standard.sentences import SENTENCES

BARE = re.compile(r"([A-Z]+(?:/[A-Z]+)?) ?([0-9.]+)-([0-9]{4})")
REGIONS = ("440305", "110105", "320100", "371202", "650000", "500000", "120000", "530112")


class Work(NamedTuple):
    """One thing that is timed: how many it does, and the limit that it is set beside."""

    what: str
    times: int
    once: Callable[[], object]
    beside: str | None = None


class Row(NamedTuple):
    """One line of the table: a second, and how many times as long as its limit one takes."""

    what: str
    rate: float
    beside: str
    ratio: float | None


def designations() -> list[str]:
    """Those of the project's own sentences, each once, as the key writes them."""
    return list(dict.fromkeys(plain for _, key in (*SENTENCES, *LETTERS) for plain in key))


def lines() -> list[bytes]:
    """Reports in JSON: each sentence about the standard it cites first, or about one that nobody can tell."""
    return [
        orjson.dumps(
            {
                "standard": key[0] if key else "新国标",
                "description": f"{text} 请予以研究解决。",
                "region": REGIONS[number % len(REGIONS)],
                "reporter": {"kind": "enterprise"},
            }
        )
        for number, (text, key) in enumerate((*SENTENCES, *LETTERS))
    ]


def round_trips(texts: Sequence[bytes]) -> None:
    """Read and write each again."""
    for text in texts:
        orjson.dumps(orjson.loads(text))


def explained(texts: Sequence[bytes]) -> None:
    """What `python -m services.router explain` does, from JSON to JSON, for standards not met before."""
    readable.cache_clear()
    if explain_lines(BytesIO(b"\n".join(texts)), BytesIO(), the_policy()):
        raise SystemExit("a report of the measurement is no report")


def the_works() -> tuple[Work, ...]:
    """What is timed, each limit beside what it limits."""
    typed, reports = designations(), lines()
    running = [text for text, _ in (*SENTENCES, *LETTERS)]
    return (
        Work("bare regular-expression matches", len(typed), partial(_each, BARE.match, typed)),
        Work(
            "designations parsed", len(typed), partial(_each, StandardRef.parse, typed), "regular expression"
        ),
        Work("bare JSON round trips", len(reports), partial(round_trips, reports)),
        Work("sentences searched", len(running), partial(_each, _found, running), "JSON round trip"),
        Work("reports explained", len(reports), partial(explained, reports), "JSON round trip"),
    )


def _found(text: str) -> list[StandardRef]:
    return list(StandardRef.find(text))


def _each(do: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        do(text)


def seconds(work: Work, atleast: float) -> float:
    """Processor time of one of the work's things, over a round of at least so many seconds."""
    done, began = 0, time.process_time()
    while (spent := time.process_time() - began) < atleast:
        work.once()
        done += work.times
    return spent / done


def measure(rounds: int, atleast: float) -> list[Row]:
    """Every line of the table; processor time, so that other programs on the machine count little."""
    works = the_works()
    for work in works:
        work.once()
    took = [[seconds(work, atleast) for work in works] for _ in range(rounds)]
    medians = [statistics.median(column) for column in zip(*took, strict=True)]
    limits: dict[str, float] = {"regular expression": medians[0], "JSON round trip": medians[2]}
    return [
        Row(work.what, 1 / median, work.beside or "", median / limits[work.beside] if work.beside else None)
        for work, median in zip(works, medians, strict=True)
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.3, help="of one work in one round")
    chosen = parser.parse_args()
    sys.stdout.write(f"{'on one core':<34}{'a second':>12}   {'one takes':<30}\n")
    for row in measure(chosen.rounds, chosen.seconds):
        beside = f"{row.ratio:,.1f} × a bare {row.beside}" if row.ratio else "the limit"
        sys.stdout.write(f"{row.what:<34}{row.rate:>12,.0f}   {beside}\n")


if __name__ == "__main__":
    main()
