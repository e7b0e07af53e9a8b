"""The form: what a person filled in becomes a Report, or one question beside each field."""

from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from services.intake.register.joining import Supporter
from services.intake.words import WORDS
from shared.region import Region, Regions
from shared.report import DESCRIPTION_MIN, Report
from shared.taxonomy import Problem
from shared.text import Text

Fields = Mapping[str, str]
"""Each field's name and what was typed in it."""
Questions = Mapping[str, Text]
"""What to ask beside each field that does not fit, in the order of the form."""

Sent = TypeVar("Sent", Report, Supporter)

RUNGS = ("region1", "region2", "region3")
_OF_REPORT = ("standard", "clause", "problem", "title", "description", "current_text", "proposed_text")
_OF_REPORTER = ("organisation", "uscc", "name", "email", "phone")
FIELDS = (
    *_OF_REPORT[:7],
    "danger",
    *RUNGS,
    "reporter_kind",
    "email",
    "phone",
    "name",
    "organisation",
    "uscc",
    "share_identity",
    "language",
)
"""Every field of the form, in its order."""

_FIELD_OF = {"reporter.kind": "reporter_kind", "region": "region1"} | {
    f"reporter.{name}": name for name in _OF_REPORTER
}
_HOME = {"standard_needed": "standard", "proposal_same": "proposed_text"}
_ASKED_WHATEVER_IS_WRONG = {
    "reporter_kind": "kind",
    "region1": "region",
    "problem": "problem",
    "language": "language",
}


def typed(fields: Fields) -> dict[str, str]:
    """Return every field of the form as it was typed, empty where it was not; a line end is one character."""
    return {name: fields.get(name, "").replace("\r\n", "\n").replace("\r", "\n") for name in FIELDS}


def chosen(fields: Fields, regions: Regions) -> tuple[Region, ...]:
    """Return the divisions chosen, province first, as far as each lies in the one before."""
    found: list[Region] = []
    for rung in RUNGS:
        options = regions.below(found[-1].code) if found else regions.provinces()
        region = next((r for r in options if r.code == fields.get(rung)), None)
        if region is None:
            break
        found.append(region)
    return tuple(found)


def read(fields: Fields, regions: Regions) -> Report | Questions:
    """Return the report that the fields of `typed` make, or the questions that must be settled first."""
    written = _filled({name: fields[name] for name in _OF_REPORT})
    found = _read(Report, written, fields, regions)
    if not isinstance(found, Report):
        found = _in_order({**_about_standard(fields), **found})
    return found


def read_supporter(fields: Fields, regions: Regions) -> Supporter | Questions:
    """Return who joins a known problem, or the questions that must be settled first."""
    return _read(Supporter, {}, fields, regions)


def _read(kind: type[Sent], written: Fields, fields: Fields, regions: Regions) -> Sent | Questions:
    place = chosen(fields, regions)
    questions = _about_place(fields, place)
    try:
        found = kind.model_validate_json(orjson.dumps({**written, **_teller(fields, place)}))
    except ValidationError as error:
        return _in_order(_about_fields(error) | questions)
    return _in_order(questions) if questions else found


def _in_order(questions: Questions) -> Questions:
    return {name: questions[name] for name in FIELDS if name in questions} or {
        "standard": WORDS["question.other"]
    }


def _teller(fields: Fields, place: tuple[Region, ...]) -> dict[str, Any]:
    """Return what the contract's JSON object says of who tells it and where; what is empty is left out."""
    reporter = {"kind": fields["reporter_kind"]} | {name: fields[name] for name in _OF_REPORTER}
    return {
        **_filled({"language": fields["language"]}),
        "region": place[-1].code if place else "",
        "danger": fields["danger"] == "yes",
        "share_identity": fields["share_identity"] == "yes",
        "reporter": _filled(reporter),
    }


def _filled(fields: Fields) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value.strip()}


def _about_place(fields: Fields, place: tuple[Region, ...]) -> dict[str, Text]:
    """Ask again where a division was named that does not lie in the one above it."""
    return {
        rung: WORDS["question.region"]
        for depth, rung in enumerate(RUNGS)
        if fields[rung] and depth == len(place)
    }


def _about_standard(fields: Fields) -> dict[str, Text]:
    """Ask for the standard at once; the report itself only asks when every single field fits."""
    needless = (
        fields["standard"].strip() or fields["proposed_text"].strip() or fields["problem"] == Problem.GAP
    )
    return {} if needless else {"standard": WORDS["question.standard_needed"]}


def _about_fields(error: ValidationError) -> dict[str, Text]:
    questions: dict[str, Text] = {}
    for detail in error.errors(include_input=False, include_url=False):
        path = ".".join(map(str, detail["loc"])) or _HOME.get(detail["type"], "standard")
        field = _FIELD_OF.get(path, path)
        key = _ASKED_WHATEVER_IS_WRONG.get(field, detail["type"].removeprefix("string_"))
        if key == "missing":
            key = "too_short"
        limits = {"min_length": DESCRIPTION_MIN} | dict(detail.get("ctx", {}))
        question = WORDS.get(f"question.{key}", WORDS["question.other"])
        questions.setdefault(field, question.with_(**{k: str(v) for k, v in limits.items()}))
    return questions
