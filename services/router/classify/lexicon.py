"""What the words of a text point to: deploy/policy/lexicon.yaml, found by Aho–Corasick in one pass."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.router.classify.finder import Finder, Found
from services.router.classify.negation import Negation, Reach
from services.router.classify.pairs import Couple, Pair, Pairs
from services.router.classify.part import Part
from services.router.classify.quotation import Quotation
from services.router.classify.terms import Terms
from shared.policy import read_document
from shared.taxonomy import Problem

NEUTRAL, KINDS = ":neutral", ":kinds"  # no list of the file can be called so


class Listed(Terms):
    """Terms, and pairs of them, that say one thing."""

    pairs: tuple[Pair, ...] = ()


class Weighed(Listed):
    """Terms and pairs that weigh alike."""

    weight: Annotated[float, Field(gt=0)]


class KindTerms(Part):
    """What points to a kind of problem."""

    problem: Problem
    terms: tuple[Weighed, ...]


class Choice(Part):
    """What the reporter's own choice of a kind weighs, and the word that people are in danger.

    `stays`: these choices are not overruled in favour of those kinds.
    """

    weight: Annotated[float, Field(gt=0)]
    other: Annotated[float, Field(ge=0)]
    danger: Annotated[float, Field(ge=0)]
    doubt: Annotated[float, Field(gt=0)]
    stays: Mapping[Problem, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Sense:
    """What a term means: the group in which the longest wins, its list or kind of problem, its weight."""

    group: str
    name: str
    weight: float


Hit = Found[Sense]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says and does not deny.

    `said`: for each list of the lexicon, the terms found, each once, in order; `points`: for each kind of
    problem, term to weight, the heaviest first; kinds in the order of the file.
    """

    said: Mapping[str, tuple[str, ...]]
    points: Mapping[Problem, Mapping[str, float]]

    def weight(self, problem: Problem) -> float:
        """Return how strongly the words point to a kind."""
        return sum(self.points.get(problem, {}).values(), start=0.0)


class Lexicon(Part):
    """The file as it stands; its comments say what each part means."""

    negation: Negation
    quotation: Quotation
    choice: Choice
    neutral: Terms
    lists: Mapping[Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")], Listed]
    kinds: tuple[KindTerms, ...]

    @model_validator(mode="after")
    def _names_each_kind_once(self) -> Self:
        names = [str(kind.problem) for kind in self.kinds]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"{', '.join(sorted(twice))} stands twice")
        return self

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the policy. Raises PolicyError with the line that is wrong."""
        return read_document(path, cls).prepare()

    def _meanings(self) -> Iterator[tuple[Listed, Sense]]:
        yield from ((terms, Sense(name, name, 1)) for name, terms in self.lists.items())
        for kind in self.kinds:
            yield from ((terms, Sense(KINDS, kind.problem, terms.weight)) for terms in kind.terms)

    @cached_property
    def _finder(self) -> Finder[Sense]:
        return Finder(((self.neutral, Sense(NEUTRAL, NEUTRAL, 0)), *self._meanings()))

    @cached_property
    def _pairs(self) -> tuple[Pairs, tuple[Sense, ...]]:
        meant = [(pair, sense) for terms, sense in self._meanings() for pair in terms.pairs]
        return Pairs([pair for pair, _ in meant]), tuple(sense for _, sense in meant)

    def prepare(self) -> Self:
        """Build what is built once, so that the first report need not wait for it."""
        _ = self._finder, self._pairs
        return self

    def read(self, text: str) -> Reading:
        """Return what a normal text says and does not deny or merely quote."""
        quoted = self.quotation.spans(text)
        hits = [hit for hit in self._finder.find(text) if not any(span.holds(hit.start) for span in quoted)]
        neutral = [hit for hit in hits if hit.meaning.group == NEUTRAL]
        groups: dict[str, list[Hit]] = {}
        for hit in hits:
            if hit.meaning.group != NEUTRAL:
                groups.setdefault(hit.meaning.group, list(neutral)).append(hit)
        kept = [hit for group in groups.values() for hit in _outweighed(_longest(group), group)]
        places = {(hit.start, hit.end) for hit in kept}
        reaches = self.negation.reaches(text)
        denied = {place for place in places if self.negation.takes_back(text, *place, reaches)}
        spoken = [hit for hit in kept if (hit.start, hit.end) not in denied]
        silent = [*quoted, *((hit.start, hit.end) for hit in neutral)]
        paired = self._paired(text, silent, kept, reaches)
        return self._reading([*((text[hit.start : hit.end], hit.meaning) for hit in spoken), *paired])

    def _paired(
        self, text: str, silent: Iterable[tuple[int, int]], kept: Sequence[Hit], reaches: Sequence[Reach]
    ) -> Iterator[tuple[str, Sense]]:
        """Yield each pair once that says what no term within it says, denied or not."""
        pairs, senses = self._pairs
        found: set[int] = set()
        for couple in pairs.find(text, silent):
            sense = senses[couple.number]
            known = (h for h in kept if h.meaning.name == sense.name and h.touches(*couple.stretch))
            if couple.number not in found and not any(known) and not self._denied(text, couple, reaches):
                found.add(couple.number)
                yield couple.written(text), sense

    def _denied(self, text: str, couple: Couple, reaches: Sequence[Reach]) -> bool:
        """Say whether either word is denied; a pair's own first word (没有) does not deny its second."""
        beyond = [reach for reach in reaches if reach.first > couple.one.end]
        return any(
            self.negation.takes_back(text, side.start, side.end, those)
            for side, those in ((couple.one, reaches), (couple.other, beyond))
        )

    def _reading(self, spoken: Iterable[tuple[str, Sense]]) -> Reading:
        said: dict[str, dict[str, None]] = {}
        points: dict[Problem, dict[str, float]] = {kind.problem: {} for kind in self.kinds}
        for words, sense in spoken:
            if sense.group == KINDS:
                known = points[Problem(sense.name)]
                known[words] = max(sense.weight, known.get(words, 0))
            else:
                said.setdefault(sense.name, {})[words] = None
        heaviest = {p: dict(sorted(t.items(), key=lambda one: -one[1])) for p, t in points.items() if t}
        return Reading({name: tuple(terms) for name, terms in said.items()}, heaviest)


def _outweighed(kept: Iterable[Hit], hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield what was kept and is not neutral, each as heavy as the heaviest of its kind within it."""
    heavy = [hit for hit in hits if hit.meaning.weight > 1]
    for hit in kept:
        if hit.meaning.group == KINDS:
            inside = (h for h in heavy if hit.start <= h.start and h.end <= hit.end)
            alike = (h.meaning for h in inside if h.meaning.name == hit.meaning.name)
            yield hit._replace(meaning=max(alike, key=lambda m: m.weight, default=hit.meaning))
        elif hit.meaning.group != NEUTRAL:
            yield hit


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """Keep, of hits that overlap, the longest (all of them where they are the same stretch), in order."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(
            hit.end <= other.start
            or other.end <= hit.start
            or (hit.start, hit.end) == (other.start, other.end)
            for other in kept
        ):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
