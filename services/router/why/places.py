"""Finding a place by its code or by what people call it. Pure."""

from collections.abc import Iterable
from functools import cached_property

from shared.region import Region, Regions

MOST = 12  # candidates shown
ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
LOWER_ENDINGS = ("区", "县", "盟", "地区")
"""Left out less often: 海南 is the province before it is 乌海's 海南区."""


class Places:
    """The regions, searched by name; built once, since that walks through all of them."""

    def __init__(self, regions: Regions) -> None:
        self._regions = regions

    def find(self, typed: str) -> tuple[Region, ...]:
        """Return the places that are meant, best first: one for a code, and for a name that is the only one.

        A name may leave out the level above or its ending: 深圳, 深圳南山, 广东省 深圳市 南山区. Empty where
        there is none.
        """
        wanted = "".join(typed.split())
        if wanted in self._regions:
            return (self._regions.get(wanted),)
        if not wanted or wanted.isascii():
            return ()
        for names in (self._usual, self._shorter):
            if exact := [region for region in self._regions if wanted in names[region.code]]:
                return tuple(exact[:MOST])
        pieces = typed.split() if len(typed.split()) > 1 else [wanted]
        found = [region for region in self._regions if _holds(self._regions.full_name(region.code), pieces)]
        found.sort(key=lambda region: (len(self._regions.path(region.code)), region.code))
        return tuple(found[:MOST])

    @cached_property
    def _usual(self) -> dict[str, frozenset[str]]:
        """Every code with the ways its name may be written."""
        return {region.code: frozenset(self._ways(region, ENDINGS)) for region in self._regions}

    @cached_property
    def _shorter(self) -> dict[str, frozenset[str]]:
        endings = ENDINGS + LOWER_ENDINGS
        return {region.code: frozenset(self._ways(region, endings)) for region in self._regions}

    def _ways(self, region: Region, endings: Iterable[str]) -> set[str]:
        path = self._regions.path(region.code)
        ways = {""}
        for level in reversed(path):
            own = {level.name, _short(level.name, endings)}
            # The levels above may be left out; the place's own name may not.
            ways = {way + name for way in ways for name in own} | (ways if level is not path[0] else set())
        return ways


def _short(name: str, endings: Iterable[str]) -> str:
    """Leave the ending out, where two characters are left: 深圳 for 深圳市, but 雄县 stays."""
    ending = next((ending for ending in endings if name.endswith(ending)), "")
    bare = name.removesuffix(ending)
    return bare if len(bare) > 1 else name


def _holds(name: str, pieces: list[str]) -> bool:
    position = 0
    for piece in pieces:
        position = name.find(piece, position)
        if position < 0:
            return False
        position += len(piece)
    return True
