"""What the API answers with of the public register."""

from services.intake.register.entry import PublicFields
from services.intake.web.shapes import Shape
from shared.case import Relation


class Division(Shape):
    """An administrative division (GB/T 2260)."""

    code: str
    name: str


class OtherCase(Shape):
    """Another case, by its number and its permanent address."""

    number: str
    link: str


class RelatedCase(OtherCase):
    """Another case, and what it is to this one."""

    relation: Relation


class PublicCase(PublicFields):
    """A case in the public register: no person, no unit, and no word of a reporter's.

    `standard` and `key`, which all editions share, are null where the standard is not known yet, or is an
    enterprise's own. `units` counts each unit once, and all the anonymous of one place and kind as one.
    A merged case names the one it is part of.
    """

    region: Division
    merged_into: OtherCase | None
    related: list[RelatedCase]
    link: str


class PublicCasePage(Shape):
    """One page of the register; `next` is the cursor of the page after it, null at the end.

    A page may hold fewer than were asked for and still have a next.
    """

    cases: list[PublicCase]
    next: str | None
