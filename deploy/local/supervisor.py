"""Starts parts in layers, notices when one dies, stops them in the opposite order."""

import time
from collections.abc import Sequence
from pathlib import Path

from deploy.local.guard import Guard
from deploy.local.parts import Part, Running, wait_until_ready
from deploy.local.words import Timed, say

_LOOK_EVERY = 0.1  # seconds


class AskedToStop(Exception):
    """Ctrl-C, or a signal from elsewhere, by its name."""


class Supervisor:
    """Everything that one launcher started."""

    def __init__(self, guard: Guard, logs: Path) -> None:
        self._guard = guard
        self._logs = logs
        self._layers: list[list[Running]] = []
        self._asked: str | None = None

    @property
    def was_asked(self) -> bool:
        """Whether somebody asked for an end."""
        return self._asked is not None

    def ask_to_stop(self, who: str) -> None:
        """From a signal's handler. The next look raises `AskedToStop`; nothing is left half started."""
        self._asked = who

    def start(self, parts: Sequence[Part], *, seconds: float) -> None:
        """Starts a layer and waits for all of it, while the layers below are watched too."""
        if not parts:
            return
        names = ", ".join(part.name for part in parts)
        say(f"正在启动 {names}…", f"starting {names} …")
        with Timed(f"{names} 已就绪", "ready"):
            self._start(parts, seconds)

    def _start(self, parts: Sequence[Part], seconds: float) -> None:
        layer: list[Running] = []
        self._layers.append(layer)
        for part in parts:
            log = self._logs / f"{part.name}.log"
            if log.exists():
                log.replace(log.with_suffix(".log.before"))
            running = Running(part, log, self._guard)
            layer.append(running)
            running.start()
        wait_until_ready(self._all(), seconds, pause=self._pause)

    def watch(self) -> None:
        """Returns never; raises `PartFailed` when any part has ended, `AskedToStop` when asked."""
        while True:
            for running in self._all():
                running.check()
            self._pause()

    def stop(self) -> None:
        """The last layer first; within a layer all at once."""
        for layer in reversed(self._layers):
            for running in layer:
                running.ask_to_end()
            for running in layer:
                running.end()

    def kill(self) -> None:
        """Everything, at once."""
        for running in self._all():
            running.kill()

    def _pause(self) -> None:
        if self._asked is not None:
            raise AskedToStop(self._asked)
        time.sleep(_LOOK_EVERY)

    def _all(self) -> list[Running]:
        return [running for layer in self._layers for running in layer]
