"""Escalations as the API shows them: JSON in the language of the request."""

from typing import Any

from services.intake.authority_desk import EscalationSeen
from services.intake.case_view import CaseView
from services.intake.escalation_list import Item, Page


class EscalationView:
    """Writes escalations, in the language and with the names of the cases' view."""

    def __init__(self, cases: CaseView) -> None:
        self._cases = cases

    def page(self, page: Page) -> dict[str, Any]:
        """Return one page of the list; `next` is the cursor of the next one, null at the end."""
        return {
            "escalations": [self._item(item) for item in page.items],
            "next": page.end.cursor() if page.end else None,
        }

    def one(self, seen: EscalationSeen) -> dict[str, Any]:
        """Return one escalation with its case, its reports and the case's history."""
        case = seen.case
        return {
            **self._cases.escalation(seen.escalation),
            "pending": seen.pending,
            "own": seen.own,
            "case": self._cases.brief(case),
            "reports": [self._cases.report(report, case.members) for report in seen.reports],
            "history": self._cases.history(case),
        }

    def _item(self, item: Item) -> dict[str, Any]:
        return {
            **self._cases.escalation(item.escalation),
            "pending": item.pending,
            "case": {
                "id": item.case,
                "number": item.number,
                "state": item.case_state,
                "standard": item.standard,
                "clause": item.clause,
                "region": item.region,
                "problem": item.problem,
                "reports": item.reports,
            },
        }
