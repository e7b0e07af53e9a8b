"""Secrets: the reporter's identity sealed for each report, receipts and tokens kept as HMACs only.

A sealed identity is AES-256-GCM under a data key of its own, which is wrapped by a key from the settings;
destroying the wrapped data key forgets the reporter.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from shared.errors import Refused
from shared.ids import CROCKFORD

RECEIPT_LENGTH = 26  # Crockford characters: 130 bits
_DATA_KEY, _NONCE = 32, 12  # bytes
_WRAPPED_KEY = 40  # bytes of a 32-byte data key once wrapped (RFC 3394)
_UNIT_FIELDS = ("uscc", "organisation", "email", "phone")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class Vault:
    """Everything that needs the master key (32 bytes, base64), each use under a key derived for it alone."""

    def __init__(self, master_key: str) -> None:
        try:
            key = base64.b64decode(master_key.strip(), validate=True)
        except ValueError as error:
            raise ValueError("the master key is not base64") from error
        if len(key) != 32:  # noqa: PLR2004 - AES-256
            raise ValueError("the master key must be 32 bytes, written in base64")
        self._wrapping = _derive(key, "identity")
        self._receipts = _marker(key, "receipt")
        self._tokens = _marker(key, "token")
        self._requests = _marker(key, "request")
        self._again = _marker(key, "receipt of a repeatable request")
        self._units = _marker(key, "unit")

    def seal(self, content: Any, *, bound_to: str) -> dict[str, bytes]:
        """Encrypt a JSON value; it opens only beside the id that it is bound to."""
        drawn = secrets.token_bytes(_DATA_KEY + _NONCE)  # one call to the system in place of two
        data_key, nonce = drawn[:_DATA_KEY], drawn[_DATA_KEY:]
        sealed = AESGCM(data_key).encrypt(nonce, orjson.dumps(content), bound_to.encode())
        return {"key": aes_key_wrap(self._wrapping, data_key), "nonce": nonce, "sealed": sealed}

    def unseal(self, box: dict[str, bytes], *, bound_to: str) -> Any:
        """Decrypt what `seal` made; Refused when the key was destroyed or the box is another's."""
        try:
            data_key = aes_key_unwrap(self._wrapping, box["key"])
            return orjson.loads(AESGCM(data_key).decrypt(box["nonce"], box["sealed"], bound_to.encode()))
        except (KeyError, ValueError, InvalidUnwrap, InvalidTag) as error:
            raise Refused("the sealed content cannot be opened") from error

    def seal_text(self, text: str, *, bound_to: str) -> str:
        """Encrypt a text into one line of base64, for a place that holds strings."""
        box = self.seal(text, bound_to=bound_to)
        return base64.b64encode(box["key"] + box["nonce"] + box["sealed"]).decode()

    def unseal_text(self, sealed: str, *, bound_to: str) -> str:
        """Decrypt what `seal_text` made; Refused when it is another's, or no such line."""
        try:
            packed = base64.b64decode(sealed, validate=True)
        except ValueError as error:
            raise Refused("the sealed content cannot be opened") from error
        key, rest = packed[:_WRAPPED_KEY], packed[_WRAPPED_KEY:]
        box = {"key": key, "nonce": rest[:_NONCE], "sealed": rest[_NONCE:]}
        return str(self.unseal(box, bound_to=bound_to))

    def receipt_mark(self, receipt: str) -> bytes:
        """Return what is stored of a receipt, however it was typed (lower case, dashes, O for 0)."""
        return _mark(self._receipts, receipt.upper().translate(_LOOKALIKES).encode())

    def receipt_for(self, report: str, content: bytes) -> str:
        """Return the receipt of a report that may be sent again: the same for the same report and content."""
        return _crockford(int.from_bytes(_mark(self._again, report.encode() + content)))

    def token_mark(self, token: str) -> bytes:
        """Return what is stored of an authority's token."""
        return _mark(self._tokens, token.encode())

    def request_mark(self, text: str) -> bytes:
        """Return what is stored of an idempotency key or a request's content."""
        return _mark(self._requests, text.encode())

    def unit_mark(self, identity: Mapping[str, str]) -> str | None:
        """Return a mark by which one unit's reports can be counted as one unit's; None for the anonymous.

        The unit is its credit code, else its name however it is spaced, else an e-mail address or telephone.
        """
        for field in _UNIT_FIELDS:
            plain = "".join(unicodedata.normalize("NFKC", identity.get(field, "")).casefold().split())
            if plain:
                return _mark(self._units, f"{field} {plain}".encode()).hex()
        return None


def new_receipt() -> str:
    """Return a receipt: 26 Crockford base-32 characters, 130 random bits."""
    return _crockford(secrets.randbits(5 * RECEIPT_LENGTH))


def _crockford(value: int) -> str:
    """Return the lowest 130 bits as a receipt."""
    return "".join([CROCKFORD[(value >> shift) & 31] for shift in range(0, 5 * RECEIPT_LENGTH, 5)])


def new_token() -> str:
    """Return an authority's token: 256 random bits, with a prefix that secret scanners can find."""
    return f"fbk_{secrets.token_urlsafe(32)}"


def _derive(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, f"standards-feedback {purpose}".encode(), hashlib.sha256)


def _marker(key: bytes, purpose: str) -> hmac.HMAC:
    """Return an HMAC that has taken its key; a copy of it is half the work of a new one."""
    return hmac.new(_derive(key, purpose), digestmod="sha256")


def _mark(marker: hmac.HMAC, content: bytes) -> bytes:
    own = marker.copy()
    own.update(content)
    return own.digest()
