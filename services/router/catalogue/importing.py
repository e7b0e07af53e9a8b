"""Imports a file batch by batch: never more of it in memory than one batch."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Generic, NamedTuple, Protocol, TypeVar

from services.router.catalogue.bodies import body
from services.router.catalogue.fault import BadFile, BadLine, bad
from services.router.catalogue.kinds import Kind, fields_of, kind_of
from services.router.catalogue.reading import Record
from services.router.catalogue.seen import Seen
from services.router.catalogue.standards import listed
from services.router.catalogue.tally import Tally
from shared.authorities import Authorities
from shared.authority import Authority
from shared.catalogue import Listed
from shared.text import Text

BATCH = 500

Kept = TypeVar("Kept", Listed, Authority)


class Shelf(Protocol[Kept]):
    """What importing asks of a collection."""

    async def known(self, ids: Iterable[str]) -> dict[str, Kept]:
        """Return those that are stored, by id."""

    async def save(self, added: Sequence[Kept], changed: Sequence[Kept]) -> None:
        """Store what is new, and put the rest in the place of what was known."""


class Shelves(Protocol):
    """Where the two kinds of things go."""

    @property
    def standards(self) -> Shelf[Listed]:
        """The catalogue."""

    @property
    def bodies(self) -> Shelf[Authority]:
        """Committees and associations."""


class Sorted(NamedTuple, Generic[Kept]):
    """What a batch would do to what is known."""

    added: list[Kept]
    changed: list[Kept]
    unchanged: int


def sort_out(read: Iterable[Kept], known: Mapping[str, Kept]) -> Sorted[Kept]:
    """Say what is new, what differs, and how much is as it was."""
    every = list(read)
    added = [one for one in every if one.id not in known]
    changed = [one for one in every if one.id in known and known[one.id] != one]
    return Sorted(added, changed, len(every) - len(added) - len(changed))


def read(record: Record, kind: Kind | None, bodies: Authorities) -> Listed | Authority:
    """Read one record as what it is about. Raises BadLine."""
    if isinstance(record.cells, BadLine):
        raise record.cells
    kind = kind or kind_of(record.cells)
    fields = fields_of(record.cells, kind)
    return listed(fields, bodies) if kind is Kind.STANDARDS else body(fields, kind, bodies)


def readable(
    records: Iterable[Record], kind: Kind | None, bodies: Authorities, told: Callable[[int, Text], None]
) -> Iterator[Listed | Authority]:
    """Yield what the good lines say; bad ones are told with their number, and so is where the file breaks."""
    try:
        with Seen() as seen:
            for record in records:
                try:
                    one = read(record, kind, bodies)
                    if (line := seen.earlier(one.id, record.line)) is not None:
                        raise _twice(one.id, line)
                except BadLine as wrong:
                    told(record.line, wrong.text)
                else:
                    yield one
    except BadFile as broken:
        told(broken.line, broken.text)


def _twice(id_: str, line: int) -> BadLine:
    return bad(
        "“{id}”在第 {line} 行已有，以该行为准。请删去其中一行。",
        "“{id}” stands on line {line} already, which counts. Remove one of the two.",
        id=id_,
        line=str(line),
    )


async def import_all(
    things: Iterator[Listed | Authority], shelves: Shelves, tally: Tally, moved: Callable[[], None]
) -> None:
    """Store everything. TryAgain when the store does not answer; what was stored until then stays."""
    while batch := list(islice(things, BATCH)):
        await _shelve([one for one in batch if isinstance(one, Listed)], shelves.standards, tally)
        await _shelve([one for one in batch if isinstance(one, Authority)], shelves.bodies, tally)
        moved()


async def _shelve(read: Sequence[Kept], shelf: Shelf[Kept], tally: Tally) -> None:
    if not read:
        return
    found = sort_out(read, await shelf.known([one.id for one in read]))
    await shelf.save(found.added, found.changed)
    tally.added += len(found.added)
    tally.changed += len(found.changed)
    tally.unchanged += found.unchanged
