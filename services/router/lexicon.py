"""Terms that point to a kind of problem, to a legal track or to danger: deploy/policy/lexicon.yaml."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from shared.policy import read_document
from shared.taxonomy import Problem, ReporterKind, Track

WORD = re.compile(r"[a-z0-9_]")  # Chinese characters stand beside English words without a space
LOOK_BACK = 40  # characters before a term in which a negation is looked for


def normal(text: str) -> str:
    """Return text as terms are compared: full-width forms folded, lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _term(word: str) -> str:
    if not word.strip():
        raise ValueError("an empty term would be found everywhere")
    return normal(word)


Words = tuple[Annotated[str, AfterValidator(_term)], ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Terms(_Part):
    """Chinese terms are found anywhere, English ones as whole words."""

    zh: Words = ()
    en: Words = ()

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return re.compile(_any(self.zh))

    @cached_property
    def _words(self) -> re.Pattern[str]:
        # The boundary before the word is looked at afterwards: a pattern that begins with letters alone is
        # searched several times faster than one that begins with a boundary.
        return re.compile(rf"(?:{_any(self.en)})(?![a-z0-9_])")

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a normal text holds a term: start and end."""
        if not text.isascii():
            yield from (match.span() for match in self._anywhere.finditer(text))
        for match in self._words.finditer(text):
            if not (match.start() and WORD.match(text[match.start() - 1])):
                yield match.span()


class Negation(_Part):
    """What takes a term back: words before it (with `between`, unless `undone`), or after it."""

    before: Terms
    between: Terms
    undone: Terms
    after: Terms

    @cached_property
    def _leading(self) -> re.Pattern[str]:
        undone = "".join(f"(?<!{re.escape(word)})" for word in self.undone.zh)
        zh = f"{undone}(?:{_any(self.before.zh)})(?:{_any(self.between.zh)})*"
        only = f"(?!{_any(self.undone.en)})"
        en = rf"\b(?:{_any(self.before.en)})\s+(?:{only}(?:{_any(self.between.en)})\s+)*"
        return re.compile(f"(?:{zh}|{en})$")

    @cached_property
    def _trailing(self) -> re.Pattern[str]:
        return re.compile(rf"\s*(?:{_any((*self.after.zh, *self.after.en))})")

    def takes_back(self, text: str, start: int, end: int) -> bool:
        """Say whether what stands at `start` to `end` is denied rather than said."""
        before = text[max(0, start - LOOK_BACK) : start]
        return bool(self._leading.search(before) or self._trailing.match(text, end))


def _any(words: Words) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"


class KindTerms(Terms):
    """What points to a kind of problem, where the reporter has named none."""

    problem: Problem


class TrackTerms(Terms):
    """What points to a track: a kind of problem, or terms (from these reporters only, where any is named)."""

    track: Track
    problems: tuple[Problem, ...] = ()
    reporters: tuple[ReporterKind, ...] = ()


class Lexicon(_Part):
    """The file as it stands; its comments say what each part means."""

    negation: Negation
    lists: dict[str, Terms]
    kinds: tuple[KindTerms, ...]
    tracks: tuple[TrackTerms, ...]

    @model_validator(mode="after")
    def _names_each_kind_and_track_once(self) -> "Lexicon":
        kinds, tracks = [str(kind.problem) for kind in self.kinds], [str(road.track) for road in self.tracks]
        for names in (kinds, tracks):
            if twice := {name for name in names if names.count(name) > 1}:
                raise ValueError(f"{', '.join(sorted(twice))} stands twice")
        return self

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """Read the policy. Raises PolicyError with the line that is wrong."""
        return read_document(path, cls)

    def said(self, terms: Terms, text: str) -> tuple[str, ...]:
        """Return the terms that a normal text says and does not deny, each once, in order."""
        found = (
            text[start:end]
            for start, end in terms.spans(text)
            if not self.negation.takes_back(text, start, end)
        )
        return tuple(dict.fromkeys(found))
