"""The broker's addresses as a setting gives them: one, or those of a cluster's nodes with commas between."""

import re

_BETWEEN = re.compile(r"\s*,\s*(?=amqps?://)")  # a password may hold a comma


def addresses(setting: str) -> tuple[str, ...]:
    """Return every address of `amqp://…,amqp://…`, in the order given; at least one."""
    return tuple(_BETWEEN.split(setting.strip()))
