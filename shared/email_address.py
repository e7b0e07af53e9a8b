"""E-mail addresses as people type them, in the one form in which they are kept.

The library takes 28 µs for an address, half of what a whole report takes to be validated, most of it for the
domain; and most people write from a few domains.
"""

import re
from functools import lru_cache

from email_validator import validate_email

_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
"""Local parts that the library takes as they are."""
_LONGEST_LOCAL, _LONGEST = 64, 254  # characters (RFC 5321)
_DOMAINS = 1_000  # that are remembered; a domain alone names nobody


def normalized(typed: str) -> str:
    """Return the address; EmailNotValidError when it is none. Nobody is asked whether it exists."""
    local, _, domain = typed.rpartition("@")
    if _PLAIN.fullmatch(local) and len(local) <= _LONGEST_LOCAL and len(typed) <= _LONGEST:
        return f"{local}@{_domain(domain)}" if domain.isascii() else _by_the_library(typed)
    return _by_the_library(typed)


@lru_cache(_DOMAINS)
def _domain(typed: str) -> str:
    return validate_email(f"x@{typed}", check_deliverability=False).domain


def _by_the_library(typed: str) -> str:
    return validate_email(typed, check_deliverability=False).normalized
