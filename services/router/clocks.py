"""By when an authority must have spoken: deploy/policy/clocks.yaml on the Chinese working calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from shared.policy import read_document
from shared.taxonomy import Severity, Track
from shared.text import Text
from shared.workdays import CHINA, WorkingDays

LEAP_YEAR = 2024


class When(StrEnum):
    """What starts a clock."""

    ASKED = "asked"
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a clock, in China's time.

    `days` are working days; `source` is where they come from; `estimated` when the official calendar of a
    year on the way is not yet announced. `warn_at` lies before `at`.
    """

    at: datetime
    days: int
    source: Text
    estimated: bool
    warn_at: datetime


class Clock(BaseModel):
    """One row: how many working days for which matter, and how many before the end a warning goes out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: When
    track: Track | Literal["*"]
    severity: Severity | Literal["*"]
    days: Annotated[int, Field(ge=1, le=250)]
    warn: Annotated[int, Field(ge=0)]
    source: Text

    @model_validator(mode="after")
    def _warns_while_it_runs(self) -> Self:
        if self.warn >= self.days:
            raise ValueError(f"a warning {self.warn} days before the end of {self.days} comes too early")
        return self

    def fits(self, when: When, track: Track, severity: Severity) -> bool:
        """Say whether the row is for this matter."""
        return self.when is when and self.track in {track, "*"} and self.severity in {severity, "*"}


def _month_day(written: str) -> str:
    date.fromisoformat(f"{LEAP_YEAR}-{written}")
    return written


class ClockPolicy(BaseModel):
    """The file as it stands; its comments say what each part means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ends_at: time
    warns_at: time
    fixed_holidays: tuple[Annotated[str, AfterValidator(_month_day)], ...]
    clocks: tuple[Clock, ...]

    @field_validator("clocks")
    @classmethod
    def _every_matter_has_a_clock(cls, clocks: tuple[Clock, ...]) -> tuple[Clock, ...]:
        for when in When:
            rows = [clock for clock in clocks if clock.when is when]
            if not rows or (rows[-1].track, rows[-1].severity) != ("*", "*"):
                raise ValueError(f"the last clock for “{when}” must be for every track and severity (*)")
        return clocks


class Clocks:
    """The table in its order; the first row that fits wins."""

    def __init__(self, policy: ClockPolicy, working_days: WorkingDays | None = None) -> None:
        self._policy = policy
        fixed = [date.fromisoformat(f"{LEAP_YEAR}-{written}") for written in policy.fixed_holidays]
        self._days = working_days or WorkingDays({(day.month, day.day) for day in fixed})
        # All that begins on one day ends on one day, and most that is asked begins today.
        self._deadlines = lru_cache(maxsize=1024)(self._deadline)

    @classmethod
    def load(cls, path: Path) -> "Clocks":
        """Read the policy. Raises PolicyError with the line that is wrong."""
        return cls(read_document(path, ClockPolicy))

    def reply_by(self, opened_at: datetime, track: Track, severity: Severity, step: int = 0) -> Deadline:
        """By when a body that was asked must speak; `step` counts how often silence has raised the matter."""
        return self.deadline(opened_at, track, severity, When.RAISED if step else When.ASKED)

    def lapses(self, acknowledged_at: datetime, track: Track, severity: Severity) -> Deadline:
        """By when a body that acknowledged must answer; after that the matter climbs as if it were silent."""
        return self.deadline(acknowledged_at, track, severity, When.ACKNOWLEDGED)

    def deadline(self, start: datetime, track: Track, severity: Severity, when: When) -> Deadline:
        """Find the end of a clock that starts now. Raises ValueError for a time without a zone."""
        if start.tzinfo is None:
            raise ValueError("a clock needs a time with its zone")
        return self._deadlines(start.astimezone(CHINA).date(), track, severity, when)

    def _deadline(self, start: date, track: Track, severity: Severity, when: When) -> Deadline:
        clock = next(row for row in self._policy.clocks if row.fits(when, track, severity))
        last = self._days.after(start, clock.days)
        warning = self._days.before(last.day, clock.warn)
        return Deadline(
            at=datetime.combine(last.day, self._policy.ends_at, CHINA),
            days=clock.days,
            source=clock.source,
            estimated=last.estimated,
            warn_at=datetime.combine(warning.day, self._policy.warns_at, CHINA),
        )
