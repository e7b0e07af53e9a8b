"""How serious a matter is, and why: deploy/policy/severity.yaml, first rule that holds wins."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, ClassVar, Self

import cel
from pydantic import Field, model_validator

from services.router.classify.alike import Alike
from services.router.classify.part import Part
from services.router.classify.rules import Failure, Matter, Rule, View, once_each
from services.router.classify.view import exemplars, exemplary_cases
from shared.case import Volume
from shared.policy import read_document
from shared.taxonomy import Severity, Track


class Grave(Rule):
    """A rule that says how serious one report is, on one of its tracks."""

    severity: Severity


class Grown(Grave):
    """A rule that says how serious a case is, by how many speak of it."""

    over: ClassVar[str] = "case"


class Window(Part):
    """Within how many days reports count together."""

    within_days: Annotated[int, Field(gt=0)]


class SeverityPolicy(Part):
    """The file as it stands; its comments say what each part means."""

    rules: Annotated[tuple[Grave, ...], Field(min_length=1)]
    case: tuple[Grown, ...]
    volume: Window

    @model_validator(mode="after")
    def _leaves_nothing_out(self) -> Self:
        once_each(self.rules)
        return self

    @classmethod
    def load(cls, path: Path, lists: Iterable[str]) -> Self:
        """Read the rules; `lists` are the lexicon's. Raises PolicyError with the line that is wrong."""
        one = [view | {"track": Track.IMPLEMENTATION.value} for view in exemplars(lists)]
        counts = (*Volume.model_fields, "days")
        return read_document(
            path, cls, {"report": Matter(one, ("kind", "track")), "case": Matter(exemplary_cases(), counts)}
        )

    @property
    def within(self) -> timedelta:
        """The stretch of time in which reports count together."""
        return timedelta(days=self.volume.within_days)

    def judge(self, view: View, about: str) -> tuple[Grave, ...]:
        """Return the first rule that holds, and those others that hold and say the same severity."""
        return self._judging.judge(view, about)

    def grown(self, view: View, about: str) -> Grown | None:
        """Return the first rule over a case that holds, or None."""
        return self._growing.judge(view, about)

    @cached_property
    def _judging(self) -> Alike[tuple[Grave, ...]]:
        return Alike(self.rules, self._judged)

    @cached_property
    def _growing(self) -> Alike[Grown | None]:
        return Alike(self.case, self._grown)

    def _judged(self, seen: cel.Context, failures: list[Failure]) -> tuple[Grave, ...]:
        holding = [rule for rule in self.rules if rule.always or rule.holds(seen, failures)]
        alike = [rule for rule in holding if rule.severity is holding[0].severity]
        return tuple(rule for rule in alike if not rule.always) or tuple(alike)

    def _grown(self, seen: cel.Context, failures: list[Failure]) -> Grown | None:
        return next((rule for rule in self.case if rule.holds(seen, failures)), None)
