"""Token: what an authority's program or person shows instead of a password."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Token(BaseModel):
    """A token as it is known; the token itself is nowhere, its HMAC alone is stored beside."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    authority: str
    label: str
    revoked_at: datetime | None = None
