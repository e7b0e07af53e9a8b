"""Files of a catalogue, for `explain`, which asks no server: what they say, held in memory."""

from collections.abc import Callable, Iterable
from pathlib import Path

from services.router.catalogue.importing import readable
from services.router.catalogue.reading import opened, read_records
from services.router.policy import Policy
from shared.authority import Authority
from shared.catalogue import Catalogue, Listed
from shared.text import Text


def known_from(paths: Iterable[Path], policy: Policy, say: Callable[[str], None]) -> tuple[Policy, bool]:
    """Return the policy that also knows these files, in their order, and whether every line was good.

    Raises OSError when one cannot be read.
    """
    listed: list[Listed] = []
    wrong: list[int] = []
    for path in paths:

        def told(line: int, text: Text, path: Path = path) -> None:
            wrong.append(line)
            say(f"{path}:{line}: {text.both}")

        with opened(path) as (file, _):
            things = list(readable(read_records(file), None, policy.directory.authorities, told))
        listed += (one for one in things if isinstance(one, Listed))
        bodies = {one.id: one for one in things if isinstance(one, Authority)}
        known = {one.id: one for one in policy.directory.authorities.imported}
        policy.directory.authorities.admit((known | bodies).values())
    return policy.knowing(Catalogue(listed)), not wrong
