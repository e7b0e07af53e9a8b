"""How a designation is written: GB/T 1.1's form for Chinese standards, the publisher's own for others."""

from typing import TYPE_CHECKING

from shared.standard.chinese import part_mark_of
from shared.standard.fields import full_year
from shared.standard.foreign import publisher_of
from shared.standard.joined import SLASHED_TYPES
from shared.standard.level import Level, is_foreign
from shared.standard.provinces import SHORT_NAME_OF

if TYPE_CHECKING:
    from shared.standard.ref import StandardRef

EM_DASH = "—"


def printed(ref: "StandardRef", dash: str = EM_DASH) -> str:
    """The whole designation, with `dash` before the year of a Chinese one."""
    text = _foreign(ref) if is_foreign(ref.level) else _chinese(ref, dash)
    return f"{text}, {ref.clause}" if ref.clause else text


def head_of(ref: "StandardRef") -> str:
    """Code and nature: `GB/T`, `DB11/T`, `JJG(浙)`, `ISO/IEC TS`."""
    if ref.level is Level.METROLOGY and ref.region:
        return f"{ref.code}({SHORT_NAME_OF[ref.region]})"
    if not ref.nature:
        return ref.code
    slashed = not is_foreign(ref.level) or ref.code in SLASHED_TYPES
    return f"{ref.code}{'/' if slashed else ' '}{ref.nature}"


def _chinese(ref: "StandardRef", dash: str) -> str:
    head = head_of(ref)
    local = ref.level is Level.LOCAL and not ref.nature and ref.code[-1].isdigit()
    body = numbered(ref)
    through = f"~{ref.through}" if ref.through else ""
    year = f"{dash}{ref.year}" if ref.year else ""
    edition = f"({ref.edition}年版)" if ref.edition else ""
    sheet = f"/{ref.amendment.replace('-', dash)}" if ref.amendment else ""
    return f"{head}{'/' if local else ' '}{body}{through}{year}{edition}{sheet}"


def numbered(ref: "StandardRef") -> str:
    """Number and part: `20234.1`, `60335-2-40`, `102/17`."""
    if ref.part is None:
        return ref.number
    mark = "-" if is_foreign(ref.level) else part_mark_of(ref.code, ref.level)
    return f"{ref.number}{mark}{ref.part}"


def _foreign(ref: "StandardRef") -> str:
    publisher = publisher_of(ref.code)
    undated = ref.year is None or (ref.edition is not None and str(ref.year) in ref.edition)
    dated = "" if undated else publisher.year.format(_year(ref.year or 0, short=publisher.short_year))
    edition = publisher.edition.format(ref.edition) if ref.edition else ""
    amendment = publisher.amendment.format(ref.amendment) if ref.amendment else ""
    tail = f"{edition}{amendment}" if publisher.edition_first else f"{amendment}{edition}"
    return f"{head_of(ref)}{publisher.gap}{numbered(ref)}{dated}{tail}"


def _year(year: int, *, short: bool) -> str:
    digits = str(year)
    return digits[-2:] if short and full_year(digits[-2:]) == year else digits
