"""How cases became one, or one two, as their reporters are told.

By the router at once, by the notifier where that was lost.
"""

from datetime import datetime

from shared.case import Case, Link, Relation
from shared.events import CaseRegrouped
from shared.ruling import Ruled
from shared.text import Text

REGROUPED = frozenset({Ruled.MERGED, Ruled.SPLIT})
"""What the history of a case calls the moment."""


def regrouped(case: Case, link: Link, because: Text) -> CaseRegrouped:
    """Return what the reporters of whom a link speaks are told; of a case that is gone they are elsewhere."""
    here, there = (case.id, case.number), (link.case, link.number)
    if link.relation is Relation.MERGED_INTO:
        here, there = there, here
    return CaseRegrouped(
        case=here[0],
        number=here[1],
        other=there[1],
        relation=link.relation,
        ruling=link.ruling or "",
        standard=case.standard,
        because=because,
        reports=case.reports[: link.told],
    )


def regroupings(case: Case) -> list[tuple[datetime, CaseRegrouped]]:
    """Return what the reporters of a case were told of each merger and split, and when."""
    reasons = {line.at: line.text for line in case.history if line.what in REGROUPED}
    return [
        (link.at, regrouped(case, link, reasons[link.at]))
        for link in case.links
        if link.ruling and link.told and link.at in reasons
    ]
