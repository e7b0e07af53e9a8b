"""MinHash bands: two texts that share much share a band, whatever else each of them says."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any
from zlib import crc32

from services.router.likeness.wording import pairs, stem, tokens

BANDS = 12
"""Each is one smallest hash: a text of which a third is shared meets the other in 99 of 100 cases."""
SEED = 19
ASCII = re.compile("[A-Za-z0-9]")
SHORTEST = 6  # letters of an English word; shorter ones stand in most texts


def bands(shelf: str, text: str) -> tuple[str, ...]:
    """Return the bands of a normal text, each under its shelf; none when there is nothing to compare."""
    grams = {gram.encode() for gram in _grams(text)}
    if not grams:
        return ()
    sketch = _sketch()
    sketch.clear()
    sketch.update_batch(grams)
    return tuple(f"{shelf}|{band}:{least:08x}" for band, least in enumerate(sketch.hashvalues.tolist()))


def _grams(text: str) -> Iterable[str]:
    for token in tokens(text):
        if ASCII.match(token):
            if len(token) >= SHORTEST or any(char.isdigit() for char in token):
                yield stem(token.casefold())
        else:
            yield from pairs(token)


@cache
def _sketch() -> Any:
    """The one sketch, cleared for each text; its permutations every process draws alike from the seed."""
    # The library brings scipy along, which takes a second to load: what only explains need not wait for it.
    from datasketch import MinHash  # noqa: PLC0415

    return MinHash(BANDS, seed=SEED, hashfunc=crc32, scheme="affine32")
