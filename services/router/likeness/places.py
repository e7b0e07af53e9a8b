"""Where a case is found from: keys of its standard and clause, few for each case."""

from collections.abc import Iterable

from services.router.likeness.clauses import ancestry, is_point
from services.router.likeness.record import Likeness

WHOLE = "*"


def shelf(likeness: Likeness) -> str:
    """Return the key that all cases share which could ever be joined with it."""
    return likeness.shelf


def places(likeness: Likeness) -> tuple[str, ...]:
    """Return the keys under which a case is stored.

    `=` says where it stands, `<` every clause that holds it: 5.1 is at `=5.1`, within `<5.1`, `<5` and `<*`.
    """
    clause = likeness.clause
    if clause is None or not is_point(clause):
        return _keys(likeness, f"={WHOLE}", f"<{WHOLE}")
    return _keys(likeness, f"={clause}", *(f"<{up}" for up in ancestry(clause)), f"<{WHOLE}")


def everything_on(shelf: str) -> tuple[str, ...]:
    """Return the key under which every case of a shelf is stored."""
    return (f"{shelf}|<{WHOLE}",)


def wanted_places(likeness: Likeness) -> tuple[str, ...]:
    """Return the keys to ask for: cases within its clause, at a clause that holds it, or at the whole."""
    clause = likeness.clause
    if clause is None or not is_point(clause):
        return _keys(likeness, f"<{WHOLE}")
    return _keys(likeness, f"<{clause}", *(f"={up}" for up in ancestry(clause)[1:]), f"={WHOLE}")


def _keys(likeness: Likeness, *ends: str) -> tuple[str, ...]:
    return tuple(f"{likeness.shelf}|{end}" for end in ends)


def wanted_keys(likeness: Likeness) -> tuple[str, ...]:
    """Return the keys under which a case of the same problem would be found, by its place or by its words.

    A report at a numbered clause is compared with few cases by their place. By their words it looks only for
    those that stand at no such clause: of a standard with thousands of cases most share some words with it.
    """
    within = likeness.bands if _is_open(likeness) else ()
    return (*wanted_places(likeness), *within, *_open_bands(likeness))


def kept_keys(likenesses: Iterable[Likeness]) -> list[str]:
    """Return the keys under which a case is kept, for the next report of the same problem to find it."""
    return sorted(
        {
            key
            for one in likenesses
            for key in (*places(one), *(_open_bands(one) if _is_open(one) else one.bands))
        }
    )


def _is_open(likeness: Likeness) -> bool:
    """Say whether it is about the whole, or about a place that is no numbered clause."""
    return not is_point(likeness.clause)


def _open_bands(likeness: Likeness) -> tuple[str, ...]:
    return tuple(f"{band}{WHOLE}" for band in likeness.bands)
