"""Working days on the official Chinese calendar, adjusted weekends (调休) included."""

import functools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta, timezone

import chinese_calendar

# China has kept +08:00 all year since 1992, so that no time-zone database is needed.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

SATURDAY = 5

MonthDay = tuple[int, int]
Official = Callable[[date], bool | None]


@functools.lru_cache(maxsize=4_000)
def announced(day: date) -> bool | None:
    """Say whether the official calendar has the day worked; None for a year that is not announced yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@dataclass(frozen=True, slots=True)
class Counted:
    """A working day; `estimated` when the official calendar of a year on the way is not yet known."""

    day: date
    estimated: bool


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Counts working days.

    `official` says of a day whether it is worked, or None for a year whose calendar has not been announced
    (the State Council does so each November). Such a year is estimated: weekends, and `fixed_holidays` as
    (month, day), are off.
    """

    fixed_holidays: Collection[MonthDay] = ()
    official: Official = announced

    def after(self, start: date, days: int) -> Counted:
        """Find the last of so many working days; the day it starts on is not counted (民法典 Art. 201)."""
        return self._step(start, days, timedelta(days=1))

    def before(self, end: date, days: int) -> Counted:
        """Find the day so many working days earlier."""
        return self._step(end, days, timedelta(days=-1))

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start`, up to and with `end`."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self._worked(day)[0] for day in days)

    def _step(self, day: date, days: int, one: timedelta) -> Counted:
        estimated = False
        while days > 0:
            day += one
            worked, guessed = self._worked(day)
            estimated |= guessed
            days -= worked
        return Counted(day, estimated)

    def _worked(self, day: date) -> tuple[bool, bool]:
        """Whether the day is worked, and whether that is a guess."""
        worked = self.official(day)
        if worked is not None:
            return worked, False
        return day.weekday() < SATURDAY and (day.month, day.day) not in self.fixed_holidays, True
