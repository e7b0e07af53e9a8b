"""Reading: reports as an authority sees them, and every look at an identity on the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from shared.errors import Refused
from shared.report import Report
from shared.sealing import Vault
from shared.telemetry import logger

log = logger("authority")

SHOWN = 200
"""So many reports of a case, the newest, are shown together."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks or speaks: an authority, by one of its tokens (whose id and label the log keeps)."""

    authority: str
    token: str
    label: str


class ReportSeen(NamedTuple):
    """A report as an authority sees it; `identity` is None unless its reporter agreed to show it."""

    id: str
    at: datetime
    report: Report
    identity: Mapping[str, str] | None


class Reading:
    """Opens stored reports for an authority."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def reports(
        self, viewer: Viewer, documents: Sequence[Mapping[str, Any]], **where: str
    ) -> list[ReportSeen]:
        """Return stored reports as the viewer sees them; `where` goes on the record with each identity."""
        return [self._seen(viewer, document, where) for document in documents]

    def _seen(self, viewer: Viewer, document: Mapping[str, Any], where: Mapping[str, str]) -> ReportSeen:
        report = Report.model_validate(document["report"], strict=False)
        identity = self._identity(document) if report.share_identity else None
        if identity:
            log.info(
                "identity.seen",
                report=document["_id"],
                by=viewer.authority,
                token=viewer.token,
                label=viewer.label,
                **where,
            )
        return ReportSeen(document["_id"], document["at"], report, identity)

    def _identity(self, document: Mapping[str, Any]) -> Mapping[str, str] | None:
        if "sealed" not in document:
            return None
        try:
            identity: dict[str, str] = self._vault.unseal(document["sealed"], bound_to=document["_id"])
        except Refused:
            log.warning("identity.forgotten", report=document["_id"])
            return None
        return identity
