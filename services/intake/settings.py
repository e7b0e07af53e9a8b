"""Intake's settings."""

from ipaddress import ip_network

from pydantic import Field

from services.intake.source import Networks
from shared.settings import MasterKey

THIS_MACHINE: Networks = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


class IntakeSettings(MasterKey):
    """Where intake listens, and how much it holds before it says that it cannot."""

    listen_host: str = "127.0.0.1"
    listen_port: int = Field(default=8080, ge=0, le=65_535)
    ops_port: int = Field(default=9101, ge=0, le=65_535)
    accept_queue: int = Field(default=1_000, ge=1)
    """Reports that may wait for the store; beyond, 503."""
    accept_patience: float = Field(default=0.8, gt=0)
    """Seconds that one flush may take before everyone who waits is told 503."""
    patience: float = Field(default=10.0, gt=0)
    """Seconds for a request's head to arrive, for its body, and for an answer to be taken by its reader."""
    connections: int = Field(default=5_000, ge=1)
    """Open at once; beyond, the one that has rested longest is closed."""
    connections_of_one: int = Field(default=500, ge=1)
    """Open at once from one address, unless it is one of `unlimited` or `proxies`."""
    proxies: Networks = ()
    """Networks of our own proxies, whose X-Forwarded-For is believed."""
    unlimited: Networks = THIS_MACHINE
    """Sources that may send and ask without end: this machine, and monitoring points that report in bulk."""
    requests_per_minute: int = Field(default=1_800, ge=0)
    """What one source may ask, twice as many at once; 0 is without end, as in the next two."""
    reports_per_minute: int = Field(default=600, ge=0)
    """Reports that one source may send; one that tells of danger is taken all the same."""
    guesses_per_minute: int = Field(default=20, ge=0)
    """Receipts and tokens that do not exist which one source may try."""
