"""E-mail, by SMTP, to authorities and to reporters."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from services.notifier import letter
from services.notifier.channels import Failed, Heard
from services.notifier.letter import Letter
from services.notifier.listener import Listener, Nobody, Reader
from shared.delivery import Delivery
from shared.errors import Refused, TryAgain
from shared.event import Event
from shared.events import (
    CaseAnswered,
    CaseRegrouped,
    DeliveryRequested,
    DigestMade,
    EscalationGrown,
    EscalationOpened,
    EscalationWithdrawn,
)
from shared.fact import Fact
from shared.sealing import Vault

TIMEOUT = 15.0  # seconds for one mail
AT_ONCE, TOGETHER = 4, 8  # connections to the mail server
PAUSE = 10.0  # seconds, while the mail server is away
PERMANENT = 500  # SMTP replies from here on are final (RFC 5321)


class EmailSender:
    """Hands letters to the mail server of the settings."""

    at_once, together = AT_ONCE, TOGETHER

    def __init__(self, smtp_url: str, mail_from: str, vault: Vault, public_url: str) -> None:
        self._server = urlsplit(smtp_url)
        if self._server.scheme not in ("smtp", "smtps") or not self._server.hostname:
            raise ValueError("smtp_url must look like smtp://user:password@host:port")
        self._from = mail_from
        self._domain = parseaddr(mail_from)[1].rpartition("@")[2] or "localhost"
        self._vault = vault
        self._site = public_url.rstrip("/")

    async def send(self, delivery: Delivery, listener: Listener) -> Heard | Failed:
        """Write the letter for this listener, and hand it over."""
        message = self._compose(delivery, self._address(listener), self._letter(delivery, listener))
        try:
            return Heard(await self._hand_over(message))
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refusal(max(r.code for r in refused.recipients), "the address was refused")
        except aiosmtplib.SMTPDataError as refused:
            return _refusal(refused.code, "the mail server refused the letter")
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as away:
            # Refusals of ourselves (login, sender) too: they are the operator's to mend, not the listener's.
            raise TryAgain(f"the mail server is away: {type(away).__name__}", after=PAUSE) from away

    def _address(self, listener: Listener) -> str:
        if isinstance(listener, Nobody):
            raise Refused(listener.why)
        if isinstance(listener, Reader):
            address = self._vault.unseal(listener.sealed, bound_to=listener.report).get("email")
        else:
            address = listener.address
        if not address:
            raise Refused("no e-mail address was left")
        return str(address)

    def _letter(self, delivery: Delivery, listener: Listener) -> Letter:
        fact = Event.model_validate(delivery.event).fact()
        if isinstance(listener, Reader):
            return self._to_reporter(fact, listener)
        match fact:
            case EscalationGrown():
                return letter.grown(fact)
            case EscalationOpened():
                return letter.escalation(fact)
            case EscalationWithdrawn():
                return letter.withdrawn(fact)
            case DigestMade():
                return letter.digest(fact, f"{self._site}/authority")
            case DeliveryRequested():
                return letter.trial(self._site)
        raise Refused(f"no letter to an authority is known for {fact.type}")

    def _to_reporter(self, fact: Fact, reader: Reader) -> Letter:
        match fact:
            case CaseAnswered():
                return letter.ending(fact, reader.language, f"{self._site}/status")
            case CaseRegrouped():
                return letter.regrouped(fact, reader.language, f"{self._site}/status")
        raise Refused(f"no letter to a reporter is known for {fact.type}")

    def _compose(self, delivery: Delivery, address: str, written: Letter) -> EmailMessage:
        message = EmailMessage()
        try:
            message["To"] = Address(addr_spec=address)
        except (ValueError, IndexError) as error:
            raise Refused("not an e-mail address") from error
        message["From"] = self._from
        message["Subject"] = written.subject
        message["Date"] = localtime()
        message["Message-ID"] = f"<{delivery.id}@{self._domain}>"
        message["Content-Language"] = ", ".join(written.languages)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies, please
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(written.text, cte="base64")
        message.add_alternative(written.html, subtype="html", cte="base64")
        return message

    async def _hand_over(self, message: EmailMessage) -> str:
        server = self._server
        _, reply = await aiosmtplib.send(
            message,
            hostname=server.hostname,
            port=server.port,
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=server.scheme == "smtps",
            timeout=TIMEOUT,
        )
        return reply[:200]


def _refusal(code: int, why: str) -> Failed:
    # The server's own words would repeat a reporter's address, which records must not hold.
    return Failed(f"SMTP {code}: {why}", for_ever=code >= PERMANENT)
