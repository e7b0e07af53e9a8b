"""Names of those who act, as reporters and authorities read them."""

from collections.abc import Callable

from shared.authorities import Authorities
from shared.ruling import OPERATOR
from shared.text import Text

CHANNEL = Text(zh="本平台", en="This channel")
OPERATOR_NAME = Text(zh="平台管理员", en="The operator of this channel")


def namer(authorities: Authorities) -> Callable[[str], Text]:
    """Return what gives the name of an authority or the operator by id; anybody else is the channel."""

    def name_of(actor: str) -> Text:
        if actor == OPERATOR:
            return OPERATOR_NAME
        return authorities.get(actor).name if actor in authorities else CHANNEL

    return name_of
