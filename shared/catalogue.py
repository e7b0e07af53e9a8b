"""The catalogue of standards: what was imported about each edition, and how a designation is found."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.standard import StandardRef, UnreadableCitation
from shared.standard.normal import normalised
from shared.text import Text

LONGEST_SOUGHT = 100
"""Characters of what is sought; a title's first ones are enough."""
NEAR_LENGTHS = range(3, 17)
"""Characters of a number that may be mistyped; shorter and longer ones are found whole."""

_GAPS = re.compile(r"[\s/()\[\]《》,]|(?<=[A-Z])-(?=[0-9A-Z])")
_DATED = re.compile(r"(?<=[0-9]):(?=[0-9])")
_TAIL = re.compile(r"[0-9]{2,6}(?:\.[0-9]{1,3})?-[0-9]{4}(?![0-9])")


class StandardStatus(StrEnum):
    """Whether an edition is in force."""

    CURRENT = "current"
    UPCOMING = "upcoming"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


STATUS_NAMES: Mapping[StandardStatus, Text] = {
    StandardStatus.CURRENT: Text(zh="现行", en="in force"),
    StandardStatus.UPCOMING: Text(zh="即将实施", en="not yet in force"),
    StandardStatus.REPLACED: Text(zh="已被代替", en="replaced"),
    StandardStatus.WITHDRAWN: Text(zh="已废止", en="withdrawn"),
}


class Listed(BaseModel):
    """What the catalogue says of one edition; `id` is its designation with plain hyphen, without a clause.

    `key` is that of `StandardRef`; `setter` the id of a body; `committee` an id (`tc-28`, `tc-28-sc-7`), or
    the name where no number was written; `replaced_by` one designation or several; `last_review` an ISO date.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    key: str
    title: str | None = None
    status: StandardStatus | None = None
    setter: str | None = None
    committee: str | None = None
    replaced_by: str | None = None
    last_review: str | None = None

    @property
    def ref(self) -> StandardRef:
        """The edition as a ref."""
        return StandardRef.parse(self.id)

    @property
    def successor(self) -> str | None:
        """What has replaced it, printed; several with commas between."""
        named = self.replaced_by.split(", ") if self.replaced_by else ()
        return ", ".join(str(StandardRef.parse(name)) for name in named) or None


class Catalogue:
    """The editions known of some standards. Pure; empty where nothing was imported."""

    def __init__(self, listed: Iterable[Listed] = ()) -> None:
        self._editions: dict[str, list[Listed]] = {}
        for one in listed:
            self._editions.setdefault(one.key, []).append(one)

    def find(self, standard: StandardRef) -> Listed | None:
        """The edition that is cited, else the one that is in force or the newest; None where unknown."""
        editions = self._editions.get(standard.key, ())
        return max(editions, key=lambda one: _fit(one, standard), default=None)


def _fit(one: Listed, cited: StandardRef) -> tuple[bool, bool, bool, bool, int]:
    ref = one.ref
    return (
        cited.year is not None and (ref.year, ref.edition) == (cited.year, cited.edition),
        ref.amendment == cited.amendment,
        ref.nature == cited.nature,
        one.status is StandardStatus.CURRENT,
        ref.year or 0,
    )


def committee_name(id_: str) -> str:
    """The number of a committee as it is written: `tc-28-sc-7` is SAC/TC 28/SC 7; what is no id stays."""
    if not id_.startswith("tc-"):
        return id_
    return "SAC/" + id_.upper().replace("-SC-", "/SC ").replace("-", " ")


def edition(ref: StandardRef) -> str:
    """The designation by which an edition is kept: `GB/T 20234.1-2023`."""
    return replace(ref, clause=None).plain()


def folded(text: str) -> str:
    """What is typed, without what people type differently: `gb∕t １９００１—2016` gives `GBT19001-2016`."""
    plain = _DATED.sub("-", normalised(text[:LONGEST_SOUGHT]).text.upper())
    return _GAPS.sub("", plain)


def search_fields(ref: StandardRef, title: str | None = None) -> dict[str, object]:
    """The fields by which an edition is found: how it starts, without nature, title, near numbers."""
    designation = replace(ref, clause=None)
    return {
        "start": folded(designation.plain()),
        "start_bare": folded(replace(designation, nature="").plain()),
        "start_title": folded(title) if title else None,
        "near": sorted(near(ref)),
    }


def near(ref: StandardRef) -> set[str]:
    """The key, the key with any one character of its number left out, and number with year whatever the code.

    Two keys that share one of these differ in a character that is wrong, missing, too many or swapped with
    its neighbour. So a mistyped number is found by an index, however many standards there are.
    """
    code, _, number = ref.key.partition(" ")
    places = range(len(number)) if len(number) in NEAR_LENGTHS else ()
    left_out = {number[:place] + number[place + 1 :] for place in places}
    return {f"{code} {one}" for one in {number, *left_out}} | tails(ref.plain())


def tails(text: str) -> set[str]:
    """The numbers with a year in what is typed, whatever stands before: `18401-2010`."""
    return set(_TAIL.findall(normalised(text[:LONGEST_SOUGHT]).text))


def read_or_none(text: str | None) -> StandardRef | None:
    """The one standard that the text names, None where it names none or several."""
    try:
        return StandardRef.parse(text) if text and text.strip() else None
    except UnreadableCitation:
        return None
