"""Likeness: what of a report is compared to recognise the same problem told twice. Stored in its case."""

import re
import unicodedata
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.router.classify import readable
from services.router.likeness.bands import bands
from services.router.likeness.clauses import normal_clause
from services.router.likeness.wording import wording
from shared.report import Report
from shared.standard import StandardRef
from shared.taxonomy import Problem

NOT_LETTERS = re.compile(r"[\W_]+")
TYPED_MAX = 80


class Likeness(BaseModel):
    """Plain fields only. `shelf` is the key that all cases share which could ever be joined with it.

    `standard` is `StandardRef.key`, None when there is none or none can be read; `typed` is then what was
    typed, in one spelling. `edition` is the year as written, None when undated. `clause` is None for the
    whole standard. `bands` are index entries, each under the shelf.
    """

    model_config = ConfigDict(frozen=True)

    report: str
    shelf: str
    standard: str | None
    edition: str | None
    typed: str | None
    clause: str | None
    problem: Problem
    text: str
    bands: tuple[str, ...]

    @classmethod
    def of(cls, report_id: str, report: Report, problem: Problem) -> Self:
        """Take from a report, and the kind of problem that was recognised, what is compared."""
        ref = readable(report.standard)
        typed = None if ref or not report.standard else _spelling(report.standard)
        key = ref.key if ref else None
        shelf = key or _shelf(typed, report.region, problem)
        clause = normal_clause(report.clause or (ref.clause if ref else None))
        said = (report.title, report.description)
        text = wording(said, report.current_text, report.proposed_text, (key, clause))
        return cls(
            report=report_id,
            shelf=shelf,
            standard=key,
            edition=_edition(ref),
            typed=typed,
            clause=clause,
            problem=problem,
            text=text,
            bands=bands(shelf, text),
        )


def _spelling(typed: str) -> str | None:
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return NOT_LETTERS.sub("", folded)[:TYPED_MAX] or None


def _edition(ref: StandardRef | None) -> str | None:
    if ref is None:
        return None
    return str(ref.year) if ref.year else ref.edition


def _shelf(typed: str | None, region: str, problem: Problem) -> str:
    return f"typed:{typed}" if typed else f"none:{region[:2]}:{problem.value}"
