"""What the notifier needs to know, beyond what every service does."""

from datetime import time

from pydantic import Field, SecretStr

from shared.settings import MasterKey


class NotifierSettings(MasterKey):
    """Settings of the notifier.

    `smtp_url`: `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte.
    `amqp_admin_url`: RabbitMQ's management API, with user and password; without it the operator gives the
    agencies their rights by hand.
    `webhook_allowed_hosts`: hosts (names or addresses, as written in the webhook's address) that may lie
    inside the operator's own network.
    `digest_at`: the time of day in China at which each working day's digest ends; `digest_every`: seconds
    between looks whether one is due.
    """

    ops_port: int = Field(default=9103, ge=0, le=65_535)
    smtp_url: SecretStr = SecretStr("smtp://127.0.0.1:25")
    mail_from: str = "feedback@localhost"
    amqp_admin_url: SecretStr | None = None
    webhook_allowed_hosts: tuple[str, ...] = ()
    digest_at: time = time(9, 0)
    digest_every: float = Field(default=60.0, gt=0)
