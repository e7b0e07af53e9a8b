"""Delivery: one message to one listener, with its attempts."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.subscription import Channel


class DeliveryState(StrEnum):
    """Where one message stands: to be tried (again), told, or given up on."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Attempt(BaseModel):
    """One try: when, whether it was heard, and what came back in words."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    heard: bool
    detail: str


class Delivery(BaseModel):
    """One message to one subscription, or to the reporters of a report.

    `id` is derived from case, listener and step, and is also the webhook's `webhook-id` and the mail's
    `Message-ID`. `event` is the CloudEvent that is told; `subscription` is None for a reporter, who is
    named by `report` and found, sealed, with it.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    channel: Channel
    case: str
    escalation: str | None = None
    authority: str | None = None
    subscription: str | None = None
    report: str | None = None
    event: dict[str, Any]
    state: DeliveryState = DeliveryState.WAITING
    attempts: tuple[Attempt, ...] = ()
    next_attempt_at: datetime | None = None
    settled_at: datetime | None = None
