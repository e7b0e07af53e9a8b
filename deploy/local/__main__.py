"""`python -m deploy.local`: the whole channel on this machine, until Ctrl-C or until a part dies."""

import os
import signal
import sys
from contextlib import ExitStack
from types import FrameType
from typing import NoReturn, TextIO

from deploy.local.channel import Channel
from deploy.local.demo import NoToken, demo_token, show
from deploy.local.guard import Guard
from deploy.local.parts import PartFailed
from deploy.local.ports import Ports
from deploy.local.rabbitmq import NoBroker
from deploy.local.store import NoStore
from deploy.local.supervisor import Supervisor
from deploy.local.tree import VAR, lock
from deploy.local.words import Timed, complain, say, speak_unicode

PATIENCE = 90.0  # seconds until a layer must be ready
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class AskedToStop(Exception):
    """Ctrl-C, or a signal from elsewhere."""


def _ask_to_stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise AskedToStop(signal.Signals(number).name)


def _run(supervisor: Supervisor, channel: Channel) -> int:
    try:
        with Timed("消息与数据服务已就绪", "RabbitMQ, store and mail are ready"):
            supervisor.start(channel.servers(), seconds=PATIENCE)
        with Timed("三个服务已就绪", "intake, router and notifier are ready"):
            supervisor.start(channel.services(), seconds=PATIENCE)
        show(channel, demo_token(channel))
        supervisor.watch()
    except AskedToStop as asked:
        say(f"\n收到 {asked}，正在停止…", f"{asked}: stopping …")
        return 0
    except (PartFailed, NoToken, NoBroker, NoStore) as failure:
        complain(f"\n{failure}")
        say("正在停止其余部分…", "stopping the rest …")
        return 1
    return 0


def _stop(supervisor: Supervisor) -> None:
    def at_once(_number: int, _frame: FrameType | None) -> None:
        supervisor.kill()

    for number in _SIGNALS:
        signal.signal(number, at_once)
    with Timed("全部停止，数据保留在 var/", "all stopped; the data stays under var/"):
        supervisor.stop()


def _already(holder: str) -> int:
    complain(
        f"同一目录中的系统已在运行（进程 {holder}）。请先停止它，或在另一份克隆中运行。\n"
        f"The channel is already running in this clone (process {holder}). Stop that one, or use another clone."
    )
    return 1


def _take_lock() -> TextIO | None:
    held = lock(VAR / "launcher.lock")
    if held is not None:
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
    return held


def main() -> int:
    """The exit code: 0 when asked to stop, 1 when a part failed."""
    speak_unicode()
    held = _take_lock()
    if held is None:
        return _already((VAR / "launcher.lock").read_text(encoding="ascii") or "?")
    with ExitStack() as closing:
        closing.enter_context(held)
        ports = Ports()
        closing.callback(ports.release)
        guard = Guard(keep_open=[held.fileno()])
        closing.callback(guard.close)
        supervisor = Supervisor(guard, VAR / "log")
        closing.callback(_stop, supervisor)
        for number in _SIGNALS:
            signal.signal(number, _ask_to_stop)
        return _run(supervisor, Channel(_theirs(), ports, VAR))


def _theirs() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if value}


if __name__ == "__main__":
    sys.exit(main())
