"""What the whole channel consists of on one machine, and the settings that each service gets."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from deploy.local.kept import kept, master_key, password
from deploy.local.parts import Part
from deploy.local.ports import LOOPBACK, Ports, answers
from deploy.local.rabbitmq import a_broker
from deploy.local.store import a_store
from deploy.local.tree import ROOT

FORM, SMTP = 8080, 18025  # preferred
OPERATORS = {"intake": 9101, "router": 9102, "notifier": 9103}  # preferred


@dataclass
class Channel:
    """The user's own settings (`FEEDBACK_…`) win over what is chosen here."""

    theirs: Mapping[str, str]
    ports: Ports
    var: Path
    settings: dict[str, str] = field(default_factory=dict)

    def servers(self) -> list[Part]:
        """What the services stand on. Those for which the user names an address are not started."""
        return [*self._broker(), *self._store(), *self._mail()]

    def services(self) -> list[Part]:
        """The three services, to be asked for after `servers`."""
        secret = self.var / "secrets" / "master-key"
        kept(secret, master_key)
        # A port that the user names is taken as it is: a form elsewhere than asked for would not be found.
        named = self.theirs.get("FEEDBACK_LISTEN_PORT")
        port = self.ports.claim(int(named)) if named else self.ports.take(FORM)
        self.settings |= {
            "FEEDBACK_MASTER_KEY_FILE": str(secret),
            "FEEDBACK_LISTEN_HOST": LOOPBACK,
            "FEEDBACK_LISTEN_PORT": str(port),
            "FEEDBACK_PUBLIC_URL": f"http://{LOOPBACK}:{port}",
            "FEEDBACK_WEBHOOK_ALLOWED_HOSTS": json.dumps([LOOPBACK, "localhost"]),
        }
        ready = {"intake": lambda: answers(self.form[1], self.form[0])}
        return [
            self._service(name, self.ports.take(usual), ready.get(name, lambda: True))
            for name, usual in OPERATORS.items()
        ]

    @property
    def environment(self) -> dict[str, str]:
        """What a service, or a command of one, runs with."""
        return {"PYTHONUNBUFFERED": "1", **self.settings, **self.theirs}

    @property
    def address(self) -> str:
        """The form's address."""
        return self.environment["FEEDBACK_PUBLIC_URL"].rstrip("/")

    def _broker(self) -> list[Part]:
        if self.theirs.get("FEEDBACK_AMQP_URL"):
            return []
        secret = kept(self.var / "secrets" / "broker-password", password)
        broker = a_broker(self.var / "rabbitmq", secret, self.ports, usual=True)
        broker.prepare()
        self.settings |= {"FEEDBACK_AMQP_URL": broker.url, "FEEDBACK_AMQP_ADMIN_URL": broker.admin_url}
        return list(broker.parts())

    def _store(self) -> list[Part]:
        if self.theirs.get("FEEDBACK_MONGO_URL"):
            return []
        store = a_store(self.var / "store", self.ports, usual=True)
        self.settings["FEEDBACK_MONGO_URL"] = store.url_of("feedback")
        return [store.part()]

    def _mail(self) -> list[Part]:
        if self.theirs.get("FEEDBACK_SMTP_URL"):
            return []
        port = self.ports.take(SMTP)
        self.settings |= {
            "FEEDBACK_SMTP_URL": f"smtp://{LOOPBACK}:{port}",
            "FEEDBACK_MAIL_FROM": "feedback@standards.example",
        }
        where = ("--port", str(port), "--folder", str(self.var / "mail"))
        mail = Part(
            name="mail",
            command=(sys.executable, "-m", "deploy.local.mail", *where),
            environment=self.environment,
            folder=ROOT,
            ready=lambda: answers(port),
        )
        return [mail]

    @property
    def form(self) -> tuple[str, int]:
        """Host and port at which intake is reached from this machine."""
        host = self.environment["FEEDBACK_LISTEN_HOST"]
        everywhere = host in ("0.0.0.0", "::")  # noqa: S104 -- recognised here, bound nowhere
        return LOOPBACK if everywhere else host, int(self.environment["FEEDBACK_LISTEN_PORT"])

    def _service(self, name: str, port: int, also: Callable[[], bool]) -> Part:
        return Part(
            name=name,
            command=(sys.executable, "-m", f"services.{name}"),
            environment={**self.environment, "FEEDBACK_OPS_PORT": str(port)},
            folder=ROOT,
            ready=lambda: is_ready(port) and also(),
            grace=15.0,
        )


def is_ready(port: int) -> bool:
    """Whether a service's operator port says so."""
    connection = HTTPConnection(LOOPBACK, port, timeout=3)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
