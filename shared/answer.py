"""Answer: what an authority said of an escalation."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.taxonomy import Outcome


class Said(StrEnum):
    """The three things that an authority can say."""

    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    RETURNED = "returned"


class Answer(BaseModel):
    """What one authority said; `to` is the body that it names when it returns what is not its own."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    escalation: str
    case: str
    authority: str
    said: Said
    outcome: Outcome | None = None
    text: str | None = None
    to: str | None = None
