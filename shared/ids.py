"""Names for things: new ones that sort by time, and derived ones that make "twice" harmless."""

import uuid_utils

_NAMESPACE = uuid_utils.UUID("6b9c4f0e-8a4d-5c0e-9b0e-2a5f7d1c3e60")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """Return a new identifier (UUIDv7, RFC 9562): unique, and sorting by the time it was made."""
    return str(uuid_utils.uuid7())


def derived_id(*parts: str) -> str:
    """Return the identifier (UUIDv5) of the thing that these parts name; the same parts, the same id."""
    return str(uuid_utils.uuid5(_NAMESPACE, "\x1f".join(parts)))


def case_number(case: str, year: int) -> str:
    """Return the public number of a case, such as `2026-7K3M9-QX2AB`, derived from its id."""
    value = uuid_utils.uuid5(_NAMESPACE, f"number\x1f{case}").int
    digits = "".join(CROCKFORD[(value >> (5 * i)) & 31] for i in range(10))
    return f"{year}-{digits[:5]}-{digits[5:]}"
