"""What the rules see of a report, and the exemplary reports on which they are tried when they are read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from services.router.classify.lexicon import Reading
from shared.case import Volume
from shared.catalogue import read_or_none
from shared.report import Report
from shared.standard import StandardRef
from shared.taxonomy import Problem, Severity, Track

# Not every title that ends in 法 is a law's: many standards are called 试验方法, 光度法, 用法.
LAW = re.compile(
    r"《(?:中华人民共和国[^《》\n]+|[^《》\n]*(?:条例|民法典"
    r"|(?:安全|保护|标准化|质量|防治|竞争|垄断|管理|消防|广告|计量|建筑|促进|许可|处罚|投标|劳动|检验|种子|商务)法))》"
)
NO_POINTS = {problem.value: 0.0 for problem in Problem}


@lru_cache(maxsize=1024)  # classifying, opening and explaining all ask, and many reports name one standard
def readable(standard: str | None) -> StandardRef | None:
    """Return the standard as read, or None where there is none or it cannot be read."""
    return read_or_none(standard)


def spoken(report: Report) -> str:
    """Return what the reporter says in the report, without what the standard says or should say."""
    return "\n".join(filter(None, (report.title, report.description)))


def seen(report: Report, reading: Reading, lists: Iterable[str], kind: Problem) -> dict[str, Any]:
    """Return what the rules of tracks.yaml see; those of severity.yaml see the `track` as well."""
    own = readable(report.standard)
    return {
        "report": {
            "title": report.title or "",
            "has_proposal": bool(report.proposed_text),
            "danger": report.danger,
            "problem": report.problem or "",
            "language": report.language,
            "names_law": bool(LAW.search(spoken(report))),
        },
        "reporter": {"kind": str(report.reporter.kind)},
        "region": {"code": report.region, "level": _level(report.region)},
        "standard": {
            "given": bool(report.standard),
            "readable": own is not None,
            "level": str(own.level) if own else "",
            "code": own.code if own else "",
            "mandatory": bool(own and own.mandatory),
            "names_mandatory": any(ref.mandatory for ref in _others(own, report)),
        },
        "says": dict.fromkeys(lists, 0) | {name: len(terms) for name, terms in reading.said.items()},
        "points": NO_POINTS | {problem.value: reading.weight(problem) for problem in reading.points},
        "kind": kind.value,
    }


def grown(
    kind: Problem, track: Track, severity: Severity, volume: Volume, *, mandatory: bool
) -> dict[str, Any]:
    """Return what the rules over a case see."""
    return {
        "kind": kind.value,
        "track": track.value,
        "severity": severity.value,
        "standard": {"mandatory": mandatory},
        "case": volume.model_dump(),
    }


def exemplars(lists: Iterable[str]) -> list[dict[str, Any]]:
    """Return what rules see of two reports: one of which everything is known, and one that says nothing."""
    full: dict[str, Any] = {
        "report": {
            "title": "title",
            "has_proposal": True,
            "danger": True,
            "problem": "safety",
            "language": "en",
            "names_law": True,
        },
        "reporter": {"kind": "enterprise"},
        "region": {"code": "440305", "level": "county"},
        "standard": {
            "given": True,
            "readable": True,
            "level": "national",
            "code": "GB",
            "mandatory": True,
            "names_mandatory": True,
        },
        "says": dict.fromkeys(lists, 2),
        "points": {problem.value: 2.0 for problem in Problem},
        "kind": Problem.SAFETY.value,
    }
    return [full, _silent(full)]


def exemplary_cases() -> list[dict[str, Any]]:
    """Return what rules over a case see of two cases."""
    many = Volume(reports=9, units=9, regions=9, kinds=9)
    few = Volume(reports=1, units=1, regions=1, kinds=1)
    word = Problem.SAFETY, Track.IMPLEMENTATION, Severity.ORDINARY
    return [grown(*word, many, mandatory=True), grown(*word, few, mandatory=False)]


def _silent(full: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _silent(value) if isinstance(value, Mapping) else type(value)() for name, value in full.items()
    }


def _level(code: str) -> str:
    """The level of a region by its code (GB/T 2260)."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def _others(own: StandardRef | None, report: Report) -> Iterator[StandardRef]:
    for ref in StandardRef.find(spoken(report)):
        if own is None or not ref.same_standard(own):
            yield ref
