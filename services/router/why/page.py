"""The page: fields in, HTML out; the answer itself is `services.router.why.answer`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from services.router.classify import readable
from services.router.policy import Policy
from services.router.standards import Standards
from services.router.why.answer import Answer, Question, answer, matter
from services.router.why.places import Places
from services.router.why.words import WORDS
from shared.region import Region
from shared.taxonomy import NAMES, Severity
from shared.text import Language, Text
from shared.workdays import CHINA

LONGEST = 200  # characters of a field


class Fields(NamedTuple):
    """What was typed."""

    standard: str
    region: str
    severity: Severity
    contradicts: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Fields":
        """Read the address; without a severity it is about a larger problem."""
        severity = query.get("severity", "")
        return cls(
            standard=_clean(query.get("standard", "")),
            region=_clean(query.get("region", "")),
            severity=Severity(severity) if severity in set(Severity) else Severity.MAJOR,
            contradicts=_clean(query.get("contradicts", "")),
        )


class WhyPage:
    """Answers with the policy that is in force at the time."""

    def __init__(
        self, policy: Callable[[], Policy], standards: Standards, clock: Callable[[], datetime]
    ) -> None:
        self._policy = policy
        self._standards = standards
        self._clock = clock
        self._places = Places(policy().directory.regions)

    async def show(self, query: Mapping[str, str], accept_language: str) -> str:
        """Return the page for the fields of the address. Raises TryAgain while the store is away."""
        fields, language = Fields.of(query), _language(query, accept_language)
        found = self._places.find(fields.region)
        view: dict[str, Any] = {"places": found, "answer": None, "other": None}
        if len(found) == 1:
            other = readable(fields.contradicts)
            question = Question(
                fields.standard, found[0].code, fields.severity, fields.contradicts if other else ""
            )
            view |= {"answer": await self._answer(question), "other": other}
        return self._rendered(fields, language, view, asked="region" in query)

    async def _answer(self, question: Question) -> Answer:
        policy, about = self._policy(), matter(question)
        keys = {ref.key for ref in (about.standard, *about.others) if ref}
        known = policy.knowing(await self._standards.of(keys))
        return answer(question, known, self._clock())

    def _rendered(self, fields: Fields, language: Language, view: Mapping[str, Any], *, asked: bool) -> str:
        directory = self._policy().directory

        def say(word: str, **parts: str | Text) -> str:
            return WORDS[word].with_(**parts).in_(language)

        def above(id_: str) -> list[str]:
            return [directory.authority(rung).name.in_(language) for rung in directory.ladder(id_)[1:]]

        def full(region: Region) -> str:
            return directory.regions.full_name(region.code)

        return (
            _templates()
            .get_template("why.html")
            .render(
                view,
                fields=fields,
                asked=asked,
                language=language,
                severities=[(severity, NAMES[severity]) for severity in Severity],
                say=say,
                above=above,
                full=full,
                day=lambda at: at.astimezone(CHINA).strftime("%Y-%m-%d"),
            )
        )


def _clean(typed: str) -> str:
    return "".join(c for c in typed if c.isprintable()).strip()[:LONGEST]


def _language(query: Mapping[str, str], accept_language: str) -> Language:
    """Return the language that the address names, else English for a browser that puts it before Chinese."""
    if query.get("lang") in {"en", "zh-CN"}:
        return "en" if query["lang"] == "en" else "zh-CN"
    tags = [tag.strip()[:2].lower() for tag in accept_language[:LONGEST].split(",")]
    return "en" if "en" in tags and "zh" not in tags[: tags.index("en")] else "zh-CN"


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("services.router.why"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
