"""Escalations as the API shows them: JSON in the language of the request."""

from collections.abc import Callable, Mapping
from typing import Any

from services.intake.authority_desk import EscalationSeen, ReportSeen
from services.intake.escalation_list import Item, Page
from shared.case import Case, Escalation
from shared.text import Language, Text

NameOf = Callable[[str], Text]


class EscalationView:
    """Writes escalations in one language, with the authorities' names."""

    def __init__(self, language: Language, name_of: NameOf) -> None:
        self._language = language
        self._name_of = name_of

    def page(self, page: Page) -> dict[str, Any]:
        """Return one page of the list; `next` is the cursor of the next one, null at the end."""
        return {
            "escalations": [self._item(item) for item in page.items],
            "next": page.end.cursor() if page.end else None,
        }

    def one(self, seen: EscalationSeen) -> dict[str, Any]:
        """Return one escalation with its case, its reports and the case's history."""
        return {
            **self._escalation(seen.escalation),
            "pending": seen.pending,
            "own": seen.own,
            "case": self._case(seen.case),
            "reports": [_report(report) for report in seen.reports],
            "history": self._history(seen.case),
        }

    def _item(self, item: Item) -> dict[str, Any]:
        return {
            **self._escalation(item.escalation),
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

    def _escalation(self, escalation: Escalation) -> dict[str, Any]:
        return {
            **escalation.model_dump(mode="json", exclude={"because", "clock"}),
            "name": self._name_of(escalation.authority).in_(self._language),
            "because": escalation.because.in_(self._language),
            "clock": escalation.clock.in_(self._language),
        }

    def _case(self, case: Case) -> dict[str, Any]:
        made = case.classification
        return {
            "id": case.id,
            "number": case.number,
            "state": case.state,
            "standard": case.standard,
            "clause": case.clause,
            "region": case.region,
            "opened_at": case.opened_at.isoformat(),
            "classification": {
                "track": made.track,
                "problem": made.problem,
                "severity": made.severity,
                "because": [text.in_(self._language) for text in made.because],
            },
            "escalations": [
                {
                    "id": e.id,
                    "authority": e.authority,
                    "role": e.role,
                    "state": e.state,
                    "reply_by": e.reply_by,
                }
                for e in case.escalations
            ],
        }

    def _history(self, case: Case) -> list[dict[str, Any]]:
        return [
            {
                "at": h.at,
                "what": h.what,
                "by": h.by,
                "name": self._name_of(h.by).in_(self._language),
                "text": h.text.in_(self._language),
            }
            for h in case.history
        ]


def _report(seen: ReportSeen) -> dict[str, Any]:
    shown: Mapping[str, Any] = seen.report.model_dump(mode="json", exclude={"reporter"})
    reporter = {"kind": seen.report.reporter.kind, **(seen.identity or {})}
    return {"id": seen.id, "at": seen.at, **shown, "reporter": reporter}
