"""Free ports on the loopback address, never given twice on one machine."""

import random
import socket
import sys

LOOPBACK = "127.0.0.1"

# Below the range from which Linux draws outgoing ports: no client takes one between choosing and using.
_ANY = range(20_000, 32_000)


class PortTaken(Exception):
    """A port that somebody asked for by number is in use. Its text says so in both languages."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"端口 {port} 已被占用。请改用其他端口，或先停止占用它的程序。\n"
            f"Port {port} is in use. Name another one, or stop what holds it."
        )


class Ports:
    """Ports held for one launcher (or one run of the tests) until `release`.

    A held port is bound to nothing yet: the hold is an abstract Unix socket of the same number, which every
    other launcher on the machine sees and which the kernel drops with its process.
    """

    def __init__(self) -> None:
        self._holds: list[socket.socket] = []

    def take(self, preferred: int | None = None) -> int:
        """The preferred port where it is free, else any free one."""
        if preferred is not None and self._hold(preferred):
            return preferred
        for port in random.sample(_ANY, len(_ANY)):
            if self._hold(port):
                return port
        raise OSError("no free port on the loopback address")

    def claim(self, port: int) -> int:
        """This port and no other. Raises `PortTaken`."""
        if not self._hold(port):
            raise PortTaken(port)
        return port

    def release(self) -> None:
        """Lets every port go."""
        for hold in self._holds:
            hold.close()
        self._holds.clear()

    def _hold(self, port: int) -> bool:
        hold = socket.socket(socket.AF_UNIX)
        try:
            if sys.platform == "linux":
                hold.bind(f"\0standards-feedback-port-{port}")
            _try_to_listen(port)
        except OSError:
            hold.close()
            return False
        self._holds.append(hold)
        return True


def answers(port: int, host: str = LOOPBACK) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _try_to_listen(port: int) -> None:
    with socket.socket() as probe:
        # As the servers themselves do: a port on which old connections still fade away is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        probe.listen()
