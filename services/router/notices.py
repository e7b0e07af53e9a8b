"""When an authority hears of a case, and of what joins it: deploy/policy/notices.yaml."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from shared.policy import read_document
from shared.taxonomy import Severity

Seconds = Annotated[int, Field(ge=0, le=86_400)]


class Notices(BaseModel):
    """The file as it stands; its comments say what each part means. Seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: dict[Severity, Seconds]
    again: Seconds

    @field_validator("first")
    @classmethod
    def _every_severity(cls, first: dict[Severity, int]) -> dict[Severity, int]:
        if missing := [severity.value for severity in Severity if severity not in first]:
            raise ValueError(f"{', '.join(missing)} must be given too")
        return first

    @classmethod
    def load(cls, path: Path) -> "Notices":
        """Read the policy. Raises PolicyError with the line that is wrong."""
        return read_document(path, cls)

    def first_at(self, asked_at: datetime, severity: Severity) -> datetime:
        """Return when a body that was asked hears of it."""
        return asked_at + timedelta(seconds=self.first[severity])

    def again_at(self, told_at: datetime) -> datetime:
        """Return when, at the soonest, a body that was told hears of what has joined since."""
        return told_at + timedelta(seconds=self.again)
