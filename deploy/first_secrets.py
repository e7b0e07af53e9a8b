"""Secrets of a channel in containers, made at its first start: `python -m deploy.first_secrets FOLDER`.

Whoever brings secrets of their own puts files of the same names in their place. What exists is never changed.
"""

import sys
from pathlib import Path

from deploy.local.kept import kept, master_key, password

USER = "feedback"
BROKER = "rabbitmq"  # the broker's host name among the containers


def make(folder: Path) -> None:
    """Writes `master-key`, `amqp-url`, `amqp-admin-url` and the broker's own `rabbitmq.conf`."""
    secret = kept(folder / "broker-password", password)
    kept(folder / "master-key", master_key)
    kept(folder / "amqp-url", lambda: f"amqp://{USER}:{secret}@{BROKER}:5672/")
    kept(folder / "amqp-admin-url", lambda: f"http://{USER}:{secret}@{BROKER}:15672")
    settings = folder / "rabbitmq.conf"
    kept(settings, lambda: f"default_user = {USER}\ndefault_pass = {secret}")
    # The broker runs as a user of its own, which has to read this one file and to pass through the folder.
    settings.chmod(0o644)
    folder.chmod(0o755)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
