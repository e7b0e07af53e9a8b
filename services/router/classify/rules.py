"""Rules of the policies: a condition in CEL, a sentence that becomes the reason, and how sure it is.

The expressions are compiled once, when the file is read, and tried on exemplary reports then: a name that no
report has, or an answer other than yes or no, is refused with the line of the file.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from string import Formatter
from typing import Annotated, Any, ClassVar, NamedTuple, Self

import cel
import structlog
from pydantic import Field, ValidationInfo, field_validator, model_validator

from services.router.classify.part import Part
from services.router.metrics import RULES_FAILED
from shared.text import Text

log = structlog.get_logger()

View = Mapping[str, Any]
"""What a rule sees: a name to a value, or to the fields of something."""

LITERAL = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
FIELD = re.compile(r"(?<![\w.])([a-z_]\w*)\s*(?:\.\s*([a-zA-Z_]\w*))?")
LIST = re.compile(r"(?<![\w.])says\s*\.\s*([a-z_]\w*)")
ALWAYS = "true"


class Matter(NamedTuple):
    """What rules are about: exemplary views, the first with everything known, and what reasons may name."""

    views: Sequence[View]
    fills: Collection[str]


class Failure(NamedTuple):
    """A rule that could not be answered of what it saw."""

    rule: str
    error: str

    def tell(self, about: str) -> None:
        """Count it, and tell the operator of which report, by its id."""
        RULES_FAILED.labels(self.rule).inc()
        log.warning("rule.failed", rule=self.rule, report=about, error=self.error)


class Rule(Part):
    """One row: when it holds, the sentence that becomes the reason, how sure the channel then is (0 to 1).

    `over` names, in the context with which the file is read, the Matter that the rule is about.
    """

    over: ClassVar[str] = "report"

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    when: str
    because: Text
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.9

    @field_validator("when", mode="before")
    @classmethod
    def _a_bare_true_is_yamls_own(cls, when: object) -> object:
        return ALWAYS if when is True else when

    @field_validator("when")
    @classmethod
    def _can_be_asked(cls, when: str, info: ValidationInfo) -> str:
        program = cel.compile(when)
        views = cls._matter(info).views
        _knows_its_names(when, program, views[0])
        for view in views:
            _is_answered(program, view)
        return when

    @model_validator(mode="after")
    def _reason_can_be_filled(self, info: ValidationInfo) -> Self:
        allowed = {*self._matter(info).fills, *(("term",) if self.lists else ())}
        for side in (self.because.zh, self.because.en):
            used = {name for _, name, _, _ in Formatter().parse(side) if name is not None}
            if not side.strip() or used - allowed:
                raise ValueError(
                    f"the reason “{side}” must be given, and may name only what is found: "
                    f"{', '.join(f'{{{name}}}' for name in sorted(allowed)) or 'nothing here'}"
                )
        return self

    @classmethod
    def _matter(cls, info: ValidationInfo) -> "Matter":
        matters: Mapping[str, Matter] = info.context or {}
        return matters[cls.over]

    @cached_property
    def _program(self) -> cel.Program:
        return cel.compile(self.when)

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The lists of the lexicon that the condition names."""
        return tuple(LIST.findall(LITERAL.sub("''", self.when)))

    @cached_property
    def sees_kind(self) -> bool:
        """Whether the condition looks at the kind of problem, so that it cannot be surer than that is."""
        return "kind" in self._program.variables()

    @property
    def always(self) -> bool:
        """Say whether it holds for everything."""
        return self.when.strip() == ALWAYS

    @cached_property
    def looks_at(self) -> frozenset[tuple[str, str]]:
        """What the condition names: a name and what stands after its dot, "" where there is none.

        What has fields is never taken as a whole: that is refused when the rule is read.
        """
        variables = self._program.variables()
        found = FIELD.findall(LITERAL.sub("''", self.when))
        return frozenset((name, field) for name, field in found if name in variables)

    def holds(self, seen: cel.Context, failures: list[Failure]) -> bool:
        """Say whether it holds; one that fails does not, and is added to the failures."""
        try:
            return self._program.execute(seen) is True
        except (ValueError, TypeError, LookupError, RuntimeError, ArithmeticError) as error:
            failures.append(Failure(self.id, str(error)))
            return False

    def reason(self, said: Mapping[str, Sequence[str]], **found: str | int | Text) -> Text:
        """Return the sentence; {term} is the first that was said of the lists that the condition names."""
        term = next((terms[0] for name in self.lists if (terms := said.get(name))), "…")
        return self.because.with_(term=term, **found)


def once_each(rules: Sequence[Rule]) -> None:
    """Raise ValueError where an id stands twice, a rule is never reached, or the last leaves things out."""
    ids = [rule.id for rule in rules]
    if twice := {id_ for id_ in ids if ids.count(id_) > 1}:
        raise ValueError(f"{', '.join(sorted(twice))} stands twice")
    if early := [rule.id for rule in rules[:-1] if rule.always]:
        raise ValueError(f"“{early[0]}” holds for everything, so that no rule after it is ever reached")
    if not rules[-1].always:
        raise ValueError('the last rule must hold for everything (when: "true"), so that nothing is left out')


def _knows_its_names(when: str, program: cel.Program, view: View) -> None:
    """Raise ValueError for a name or field that the view lacks, also where it would not be reached."""
    for name in program.variables():
        if name not in view:
            raise ValueError(f"“{name}” is nothing that this rule sees: {', '.join(view)}")
    for name, field in FIELD.findall(LITERAL.sub("''", when)):
        if isinstance(fields := view.get(name), Mapping) and field not in fields:
            what = "no list of the lexicon" if name == "says" else f"no field of {name}"
            raise ValueError(f"“{field or name}” is {what}: {', '.join(fields)}")


def _is_answered(program: cel.Program, view: View) -> None:
    try:
        answer = program.execute(cel.Context(dict(view)))
    except (LookupError, RuntimeError, TypeError, ArithmeticError) as error:
        raise ValueError(f"cannot be answered: {error}") from error
    if not isinstance(answer, bool):
        raise ValueError(f"answers “{answer}”, not yes or no")  # noqa: TRY004 - pydantic understands ValueError
