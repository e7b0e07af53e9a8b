"""How a case ended, as its reporters are told: by the router at once, by the notifier where that was lost."""

from datetime import datetime
from typing import NamedTuple

from shared.case import Case, CaseState, Escalation, Happening
from shared.events import CaseAnswered
from shared.text import Text

ENDINGS = frozenset({CaseState.ANSWERED, CaseState.UNANSWERED})
"""States of a case that is told to have ended, and what its history calls the moment."""


class Ending(NamedTuple):
    """One end of a case: when, why, and the escalation as it had spoken; in silence it has no outcome."""

    at: datetime
    because: Text
    escalation: Escalation

    def told(self, case: Case, reports: tuple[str, ...], name: str) -> CaseAnswered:
        """Return what these reports of the case are told; `name` tells it from what others are told."""
        return CaseAnswered(
            case=case.id,
            number=case.number,
            standard=case.standard,
            authority=self.escalation.authority,
            outcome=self.escalation.outcome,
            text=self.escalation.text,
            because=self.because,
            reports=reports,
            ending=name,
            escalation=self.escalation.id,
        )


def endings(case: Case) -> list[Ending]:
    """Return each answer, and that nobody answered, as they came; a late answer may follow silence."""
    found = ((line, _ended(case, line)) for line in case.history if line.what in ENDINGS)
    return [Ending(line.at, line.text, escalation) for line, escalation in found if escalation]


def _ended(case: Case, line: Happening) -> Escalation | None:
    if line.what == CaseState.UNANSWERED:
        last = max(case.escalations, key=lambda e: (e.opened_at, e.id))
        return last.model_copy(update={"outcome": None, "text": None})
    said = (e for e in case.escalations if e.authority == line.by and e.answered_at == line.at)
    return next(said, None)
