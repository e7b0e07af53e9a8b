"""Which legal tracks a text holds, and who is asked on each: deploy/policy/tracks.yaml."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

import cel
from pydantic import Field, model_validator

from services.router.classify.alike import Alike
from services.router.classify.part import Part
from services.router.classify.rules import Failure, Matter, Rule, View, once_each
from services.router.classify.view import exemplars
from shared.policy import read_document
from shared.taxonomy import Track

Asks = Literal["setter", "place"]
"""Who is asked: who wrote the standard, or the administration of the place where it happened."""

Share = Annotated[float, Field(ge=0, le=1)]


class TrackRule(Rule):
    """A rule that says that a text holds a track."""

    track: Track


class Threshold(Part):
    """Below these confidences a person looks at the report; `opinion`: of a kind that was learnt."""

    track: Share
    problem: Share
    severity: Share
    opinion: Share

    def where(self, *, learnt: bool) -> Self:
        """Return the thresholds for a kind that was learnt or not: the two are sure on different scales."""
        return self.model_copy(update={"problem": self.opinion}) if learnt else self


class TrackPolicy(Part):
    """The file as it stands; its comments say what each part means."""

    asks: Mapping[Track, Asks]
    screen_below: Threshold
    rules: Annotated[tuple[TrackRule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _leaves_nothing_out(self) -> Self:
        once_each(self.rules)
        if missing := [track for track in Track if track not in self.asks]:
            raise ValueError(f"asks must say who is asked on every track; {', '.join(missing)} is missing")
        return self

    @classmethod
    def load(cls, path: Path, lists: Iterable[str]) -> Self:
        """Read the rules; `lists` are the lexicon's. Raises PolicyError with the line that is wrong."""
        return read_document(path, cls, {"report": Matter(exemplars(lists), ("kind", "track"))})

    def held(self, view: View, about: str) -> dict[Track, TrackRule]:
        """Return the tracks that the text holds, the principal one first, each with the rule that says so.

        The last rule holds when no other does.
        """
        return {rule.track: rule for rule in self._holding.judge(view, about)}

    @cached_property
    def _holding(self) -> Alike[tuple[TrackRule, ...]]:
        return Alike(self.rules, self._held)

    def _held(self, seen: cel.Context, failures: list[Failure]) -> tuple[TrackRule, ...]:
        found: dict[Track, TrackRule] = {}
        for rule in self.rules[:-1]:
            if rule.track not in found and rule.holds(seen, failures):
                found[rule.track] = rule
        return tuple(found.values()) or self.rules[-1:]
