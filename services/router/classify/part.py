"""What every part of these policies is: frozen, and without fields that nobody knows."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a policy file, as it stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid")
