"""Subscription: how one authority wants to hear."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.standard import StandardRef, UnreadableCitation
from shared.taxonomy import Severity


class Channel(StrEnum):
    """The ways of speaking to an authority."""

    WEBHOOK = "webhook"
    EMAIL = "email"
    QUEUE = "queue"


class Subscription(BaseModel):
    """How one authority wants to hear; empty filters mean everything.

    `standards` are citations or beginnings of them ("GB 18401", "YY"); `secrets` are the sealed webhook
    secrets, newest first; `password_hash` is RabbitMQ's salted SHA-256 of the queue's credentials. With
    `digest` it is also told, once a working day, of the cases that its authority is informed of.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    authority: str
    channel: Channel
    address: str
    severities: tuple[Severity, ...] = ()
    standards: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    password_hash: str | None = None
    digest: bool = False
    deleted_at: datetime | None = None

    def wants(self, *, severity: Severity, standard: str | None) -> bool:
        """Say whether a case of this severity, about this standard, is to be told."""
        if self.deleted_at or (self.severities and severity not in self.severities):
            return False
        return not self.standards or any(_covers(wanted, standard or "") for wanted in self.standards)


def _covers(wanted: str, standard: str) -> bool:
    try:
        return StandardRef.parse(wanted).same_standard(StandardRef.parse(standard))
    except UnreadableCitation:
        return standard.upper().startswith(wanted.upper())


def agency_queue(authority: str) -> str:
    """Return the name of the queue that an authority's own programs read."""
    return f"{agency_user(authority)}.v1"


def agency_user(authority: str) -> str:
    """Return the name of the RabbitMQ user with which those programs read, such as `agency.440300`."""
    return f"agency.{authority}"
