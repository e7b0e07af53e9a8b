"""Same: the written rule by which two reports speak of one problem, and its numbers in policy/same.yaml."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from rapidfuzz import fuzz

from services.router.likeness.clauses import Lie, lie
from services.router.likeness.record import Likeness
from services.router.likeness.terms import Reader, Terms
from services.router.likeness.wording import stem
from shared.policy import read_document
from shared.taxonomy import Problem
from shared.text import Text

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0)]


class Agreement(NamedTuple):
    """How far two reports agree (`score`, 0 to 1), what follows, and why: `words` with their `parts`.

    `related`: the same problem in another edition, clause or kind; a person may want to see both.
    """

    score: float
    same: bool
    related: bool
    words: Text
    parts: Mapping[str, str | int] = {}

    @property
    def because(self) -> Text:
        """The reason, put into words for who asks: hundreds are compared, and few explained."""
        return self.words.with_(**self.parts)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Needed(_Part):
    """The score that is needed: `placed` where clause and kind are known on both sides, else `open`."""

    placed: Share
    open: Share


class Weights(_Part):
    """What one shared term counts, and what else bears on the score; same.yaml says how."""

    mark: Weight
    concept: Weight
    word: Weight
    pair: Weight
    doubt: Annotated[float, Field(gt=0)]
    quoted: Share
    strange: Share
    elsewhere: Share
    spelled: Share


class Words(_Part):
    """Words of both languages: one concept, or those that say nothing."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


def _each_once(concepts: tuple[Words, ...]) -> tuple[Words, ...]:
    for words in (
        [w for c in concepts for w in c.zh],
        [word for c in concepts for word in {stem(w) for w in c.en}],
    ):
        if twice := sorted(word for word, times in Counter(words).items() if times > 1):
            raise ValueError(f"{', '.join(twice)} stands twice")
    return concepts


OTHER_STANDARD = Text(zh="不是同一项标准。", en="They are about different standards.")
APART = Text(zh="条款不同（{one}，{other}）。", en="They are about different clauses ({one}, {other}).")
KINDS = Text(zh="问题类型不同。", en="They are problems of different kinds.")
EDITIONS = Text(
    zh="同一标准的不同版本（{one}，{other}）。", en="They are about different editions ({one}, {other})."
)
AGREES = Text(
    zh="同一标准、同一或相关条款，文字吻合度 {score}%，达到所需的 {needed}%。",
    en="The standard and the clause agree, and the texts agree by {score}%, where {needed}% are needed.",
)
DIFFERS = Text(
    zh="文字吻合度 {score}%，未达到所需的 {needed}%。",
    en="The texts agree by {score}%, where {needed}% are needed.",
)


