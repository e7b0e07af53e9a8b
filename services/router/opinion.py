"""A learnt opinion: is the fault one of wording or of substance? It speaks where rules and lexicon do not.

A linear model over the character n-grams of what the reporter says and of the text complained about, as
`python -m deploy.model.train` makes it; its figures and limits are in deploy/model/CARD.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from math import exp, sqrt
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from shared.policy import PolicyError
from shared.taxonomy import NAMES, Problem
from shared.text import Text

SHORTEST, LONGEST = 2, 5  # characters of an n-gram
WORD = 40  # characters of a word that are looked at; what is longer is no word
FAMILIAR = 30  # known n-grams that there must be to have an opinion
ALIKE = 0.6  # share of the n-grams that must be known
EVEN = 0.5

BECAUSE = Text(
    zh="规则和词表均未涉及；由 RFC 勘误报告（截至 {date}）训练的统计模型认为属于“{kind}”，把握约 {sure}%。",
    en="No rule and no term speaks of it; a model learnt from RFC errata (up to {date}) takes it for: "
    "{kind}, and is about {sure}% sure.",
)

Weight = Annotated[int, Field(ge=-127, le=127)]


class Table(BaseModel):
    """What was learnt: a weight for each n-gram, above zero for technical; and how a score becomes a share.

    A field's score is the sum of the weights of its distinct words' known n-grams over the root of their
    number. The probability of a technical error is the logistic function of `slope` times both fields' score
    plus `shift`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date
    slope: FiniteFloat = Field(gt=0)
    shift: FiniteFloat
    said: dict[str, Weight] = Field(min_length=1)
    cited: dict[str, Weight] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Guess:
    """Editorial or technical; how often such a guess is right, 0.5 to 1; and the sentence that says so."""

    problem: Problem
    confidence: float
    because: Text


class Opinion:
    """The table, asked about one report at a time."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # A few thousand words make up most of any text, so that few are ever taken apart twice.
        self._said = lru_cache(maxsize=4096)(partial(_word, table.said))
        self._cited = lru_cache(maxsize=4096)(partial(_word, table.cited))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the model. Raises PolicyError when the file cannot be read or is damaged."""
        try:
            return cls(Table.model_validate_json(path.read_bytes()))
        except OSError as error:
            raise PolicyError(path, None, f"cannot be read: {error}") from error
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            reason = f"{where}: {first['msg']}" if where else first["msg"]
            raise PolicyError(path, None, f"is damaged: {reason}; make it anew or fetch it again") from error

    def of(self, text: str, current_text: str | None = None) -> Guess | None:
        """Say what a report and the text it cites sound like; None where they are unlike what was learnt."""
        said, cited = self._read(text, current_text or "")
        if not _is_familiar(said, cited):
            return None
        technical = self.probability(said.score + cited.score)
        problem = Problem.TECHNICAL if technical >= EVEN else Problem.EDITORIAL
        confidence = round(max(technical, 1 - technical), 3)
        because = BECAUSE.with_(
            date=self.table.as_of.isoformat(), kind=NAMES[problem], sure=round(confidence * 100)
        )
        return Guess(problem, confidence, because)

    def score(self, text: str, current_text: str) -> float:
        """Return how technical a report sounds: above or below zero, on no scale."""
        return sum(field.score for field in self._read(text, current_text))

    def probability(self, score: float) -> float:
        """Return the share, 0 to 1, of reports with this score that are technical."""
        return 1 / (1 + exp(-self.table.slope * score - self.table.shift))

    def _read(self, text: str, current_text: str) -> "tuple[_Found, _Found]":
        return (
            _sum(map(self._said, words(text))),
            _sum(map(self._cited, words(current_text))),
        )


class _Found(NamedTuple):
    """N-grams of a text: the known ones' weights together, how many are known, and how many there are."""

    weight: int
    known: int
    all: int

    @property
    def score(self) -> float:
        return self.weight / sqrt(self.known) if self.known else 0.0


def words(text: str) -> set[str]:
    """Return the distinct words of a text, case apart."""
    return {word[:WORD] for word in text.lower().split()}


def ngrams(word: str) -> set[str]:
    """Return the n-grams of a word with a space before and after it."""
    padded = f" {word} "
    return {
        padded[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(max(1, len(padded) - length + 1))
    }


def _word(weights: Mapping[str, int], word: str) -> _Found:
    parts = ngrams(word)
    known = [weights[part] for part in parts if part in weights]
    return _Found(sum(known), len(known), len(parts))


def _sum(found: Iterable[_Found]) -> _Found:
    return _Found(*map(sum, zip((0, 0, 0), *found, strict=True)))


def _is_familiar(said: _Found, cited: _Found) -> bool:
    """Say whether the reporter's words, and all that is written, hold enough of what was learnt."""
    known = said.known + cited.known
    return known >= FAMILIAR and said.known >= ALIKE * said.all and known >= ALIKE * (said.all + cited.all)
