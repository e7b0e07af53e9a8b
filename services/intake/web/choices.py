"""What the pull-downs of the pages offer: words of the taxonomy, and the three rungs of the region."""

from enum import StrEnum
from typing import NamedTuple

from services.intake import form
from services.intake.words.provinces import PROVINCES
from shared.region import Region, Regions
from shared.taxonomy import NAMES
from shared.text import Language

Options = tuple[tuple[str, str], ...]
"""Values, each with what is shown."""


class Rung(NamedTuple):
    """One of the three pull-downs of the region."""

    name: str
    options: Options


def named(vocabulary: type[StrEnum], language: Language) -> Options:
    """Return every word of a vocabulary."""
    return tuple((word.value, NAMES[word].in_(language)) for word in vocabulary)


def rungs_of(regions: Regions, fields: form.Fields, language: Language) -> tuple[Rung, ...]:
    """Return the three pull-downs, each with the divisions below what is chosen in the one before."""
    place = form.chosen(fields, regions)
    choices = [regions.provinces(), *(regions.below(region.code) for region in place)]
    shown = dict(zip(form.RUNGS, choices, strict=False))
    return tuple(
        Rung(name, tuple((r.code, _place_name(r, language)) for r in shown.get(name, ())))
        for name in form.RUNGS
    )


def next_rung(fields: form.Fields, rungs: tuple[Rung, ...]) -> str:
    """Return the pull-down that is to be chosen from next."""
    return next((rung.name for rung in rungs if rung.options and not fields[rung.name]), rungs[-1].name)


def _place_name(region: Region, language: Language) -> str:
    english = PROVINCES.get(region.code) if language == "en" else None
    return f"{english} {region.name}" if english else region.name