class Same(_Part):
    """The file as it stands; its comments say what each part means."""

    needed: Needed
    weights: Weights
    concepts: Annotated[tuple[Words, ...], AfterValidator(_each_once)]
    idle: Words

    @classmethod
    def load(cls, path: Path) -> "Same":
        """Read the policy. Raises PolicyError with the line that is wrong."""
        return read_document(path, cls)

    @cached_property
    def _reader(self) -> Reader:
        return Reader([(c.zh, c.en) for c in self.concepts], self.idle.en, self.idle.zh)

    def agree(self, one: Likeness, other: Likeness) -> Agreement:
        """Say whether both speak of one problem; the order does not matter."""
        if one.shelf != other.shelf:
            return Agreement(0.0, same=False, related=False, words=OTHER_STANDARD)
        lies = lie(one.clause, other.clause)
        needed = self.wanted(one, other)
        score = self.score(one.text, other.text)
        said = {"score": round(100 * score), "needed": round(100 * needed)}
        if score < needed:
            return Agreement(score, same=False, related=False, words=DIFFERS, parts=said)
        if against := _against(one, other, lies):
            words, parts = against
            return Agreement(score, same=False, related=True, words=words, parts=parts)
        return Agreement(score, same=True, related=False, words=AGREES, parts=said)

    def as_same(self, one: Likeness, other: Likeness) -> float | None:
        """Return how far both agree where they speak of one problem; else None, mostly without reading."""
        if one.shelf != other.shelf or _against(one, other, lie(one.clause, other.clause)):
            return None
        return self._reached(one, other)

    def as_related(self, one: Likeness, other: Likeness) -> float | None:
        """Return how far both agree where it is one problem in another edition, clause or kind; else None."""
        if one.shelf != other.shelf or not _against(one, other, lie(one.clause, other.clause)):
            return None
        return self._reached(one, other)

    def _reached(self, one: Likeness, other: Likeness) -> float | None:
        """Return the score where it is as high as these two need; else None."""
        needed = self.wanted(one, other)
        score = self.score(one.text, other.text, needed)
        return score if score >= needed else None

    def wanted(self, one: Likeness, other: Likeness) -> float:
        """Return the score that these two need: more where a clause or a kind is left open."""
        left_open = lie(one.clause, other.clause) is Lie.OPEN or Problem.OTHER in {one.problem, other.problem}
        return self.needed.open if left_open else self.needed.placed

    def best(self, one: Likeness, cases: Iterable[tuple[str, Likeness]]) -> str | None:
        """Return the id of the case that is the same problem, the likest first, then the smallest id."""
        agreed = ((self.agree(one, other), id_) for id_, other in cases)
        return min(((-found.score, id_) for found, id_ in agreed if found.same), default=(0.0, None))[1]

    def score(self, one: str, other: str, least: float = 0.0) -> float:
        """Return how far two normal texts agree, 0 to 1; 0 where it is surely less than `least`."""
        if one == other:
            return 1.0
        weights, mine, theirs = self.weights, self._reader.parts(one), self._reader.parts(other)
        shared, could = self._shared(mine.said, theirs.said)
        more, might = self._shared(mine.quoted, theirs.quoted)
        terms = (shared + weights.quoted * more) / (could + weights.quoted * might + weights.doubt)
        terms *= 1 - weights.strange * _strangeness(mine.said.marks, theirs.said.marks)
        if (1 - weights.spelled) * terms + weights.spelled < least:  # not even if spelled alike
            return 0.0
        spelled = fuzz.token_set_ratio(*sorted((mine.said.spelled, theirs.said.spelled))) / 100
        score = (1 - weights.spelled) * terms + weights.spelled * spelled
        return score * (1 - weights.elsewhere * _strangeness(mine.change, theirs.change))

    def _shared(self, one: Terms, other: Terms) -> tuple[float, float]:
        """The weight of the terms that both hold, and of those that the one with fewer could have shared."""
        weights = self.weights
        shared = least = 0.0
        for weight, mine, theirs in (
            (weights.mark, one.marks, other.marks),
            (weights.concept, one.concepts, other.concepts),
            (weights.word, one.words, other.words),
            (weights.pair, one.pairs, other.pairs),
        ):
            shared += weight * len(mine & theirs)
            least += weight * min(len(mine), len(theirs))
        return shared, least


def _strangeness(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """The share of the smaller set that the other lacks; 0 where one is empty and says nothing."""
    fewest = min(len(mine), len(theirs))
    return 1 - len(mine & theirs) / fewest if fewest else 0.0


def _against(one: Likeness, other: Likeness, lies: Lie) -> tuple[Text, Mapping[str, str]] | None:
    """Return why two of one standard are not the same problem, whatever the texts say: words and parts."""
    if lies is Lie.APART:
        return APART, {"one": one.clause or "", "other": other.clause or ""}
    if one.problem is not other.problem and Problem.OTHER not in {one.problem, other.problem}:
        return KINDS, {}
    if one.edition and other.edition and one.edition != other.edition:
        return EDITIONS, {"one": one.edition, "other": other.edition}
    return None
