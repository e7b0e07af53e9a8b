"""The token in the form: which filling-in this is, and when it began; signed, so that nobody invents one."""

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel

from shared.ids import derived_id
from shared.sealing import Vault

LASTS = timedelta(hours=24)
HASTE = timedelta(seconds=3)
"""Nobody fills in the form faster than this; a script does."""


class FormToken(NamedTuple):
    """One filling-in of the form."""

    nonce: str
    began: datetime

    def hasty(self, now: datetime) -> bool:
        """Say whether the form came back faster than a person types."""
        return now - self.began < HASTE

    def key_of(self, said: BaseModel, about: str = "") -> str:
        """Return the idempotency key: the same page sent twice is one report, changed in between two."""
        return derived_id("form", self.nonce, said.model_dump_json(), about)


def issue(vault: Vault, now: datetime) -> str:
    """Return a new token, as it stands in the form."""
    content = f"{secrets.token_hex(16)}.{int(now.timestamp())}"
    return f"{content}.{_signature(vault, content)}"


def read(vault: Vault, token: str, now: datetime) -> FormToken | None:
    """Return what a token says, or None when it is not ours or too old."""
    content, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(vault, content).encode(), signature.encode()):
        return None
    nonce, _, seconds = content.partition(".")
    began = datetime.fromtimestamp(int(seconds), UTC)
    return FormToken(nonce, began) if now - began < LASTS else None


def _signature(vault: Vault, content: str) -> str:
    return vault.request_mark(f"form token {content}").hex()
