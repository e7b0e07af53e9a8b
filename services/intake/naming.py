"""Names of those who act, as reporters and authorities read them."""

from collections.abc import Callable

from shared.authorities import Authorities
from shared.text import Text

CHANNEL = Text(zh="本平台", en="This channel")


def namer(authorities: Authorities) -> Callable[[str], Text]:
    """Return what gives the name of an authority by its id; whoever is none is the channel itself."""

    def name_of(actor: str) -> Text:
        return authorities.get(actor).name if actor in authorities else CHANNEL

    return name_of
