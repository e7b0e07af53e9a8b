"""Intake's settings."""

from pydantic import Field

from shared.settings import MasterKey


class IntakeSettings(MasterKey):
    """Where intake listens, and how much it holds before it says that it cannot."""

    listen_host: str = "127.0.0.1"
    listen_port: int = Field(default=8080, ge=0, le=65_535)
    ops_port: int = Field(default=9101, ge=0, le=65_535)
    accept_queue: int = Field(default=1_000, ge=1)
    """Reports that may wait for the store; beyond, 503."""
    accept_patience: float = Field(default=0.8, gt=0)
    """Seconds that one flush may take before everyone who waits is told 503."""
