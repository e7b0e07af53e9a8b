"""Status: what a reporter sees with the receipt."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from shared.case import Case, Happening
from shared.report import Report
from shared.sealing import Vault
from shared.text import Language, Text

RECEIVED = Text(
    zh="已收到您的反馈并安全保存。系统将判断由哪个机构处理，结果会显示在这里。",
    en="Your report is safely stored. It is now being decided who answers; you will see it here.",
)


class StatusView(NamedTuple):
    """A report as its reporter sees it: `case` is the public number, None until the router has decided."""

    status: str
    report: Report
    standard: str | None
    case: Case | None
    history: tuple[Happening, ...]

    def as_json(self, language: Language, name_of: Callable[[str], Text]) -> dict[str, Any]:
        """Return the contract's answer in one language."""
        return {
            "status": self.status,
            "standard": self.standard,
            "case": self.case.number if self.case else None,
            "history": [
                {
                    "at": h.at.isoformat(),
                    "what": h.what,
                    "by": name_of(h.by).in_(language),
                    "text": h.text.in_(language),
                }
                for h in self.history
            ],
        }


class StatusStore(Protocol):
    """What the status asks of the store."""

    async def by_receipt(self, mark: bytes) -> Mapping[str, Any] | None:
        """Return the stored report whose receipt has this mark."""

    async def case_of(self, report: str) -> Case | None:
        """Return the report's case."""


class Statuses:
    """Finds a report by its receipt."""

    def __init__(self, store: StatusStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def find(self, receipt: str) -> StatusView | None:
        """Return the status, or None when there is no such receipt; both take the same two look-ups."""
        document = await self._store.by_receipt(self._vault.receipt_mark(receipt))
        case = await self._store.case_of(document["_id"] if document else "")
        return _view(document, case) if document else None


def _view(document: Mapping[str, Any], case: Case | None) -> StatusView:
    report = Report.model_validate(document["report"], strict=False)
    at: datetime = document["at"]
    first = Happening(at=at, what="received", by="channel", text=RECEIVED)
    return StatusView(
        status=case.state.value if case else "received",
        report=report,
        standard=case.standard if case else report.standard,
        case=case,
        history=(first, *(case.history if case else ())),
    )
