"""How serious a matter is, and why: deploy/policy/severity.yaml, first rule that holds wins."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from shared.policy import read_document
from shared.taxonomy import Problem, Severity, Track
from shared.text import Text


@dataclass(frozen=True, slots=True)
class Matter:
    """What the rules look at.

    `mandatory` is of the standard reported; `names_mandatory` of any other that the text names. `said` is,
    for each list of the lexicon that the text speaks of, the term that was found.
    """

    problem: Problem
    track: Track
    danger: bool
    mandatory: bool
    names_mandatory: bool
    said: Mapping[str, str]


class Condition(BaseModel):
    """Holds when every part that is given holds; one without parts always holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    danger: bool | None = None
    problem: tuple[Problem, ...] = ()
    track: tuple[Track, ...] = ()
    mandatory: bool | None = None
    names_mandatory: bool | None = None
    speaks_of: tuple[str, ...] = ()

    @field_validator("speaks_of")
    @classmethod
    def _lists_of_the_lexicon(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known: Mapping[str, object] = (info.context or {}).get("lists", {})
        for name in names:
            if name not in known:
                raise ValueError(f"“{name}” is no list of the lexicon")
        return names

    def holds(self, matter: Matter) -> bool:
        """Say whether the matter is of this sort."""
        return (
            self.danger in {None, matter.danger}
            and (not self.problem or matter.problem in self.problem)
            and (not self.track or matter.track in self.track)
            and self.mandatory in {None, matter.mandatory}
            and self.names_mandatory in {None, matter.names_mandatory}
            and (not self.speaks_of or self.term(matter) is not None)
        )

    def term(self, matter: Matter) -> str | None:
        """Return the term of the text that made it hold, if it was one."""
        return next((matter.said[name] for name in self.speaks_of if name in matter.said), None)

    @property
    def always(self) -> bool:
        """Say whether it holds for everything."""
        return self == Condition()


class Rule(BaseModel):
    """One row: what it looks for, how serious that is, and the sentence that becomes the reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    when: Condition
    severity: Severity
    because: Text

    @model_validator(mode="after")
    def _reason_can_be_filled(self) -> Self:
        allowed = {"term"} if self.when.speaks_of else set()
        for side in (self.because.zh, self.because.en):
            used = {name for _, name, _, _ in Formatter().parse(side) if name is not None}
            if not side.strip() or used - allowed:
                raise ValueError(
                    f"the reason “{side}” must be given, and may name only what is found: {{term}}"
                )
        return self

    def reason(self, matter: Matter) -> Text:
        """Return the sentence for this matter."""
        return self.because.with_(term=self.when.term(matter) or "")


class SeverityPolicy(BaseModel):
    """The file as it stands; its comments say what each part means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _leaves_nothing_out(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if twice := {id_ for id_ in ids if ids.count(id_) > 1}:
            raise ValueError(f"{', '.join(sorted(twice))} stands twice")
        if early := [rule.id for rule in self.rules[:-1] if rule.when.always]:
            raise ValueError(f"“{early[0]}” holds for everything, so that no rule after it is ever reached")
        if not self.rules[-1].when.always:
            raise ValueError("the last rule must hold for everything (when: {}), so that nothing is left out")
        return self

    @classmethod
    def load(cls, path: Path, lists: Mapping[str, object]) -> "SeverityPolicy":
        """Read the rules; `lists` are the lexicon's. Raises PolicyError with the line that is wrong."""
        return read_document(path, cls, {"lists": lists})

    def judge(self, matter: Matter) -> tuple[Severity, tuple[Text, ...]]:
        """Return the severity of the first rule that holds, with the reason of each that says the same."""
        holding = [rule for rule in self.rules if rule.when.holds(matter)]
        severity = holding[0].severity
        alike = [rule for rule in holding if rule.severity is severity]
        specific = [rule for rule in alike if not rule.when.always] or alike
        return severity, tuple(rule.reason(matter) for rule in specific)
