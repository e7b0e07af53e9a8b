"""Views that are alike in all that rules look at are judged once, and remembered."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import cel

from services.router.classify.rules import Failure, Rule, View

MOST = 4096
"""Views remembered; most reports are like one of a few hundred."""

Verdict = TypeVar("Verdict")
Judge = Callable[[cel.Context, list[Failure]], Verdict]


class _Judged(NamedTuple, Generic[Verdict]):
    verdict: Verdict
    failures: tuple[Failure, ...]


class Alike(Generic[Verdict]):
    """A judgement by some rules, which see of a view no more than they name."""

    def __init__(self, rules: Iterable[Rule], judge: Judge[Verdict]) -> None:
        self._looked_at = _looked_at(rules)
        self._judge = judge
        self._judged = lru_cache(maxsize=MOST)(self._anew)

    def judge(self, view: View, about: str) -> Verdict:
        """Return the verdict; rules that fail are told to the operator with the report's id, each time."""
        verdict, failures = self._judged(tuple(_shown(view[n], fields) for n, fields in self._looked_at))
        for failure in failures:
            failure.tell(about)
        return verdict

    def _anew(self, shown: tuple[Hashable, ...]) -> _Judged[Verdict]:
        view = {name: _seen(one, fields) for (name, fields), one in zip(self._looked_at, shown, strict=True)}
        failures: list[Failure] = []
        verdict = self._judge(cel.Context(view), failures)
        return _Judged(verdict, tuple(failures))


def _looked_at(rules: Iterable[Rule]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names that the rules look at, and which fields of each."""
    found: dict[str, set[str]] = {}
    for name, field in (one for rule in rules for one in rule.looks_at):
        found.setdefault(name, set()).add(field)
    return tuple((name, tuple(sorted(fields))) for name, fields in sorted(found.items()))


def _shown(value: Any, fields: Sequence[str]) -> Hashable:
    """Return what is looked at of a value; what has no fields is looked at as it is."""
    whole: Hashable = value
    return tuple(value[field] for field in fields) if isinstance(value, Mapping) else whole


def _seen(shown: Hashable, fields: Sequence[str]) -> object:
    return dict(zip(fields, shown, strict=True)) if isinstance(shown, tuple) else shown
