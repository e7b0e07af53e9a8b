"""What the form understood of a designation, in words; never an error: a person screens the rest. Pure."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from services.intake.words.standard import GUIDANCE, LEVELS, NATURES, OF, STANDARD
from shared.authorities import Authorities
from shared.catalogue import STATUS_NAMES, Listed
from shared.region import Regions
from shared.standard import Level, StandardRef, UnreadableCitation
from shared.standard.unreadable import NAMES_SEVERAL, TOO_LONG
from shared.text import Text

Detail = Callable[[StandardRef], Text | None]
"""Gives the industry or the place of a standard, None where there is none to tell."""

_UNREAD = {NAMES_SEVERAL: STANDARD["understood.several"], TOO_LONG: STANDARD["understood.long"]}


class Understood(NamedTuple):
    """What was understood: the line to show, the standard (None where unread), what may have been meant."""

    line: Text
    ref: StandardRef | None = None
    maybe: tuple[str, ...] = ()


def understand(typed: str, detail: Detail, listed: Listed | None = None) -> Understood | None:
    """Say what a text in the field of the standard was read as; None where nothing was written."""
    if not typed.strip():
        return None
    try:
        ref = StandardRef.parse(typed)
    except UnreadableCitation as unreadable:
        return Understood(_UNREAD.get(unreadable.reason, STANDARD["understood.unread"]))
    return Understood(_joined(_facts(ref, detail, listed)), ref)


def _facts(ref: StandardRef, detail: Detail, listed: Listed | None) -> Iterator[Text]:
    yield _same(str(ref))
    what = detail(ref)
    yield OF.with_(level=LEVELS[ref.level], what=what) if what else LEVELS[ref.level]
    if ref.nature == "Z":
        yield GUIDANCE
    elif ref.mandatory is not None and ref.level not in {Level.ENTERPRISE, Level.GROUP}:
        yield NATURES[ref.mandatory]
    if listed and listed.title:
        yield Text(zh=f"《{listed.title}》", en=f"“{listed.title}”")
    if listed and listed.successor:
        yield STANDARD["understood.replaced"].with_(successor=listed.successor)
    elif listed and listed.status:
        yield STATUS_NAMES[listed.status]


def _same(words: str) -> Text:
    return Text(zh=words, en=words)


def _joined(facts: Iterable[Text]) -> Text:
    every = list(facts)
    return Text(zh="，".join(fact.zh for fact in every), en=", ".join(fact.en for fact in every))


def details(regions: Regions, authorities: Authorities) -> Detail:
    """Return what tells the industry of an industry standard, and the place of a local one."""

    def detail(ref: StandardRef) -> Text | None:
        if ref.level is Level.INDUSTRY:
            ministry = authorities.ministry(ref.code)
            return ministry.industry if ministry else None
        place = ref.region.ljust(6, "0") if ref.region else ""
        return _same(regions.full_name(place)) if place in regions else None

    return detail
