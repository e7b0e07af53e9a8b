"""One standard, as people cite it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from shared.standard.citation import cited, the_one_cited
from shared.standard.families import REVISING_CODES
from shared.standard.level import Level
from shared.standard.printing import numbered, printed
from shared.standard.unreadable import UnreadableCitation

LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
REVISION_LETTER = re.compile(r"(?<=[0-9])[A-Z]$")
REVISED_BY_LETTER = REVISING_CODES | {"GJB"}


@dataclass(frozen=True, slots=True)
class StandardRef:
    """A reference to one standard; equal refs name the same edition and clause, however they were typed.

    `code` is without the nature (`GB`, `DB11`, `T/CECS`, `ISO/IEC`); `nature` is `T`, `Z` or a foreign kind
    of document or stage (`TS`, `DIS`). `through` is the last number of a range. `region` is GB/T 2260's two,
    four or six digits. `amendment` is a sheet (`XG1-2012`, `Amd 1:2022`), `edition` a partial revision
    (`2018`) or a foreign version. `mandatory` is None where a code says neither that a standard binds nor
    that it recommends.
    """

    level: Level
    code: str
    number: str
    part: str | None = None
    year: int | None = None
    region: str | None = None
    mandatory: bool | None = None
    amendment: str | None = None
    edition: str | None = None
    clause: str | None = None
    nature: str = ""
    through: str | None = None
    as_typed: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The one standard that `text` names; raises UnreadableCitation."""
        fields, typed = the_one_cited(text)
        ref = cls(**fields, as_typed=typed)
        if not _reads_back(ref):
            raise UnreadableCitation(text)
        return ref

    @classmethod
    def find(cls, text: str) -> Iterator[Self]:
        """Those cited in running text, in order, one for each citation, without those merely adopted."""
        refs = (cls(**fields, as_typed=typed) for fields, typed in cited(text))
        return filter(_reads_back, refs)

    @property
    def key(self) -> str:
        """What its editions and natures share: AQ/T 4124-2014 and AQ 4124-2026 are both `AQ 4124`."""
        number = LEADING_ZEROS.sub("", numbered(self))
        if self.code in REVISED_BY_LETTER:
            number = REVISION_LETTER.sub("", number)
        place = f"({self.region})" if self.level is Level.METROLOGY and self.region else ""
        through = f"~{self.through}" if self.through else ""
        return f"{self.code}{place} {number}{through}"

    def same_standard(self, other: "StandardRef") -> bool:
        """Whether both name one standard, whatever the edition, nature or clause."""
        return self.key == other.key

    def edition_of(self, other: "StandardRef") -> bool:
        """Whether both are editions of one standard, and not the same edition."""
        mine, theirs = (self.year, self.edition), (other.year, other.edition)
        return self.same_standard(other) and mine != theirs

    @property
    def owner(self) -> str:
        """The code of the body behind a group or enterprise standard: `CECS` of T/CECS; else the code."""
        return self.code.partition("/")[2] if self.code[:2] in {"T/", "Q/"} else self.code

    def plain(self) -> str:
        """Printed with the plain hyphen: `GB/T 20234.1-2023`."""
        return printed(self, "-")

    def __str__(self) -> str:
        return printed(self)


def _reads_back(ref: StandardRef) -> bool:
    """Whether its own printing gives the ref again; what does not was a misreading."""
    try:
        fields, _ = the_one_cited(ref.plain())
    except UnreadableCitation:
        return False
    return StandardRef(**fields) == ref
