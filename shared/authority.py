"""Authority: a body that answers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.text import Text

AuthorityLevel = Literal[
    "national", "ministry", "province", "prefecture", "county", "committee", "association", "enterprise"
]


class Authority(BaseModel):
    """A body that answers, named by a slug without dots, so that it fits a routing key.

    Regional administrations carry their GB/T 2260 code as id. `superior` is the id of the body one level
    up, None at the top; `region` is the code of the place a regional administration answers for.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: Text
    level: AuthorityLevel
    region: str | None = None
    superior: str | None = None
    email: str | None = None
