"""Status: what a reporter sees with the receipt."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from shared.case import Case, Happening
from shared.report import Report
from shared.sealing import Vault
from shared.taxonomy import Severity, Track
from shared.text import Language, Text

RECEIVED = Text(
    zh="已收到您的反馈并安全保存。系统将判断由哪个机构处理，结果会显示在这里。",
    en="Your report is safely stored. It is now being decided who answers; you will see it here.",
)
_GRAVEST_FIRST = tuple(Severity)


class Line(NamedTuple):
    """One line of the history; `track` says of which case it tells, where the report is in several."""

    happening: Happening
    track: Track | None = None


class StatusView(NamedTuple):
    """A report as its reporter sees it; no `cases` until the router has decided, then the principal first."""

    report: Report
    cases: tuple[Case, ...]
    history: tuple[Line, ...]

    @property
    def case(self) -> Case | None:
        """The principal case."""
        return self.cases[0] if self.cases else None

    @property
    def status(self) -> str:
        """Where the principal case stands, or `received`."""
        return self.case.state.value if self.case else "received"

    @property
    def standard(self) -> str | None:
        """The standard as the case names it where it was read, else as this reporter typed it."""
        return self.case.standard if self.case and self.case.key else self.report.standard

    def as_json(self, language: Language, name_of: Callable[[str], Text], site: str) -> dict[str, Any]:
        """Return the contract's answer in one language; `site` is the channel's public address."""
        return {
            "status": self.status,
            "standard": self.standard,
            "case": self.case.number if self.case else None,
            "cases": [_case(case, site) for case in self.cases],
            "history": [
                {
                    "at": happened.at.isoformat(),
                    "what": happened.what,
                    "by": name_of(happened.by).in_(language),
                    "text": happened.text.in_(language),
                    "track": track,
                }
                for happened, track in self.history
            ],
        }


class StatusStore(Protocol):
    """What the status asks of the store."""

    async def by_receipt(self, mark: bytes) -> Mapping[str, Any] | None:
        """Return the stored report whose receipt has this mark."""

    async def cases_of(self, report: str) -> list[Case]:
        """Return the cases that the report belongs to, none of them merged."""


class Statuses:
    """Finds a report by its receipt."""

    def __init__(self, store: StatusStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def find(self, receipt: str) -> StatusView | None:
        """Return the status, or None when there is no such receipt; both take the same two look-ups."""
        document = await self._store.by_receipt(self._vault.receipt_mark(receipt))
        cases = await self._store.cases_of(document["_id"] if document else "")
        return view(document, cases) if document else None


def view(document: Mapping[str, Any], found: Sequence[Case]) -> StatusView:
    """Return a stored report and its cases as the reporter sees them, all that happened in order of time."""
    cases = tuple(sorted(found, key=_weight))
    first = Happening(at=document["at"], what="received", by="channel", text=RECEIVED)
    return StatusView(
        report=Report.model_validate(document["report"], strict=False),
        cases=cases,
        history=(Line(first), *sorted(_lines(cases), key=lambda line: line.happening.at)),
    )


def _weight(case: Case) -> tuple[int, datetime, str]:
    return _GRAVEST_FIRST.index(case.classification.severity), case.opened_at, case.number


def _lines(cases: Sequence[Case]) -> Iterator[Line]:
    for case in cases:
        track = case.classification.track if len(cases) > 1 else None
        yield from (Line(happened, track) for happened in case.history)


def _case(case: Case, site: str) -> dict[str, Any]:
    made = case.classification
    return {
        "number": case.number,
        "track": made.track,
        "status": case.state,
        "problem": made.problem,
        "severity": made.severity,
        "reports": len(case.reports),
        "link": f"{site.rstrip('/')}/cases/{case.number}",
    }
