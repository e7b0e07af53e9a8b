"""`python -m deploy.local`: the whole channel on this machine, until Ctrl-C or until a part dies."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TextIO

from deploy.local.channel import Channel
from deploy.local.demo import NoToken, demo_token, show
from deploy.local.guard import Guard
from deploy.local.parts import PartFailed
from deploy.local.ports import Ports, PortTaken
from deploy.local.rabbitmq import NoBroker
from deploy.local.store import NoStore
from deploy.local.supervisor import AskedToStop, Supervisor
from deploy.local.tree import VAR, lock
from deploy.local.words import Timed, complain, say, speak_unicode

PATIENCE = 90.0  # seconds until a layer must be ready


def _run(supervisor: Supervisor, channel: Channel) -> int:
    try:
        for parts in (channel.servers, channel.services):
            supervisor.start(parts(), seconds=PATIENCE)
        show(channel, demo_token(channel))
        supervisor.watch()
    except AskedToStop as asked:
        say(f"\n收到 {asked}，正在停止…", f"{asked}: stopping …")
        return 0
    except (PartFailed, PortTaken, NoToken, NoBroker, NoStore) as failure:
        if supervisor.was_asked:  # Ctrl-C reaches a command of intake's too
            return 0
        complain(f"\n{failure}")
        say("正在停止其余部分…", "stopping the rest …")
        return 1
    return 0


def _stop(supervisor: Supervisor) -> None:
    _on_signals(lambda _number, _frame: supervisor.kill())
    with Timed("全部停止，数据保留在 var/", "all stopped; the data stays under var/"):
        supervisor.stop()


def _on_signals(act: Callable[[int, FrameType | None], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, act)


def _already(holder: str) -> int:
    complain(
        f"同一目录中的系统已在运行（进程 {holder}）。请先停止它。\n"
        f"The channel is already running in this clone (process {holder}). Stop that one first."
    )
    return 1


def _take_lock() -> TextIO | None:
    """The clone's lock. One whose launcher is gone is free as soon as its parts have ended."""
    path = VAR / "launcher.lock"
    held = lock(path)
    if held is None and not _is_alive(path.read_text(encoding="ascii")):
        say("上一次运行仍在结束，请稍候…", "waiting for what ran before to end …")
        held = lock(path, wait=True)
    if held is not None:
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
    return held


def _is_alive(process: str) -> bool:
    return not process or Path(f"/proc/{process}").exists()


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
        _on_signals(lambda number, _frame: supervisor.ask_to_stop(signal.Signals(number).name))
        return _run(supervisor, Channel(_theirs(), ports, VAR))


def _theirs() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if value}


if __name__ == "__main__":
    sys.exit(main())
