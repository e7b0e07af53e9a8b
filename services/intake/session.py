"""Sessions of the console: a sealed cookie that names a token, and the mark that its forms carry."""

import hmac
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson

from shared.errors import Refused
from shared.sealing import Vault

LIFETIME = timedelta(hours=12)
_BOUND_TO = "console session"


class Session(NamedTuple):
    """Who is logged in: the id of a token, and until when."""

    token: str
    until: datetime


class Sessions:
    """Makes and reads sessions; nothing is stored, and a revoked token ends its sessions."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def open(self, token: str, now: datetime) -> str:
        """Return the cookie of a new session for the token of this id."""
        until = (now + LIFETIME).isoformat()
        return self._vault.seal_text(orjson.dumps([token, until]).decode(), bound_to=_BOUND_TO)

    def read(self, cookie: str, now: datetime) -> Session | None:
        """Return the session, or None when the cookie is not ours or its time has passed."""
        try:
            token, until = orjson.loads(self._vault.unseal_text(cookie, bound_to=_BOUND_TO))
        except (Refused, ValueError):
            return None
        session = Session(str(token), datetime.fromisoformat(until))
        return session if now < session.until else None

    def form_mark(self, cookie: str) -> str:
        """Return what a form of this session carries, so that no other site can send it."""
        return self._vault.request_mark(f"form of session {cookie}").hex()

    def is_form_mark(self, cookie: str, mark: str) -> bool:
        """Say whether a form came from this session."""
        return hmac.compare_digest(self.form_mark(cookie).encode(), mark.encode(errors="replace"))
