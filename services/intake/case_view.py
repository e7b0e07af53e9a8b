"""Cases as the authorities' API shows them: JSON in the language of the request."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.intake.reading import ReportSeen
from services.intake.ruling import set_by
from services.intake.ruling_desk import CaseSeen, RulingSeen
from services.intake.screening import Waiting, WaitingPage
from shared.case import Case, Classification, Escalation, Member, Screening
from shared.taxonomy import Track
from shared.text import Language, Text

NameOf = Callable[[str], Text]
LinkTo = Callable[[str], str]


SHOWN_OF_ESCALATION = {
    *("id", "authority", "role", "step", "state", "severity", "opened_at", "reply_by"),
    *("delivered_at", "acknowledged_at", "answered_at", "outcome", "text"),
}


class CaseView:
    """Writes cases in one language, with the authorities' names."""

    def __init__(self, language: Language, name_of: NameOf) -> None:
        self._language = language
        self._name_of = name_of

    def waiting(self, page: WaitingPage, link_to: LinkTo) -> dict[str, Any]:
        """Return one page of the cases that wait for a person; `next` is the cursor of the next page."""
        return {
            "cases": [self._waiting(item, link_to(item.number)) for item in page.items],
            "next": page.end.cursor() if page.end else None,
        }

    def one(self, seen: CaseSeen) -> dict[str, Any]:
        """Return one case with its newest reports, its history and what persons have ruled on it."""
        case = seen.case
        return {
            **self.heading(case),
            "classification": self._judgement(case.classification),
            "screening": self._screening(case.screening),
            "may_rule": seen.may_rule,
            "contradicts": case.contradicts,
            "informed": case.informed,
            "escalations": [self.escalation(e) for e in case.escalations],
            "reports": [self.report(report, case.members) for report in seen.reports],
            "history": self.history(case),
            "rulings": [self._ruling(ruling) for ruling in seen.rulings],
        }

    def brief(self, case: Case) -> dict[str, Any]:
        """Return a case as one of its escalations shows it."""
        asked = ("id", "authority", "role", "state", "reply_by")
        return {
            **self.heading(case),
            "classification": self._judgement(case.classification),
            "escalations": [{name: getattr(e, name) for name in asked} for e in case.escalations],
        }

    def heading(self, case: Case) -> dict[str, Any]:
        """Return what names a case, how many speak of it, and its links to others."""
        plain = ("id", "number", "state", "standard", "clause", "region", "summary")
        return {
            **{name: getattr(case, name) for name in plain},
            "opened_at": case.opened_at.isoformat(),
            "tracks": tracks_of(case.members),
            "total": len(case.reports),
            "links": [
                {"relation": link.relation, "case": link.number, "at": link.at.isoformat()}
                for link in case.links
            ],
        }

    def escalation(self, escalation: Escalation) -> dict[str, Any]:
        """Return one escalation, with the name of its authority."""
        return {
            **escalation.model_dump(mode="json", include=SHOWN_OF_ESCALATION),
            "name": self._say(self._name_of(escalation.authority)),
            "because": self._say(escalation.because),
            "clock": self._say(escalation.clock),
        }

    def history(self, case: Case) -> list[dict[str, Any]]:
        """Return what happened, oldest first."""
        return [
            {
                "at": h.at,
                "what": h.what,
                "by": h.by,
                "name": self._say(self._name_of(h.by)),
                "text": self._say(h.text),
            }
            for h in case.history
        ]

    def report(self, seen: ReportSeen, members: Sequence[Member]) -> dict[str, Any]:
        """Return one report, with the tracks under which it belongs to its case."""
        shown: Mapping[str, Any] = seen.report.model_dump(mode="json", exclude={"reporter"})
        reporter = {"kind": seen.report.reporter.kind, **(seen.identity or {})}
        own = [member for member in members if member.report == seen.id]
        return {
            "id": seen.id,
            "at": seen.at,
            **shown,
            "reporter": reporter,
            "tracks": tracks_of(own),
            "supporter": any(member.supporter for member in own),
        }

    def _waiting(self, item: Waiting, link: str) -> dict[str, Any]:
        made = item.classification
        return {
            "number": item.number,
            "standard": item.standard,
            "clause": item.clause,
            "region": item.region,
            "problem": made.problem,
            "severity": made.severity,
            "track": made.track,
            "confidence": made.confidence.model_dump(),
            **(self._screening(item.screening) or {}),
            "reports": item.reports,
            "link": link,
        }

    def _screening(self, screening: Screening | None) -> dict[str, Any] | None:
        if screening is None:
            return None
        why = [self._say(text) for text in screening.why]
        return {"authority": screening.authority, "since": screening.since.isoformat(), "why": why}

    def _judgement(self, made: Classification) -> dict[str, Any]:
        return {
            "track": made.track,
            "problem": made.problem,
            "severity": made.severity,
            "because": [self._say(text) for text in made.because],
            "confidence": made.confidence.model_dump(),
            "rules": made.rules,
        }

    def _ruling(self, seen: RulingSeen) -> dict[str, Any]:
        ruling = seen.ruling
        return {
            "id": ruling.id,
            "at": ruling.at,
            "by": ruling.by,
            "name": self._say(self._name_of(ruling.by)),
            "ruled": ruling.ruled,
            "because": ruling.because,
            "correction": set_by(ruling.correction) if ruling.correction else None,
            "into": seen.into,
            "reports": ruling.reports,
            "carried_out": seen.carried_out,
            "pending": seen.pending,
        }

    def _say(self, text: Text) -> str:
        return text.in_(self._language)


def tracks_of(members: Sequence[Member]) -> tuple[Track, ...]:
    """Return the legal tracks of these reports, each once, in the order in which they joined."""
    return tuple(dict.fromkeys(member.track for member in members))
