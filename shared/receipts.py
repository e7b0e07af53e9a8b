"""The receipts as they are stored, each under its escalation's id; the router alone writes them."""

import asyncio
from collections.abc import Iterable, Sequence

from shared.case import Case, Escalation
from shared.mongo import COLLECTIONS, Database, from_document, named_together, store_errors
from shared.transmission import Receipt, with_receipts


class Receipts:
    """Finds what lies beside cases that were read; every reader of cases asks here."""

    def __init__(self, database: Database) -> None:
        self._receipts = database[COLLECTIONS.receipts]

    async def complete(self, cases: Sequence[Case]) -> list[Case]:
        """Return the cases, in their order, with the receipts that came since they were last written."""
        found = await self.of(escalation for case in cases for escalation in case.escalations)
        return [with_receipts(case, found) for case in cases]

    async def of(self, escalations: Iterable[Escalation]) -> dict[str, Receipt]:
        """Return the receipts of those escalations that have none in their case, by the escalation's id."""
        lacking = (escalation.id for escalation in escalations if not escalation.delivered_at)
        wanted = [{"_id": {"$in": ids}} for ids in named_together(lacking)]
        with store_errors():
            pages = await asyncio.gather(*(self._receipts.find(one).to_list(None) for one in wanted))
        receipts = (from_document(Receipt, document) for page in pages for document in page)
        return {receipt.id: receipt for receipt in receipts}
