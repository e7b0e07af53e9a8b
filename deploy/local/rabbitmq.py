"""A private RabbitMQ node: its own name, ports, folders, cookie and port mapper; loopback only."""

import base64
import json
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.local.parts import Part
from deploy.local.ports import LOOPBACK, Ports, answers

USER = "feedback"
AMQP, MANAGEMENT, DISTRIBUTION, MAPPER = 18672, 18673, 18674, 18675  # preferred; any free ones do

_SERVER_FOLDERS = (
    "/usr/lib/rabbitmq/lib",
    "/opt/rabbitmq",
    "/usr/local/lib/rabbitmq",
    "/opt/homebrew/opt/rabbitmq",
)
# The schedulers' busy waiting takes a processor from the services when all share two.
_ERLANG = "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"


class NoBroker(Exception):
    """RabbitMQ is not installed, or not all of it."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"找不到 {program}。请用 make run 启动，它会安装所缺的部分。\n"
            f"{program} was not found. Start with make run, which installs what is missing."
        )


@dataclass(frozen=True)
class Broker:
    """One node's folder, ports and password."""

    folder: Path
    password: str
    amqp: int
    management: int
    distribution: int
    mapper: int
    node: str = "feedback@localhost"

    @property
    def url(self) -> str:
        """AMQP address of the default virtual host."""
        return self.url_of("")

    def url_of(self, vhost: str) -> str:
        """AMQP address of a virtual host named by letters, digits, - and _."""
        return f"amqp://{USER}:{self.password}@{LOOPBACK}:{self.amqp}/{vhost}"

    @property
    def admin_url(self) -> str:
        """Address of the management API, with the administrator's name and password."""
        return f"http://{USER}:{self.password}@{LOOPBACK}:{self.management}"

    def parts(self) -> tuple[Part, Part]:
        """The port mapper, which would otherwise be left behind as a daemon, and the node."""
        mapper = Part(
            name="epmd",
            command=(_program("epmd"), "-port", str(self.mapper), "-address", LOOPBACK),
            environment={"PATH": os.environ.get("PATH", os.defpath)},
            folder=self.folder,
            ready=lambda: answers(self.mapper),
        )
        node = Part(
            name="rabbitmq",
            command=(str(server_script()), "-noinput"),
            environment=self.environment,
            folder=self.folder,
            ready=self._is_ready,
            grace=20.0,
        )
        return mapper, node

    def prepare(self) -> None:
        """Writes the node's configuration. The password counts at the very first start only."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        configuration = self.folder / "rabbitmq.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"listeners.tcp.1 = {LOOPBACK}:{self.amqp}\n"
            f"management.tcp.ip = {LOOPBACK}\n"
            f"management.tcp.port = {self.management}\n"
            f"default_user = {USER}\n"
            f"default_pass = {self.password}\n"
            "log.console = true\n"
            "log.console.level = warning\n"
            "log.file = false\n"
        )

    def call(self, method: str, path: str, body: object = None) -> object:
        """One call of the management API; the decoded answer, or None when it has none."""
        request = urllib.request.Request(
            f"http://{LOOPBACK}:{self.management}/api{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": self._authorization()},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- our own address
            content = answer.read()
        return json.loads(content) if content else None

    def control(self, *arguments: str) -> tuple[str, ...]:
        """The command line of `rabbitmqctl` for this node; to be run in `environment`."""
        return (str(server_script().with_name("rabbitmqctl")), "-n", self.node, *arguments)

    def _is_ready(self) -> bool:
        if not answers(self.amqp):
            return False
        try:
            self.call("GET", "/whoami")
        except (OSError, urllib.error.HTTPError):
            return False
        return True

    def _authorization(self) -> str:
        return "Basic " + base64.b64encode(f"{USER}:{self.password}".encode()).decode()

    @property
    def environment(self) -> dict[str, str]:
        """Where the node's programs find its folders, its cookie and each other."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),  # the cookie's home
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(self.mapper),
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_NODE_PORT": str(self.amqp),
            "RABBITMQ_DIST_PORT": str(self.distribution),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            # Makes the script become the node instead of standing before it and passing signals on.
            "RABBITMQ_ALLOW_INPUT": "1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": _ERLANG,
        }


def a_broker(folder: Path, password: str, ports: Ports, *, usual: bool = False) -> Broker:
    """A node with its data in the folder, on its usual ports where they are free, else on any."""
    wanted = (AMQP, MANAGEMENT, DISTRIBUTION, MAPPER) if usual else (None, None, None, None)
    amqp, management, distribution, mapper = (ports.take(port) for port in wanted)
    return Broker(folder.resolve(), password, amqp, management, distribution, mapper)


def server_script() -> Path:
    """RabbitMQ's own start script. Debian's wrapper on PATH would insist on its own user and folders."""
    scripts = (path for folder in _SERVER_FOLDERS for path in Path(folder).glob("**/sbin/rabbitmq-server"))
    found = sorted(scripts) or _on_path()
    if not found:
        raise NoBroker("rabbitmq-server")
    return found[-1]


def is_installed() -> bool:
    """Whether a node can be started on this machine."""
    return _finds(server_script) and _finds(lambda: _program("epmd"))


def _finds(look: Callable[[], object]) -> bool:
    try:
        look()
    except NoBroker:
        return False
    return True


def _on_path() -> list[Path]:
    found = shutil.which("rabbitmq-server") or shutil.which(
        "rabbitmq-server", path="/usr/sbin:/usr/local/sbin"
    )
    return [Path(found).resolve()] if found else []


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/bin:/usr/sbin:/usr/local/bin")
    if found is None:
        raise NoBroker(name)
    return found
