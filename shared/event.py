"""Event: a fact in its envelope, which is CloudEvents 1.0 in structured JSON.

The report's id is the thread: it is bound to every log line of whoever handles the event.
"""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.errors import Refused
from shared.events import FACTS
from shared.fact import Fact
from shared.ids import derived_id

CONTENT_TYPE = "application/cloudevents+json"


class Event(BaseModel):
    """A fact in its CloudEvents 1.0 envelope."""

    model_config = ConfigDict(frozen=True)

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str | None = None
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, Any] = Field(default_factory=dict)

    @classmethod
    def of(cls, fact: Fact, *, at: datetime) -> "Event":
        """Put a fact in its envelope; the same fact always gets the same id."""
        data = fact.model_dump(mode="json")
        names = [str(data[field]) for field in fact.named_by]
        return cls(
            id=derived_id(fact.type, *names),
            source=f"/{fact.source}",
            type=fact.type,
            subject=names[0],
            time=at.astimezone(UTC),
            data=data,
        )

    def fact(self) -> Fact:
        """Take the fact out of its envelope; Refused when type or data are unknown."""
        try:
            return FACTS[self.type].model_validate(self.data)
        except KeyError as error:
            raise Refused(f"unknown event type {self.type!r}") from error
        except ValidationError as error:
            raise Refused(f"{self.type}: {error.error_count()} fields do not fit") from error

    def reports(self) -> tuple[str, ...]:
        """Return the ids of the reports that the event is about: the thread through all logs."""
        one = self.data.get("report")
        return (str(one),) if one else tuple(map(str, self.data.get("reports", ())))

    def to_bytes(self) -> bytes:
        """Return the structured JSON that crosses the wire."""
        return _ENVELOPE.dump_json(self, exclude_none=True)

    @classmethod
    def from_bytes(cls, body: bytes) -> "Event":
        """Read the structured JSON; Refused when it is none."""
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            raise Refused(f"not a CloudEvent: {error.error_count()} fields do not fit") from error


_ENVELOPE = TypeAdapter(Event)
