"""Writes down what became of each line: the counts, the receipts, and the file of those not taken."""

from dataclasses import dataclass
from typing import Any

import orjson

from services.intake.submit.files import PrivateLines
from services.intake.submit.ledger import Ledger
from services.intake.submit.lines import Line
from services.intake.submit.sender import Accepted, NotTaken
from services.intake.submit.tally import Tally
from shared.progress import Display


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that a run leaves or shows."""

    tally: Tally
    ledger: Ledger
    receipts: PrivateLines
    refused: PrivateLines
    display: Display

    def accepted(self, line: Line, answer: Accepted) -> None:
        """Keep the receipt, unless an earlier run has."""
        if answer.again:
            self.tally.again += 1
        else:
            self.tally.accepted += 1
        if self.ledger.is_new(answer.id):
            self.receipts.add({"line": line.number, "id": answer.id, "receipt": answer.receipt})
        self.display.moved(line.size)

    def not_taken(self, line: Line, why: NotTaken) -> None:
        """Keep the line's number, the reason and the fields, with the report so that it can be corrected."""
        if why.failed:
            self.tally.failed += 1
        else:
            self.tally.refused += 1
        about = {"line": line.number, "status": why.status, "reason": why.reason, "fields": why.fields}
        self.refused.add({**about, "report": _readable(line.content)})
        self.display.moved(line.size)


def _readable(content: bytes) -> Any:
    """Return the line's JSON, or its first characters when it is none."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return content[:200].decode(errors="replace")
