"""Fact: something that became known, in the past tense; `shared.events` has all of them."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """What became known; the fields of `named_by` make the event's id, so that twice is harmless."""

    model_config = ConfigDict(frozen=True)

    type: ClassVar[str]
    source: ClassVar[str]
    named_by: ClassVar[tuple[str, ...]]

    def names(self) -> tuple[str, ...]:
        """Return what tells this fact apart from all others of its type; the first is its subject."""
        dumped = self.model_dump(mode="json")
        return tuple(str(dumped[field]) for field in self.named_by)
