"""Sets up what is missing, then hands over: `python3 -m deploy.local.bootstrap run|test|check|…`.

Runs on a Python that has nothing but its standard library. What is there already is left alone.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from deploy.local import debian, rabbitmq
from deploy.local.tree import REQUIREMENTS, ROOT, STORE_VENV, VAR, VENV, lock
from deploy.local.words import complain, say, speak_unicode

TESTS = frozenset({"test", "faults", "bench"})  # start servers of their own, whatever the environment names
_STILL_EVERY = 10.0  # seconds between two lines that say what is still under way
_LOCK_OF = {"run": "run.lock", "measure": "measure.lock", "bench": "measure.lock"}  # the others: dev.lock
_PROGRAMS = {  # programs that a target needs besides its servers, and Debian's packages of them
    "test": {"chromium": "chromium", "promtool": "prometheus"},
    "bench": {"prometheus-alertmanager": "prometheus-alertmanager"},
    "faults": {"faketime": "faketime"},
}
_HOLDS = {"dev.lock": ("run.lock",), "measure.lock": ("dev.lock", "run.lock")}  # all of these


class MissingError(Exception):
    """Something has to be installed by hand. Its text says what, in both languages."""


@dataclass(frozen=True)
class Step:
    """One thing to set up. Its output goes to `var/log/setup-NAME.log`."""

    name: str
    zh: str
    en: str
    do: Callable[[IO[bytes]], None]

    @property
    def log(self) -> Path:
        """Where its output is."""
        return VAR / "log" / f"setup-{self.name}.log"

    def run(self) -> None:
        """Does it, and says how long it took."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        since = time.monotonic()
        say(f"正在安装{self.zh}…", f"installing {self.en} …")
        with self.log.open("wb") as log:
            self.do(log)
        took = f"{time.monotonic() - since:.0f} s"
        say(f"已安装{self.zh}（{took}）", f"installed {self.en} ({took})")


def missing(target: str, environment: Mapping[str, str]) -> list[Step]:
    """What the target (`run`, `test`, `check`, `measure` or `faults`) needs and this machine has not."""
    python = REQUIREMENTS / _LOCK_OF.get(target, "dev.lock")
    steps = []
    if not _has(VENV, python):
        steps.append(
            Step("python", " Python 依赖包", "Python packages", lambda log: _fill(VENV, python, log))
        )
    if _needs(target, "FEEDBACK_MONGO_URL", environment) and not _has_store():
        store = REQUIREMENTS / "store.lock"
        steps.append(Step("store", "数据存储", "the store", lambda log: _fill(STORE_VENV, store, log)))
    packages = _packages(target, environment)
    if packages:
        names = ", ".join(packages)
        steps.append(Step("system", f" {names}", names, lambda log: _install(packages, log)))
    return steps


def _needs(target: str, setting: str, environment: Mapping[str, str]) -> bool:
    return target in TESTS or (target == "run" and not environment.get(setting))


def _has_store() -> bool:
    return shutil.which("mongod") is not None or _has(STORE_VENV, REQUIREMENTS / "store.lock")


def _packages(target: str, environment: Mapping[str, str]) -> list[str]:
    programs = _PROGRAMS.get(target, {}).items()
    wanted = [package for program, package in programs if shutil.which(program) is None]
    if _needs(target, "FEEDBACK_AMQP_URL", environment) and not rabbitmq.is_installed():
        wanted.append("rabbitmq-server")
    return wanted


def _has(venv: Path, wanted: Path) -> bool:
    """An environment keeps a copy of each lock that it was filled from."""
    kept = venv / wanted.name
    return (venv / "bin" / "python").exists() and kept.exists() and kept.read_bytes() == wanted.read_bytes()


def _fill(venv: Path, wanted: Path, log: IO[bytes]) -> None:
    python = venv / "bin" / "python"
    if not python.exists():
        # One environment lies in the other, both are made at the same time, and venv minds a directory that
        # has come to be between its look and its making.
        venv.mkdir(parents=True, exist_ok=True)
        _run((sys.executable, "-m", "venv", str(venv)), log)
    # The lock names every package, so that nothing is left to resolve.
    pip = (
        str(python),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--require-hashes",
        "--no-deps",
    )
    _run((*pip, "-r", str(wanted)), log)
    shutil.copyfile(wanted, venv / wanted.name)
    for held in _HOLDS.get(wanted.name, ()):
        shutil.copyfile(REQUIREMENTS / held, venv / held)


def _install(packages: list[str], log: IO[bytes]) -> None:
    if not debian.can_install():
        names = " ".join(packages)
        raise MissingError(
            f"缺少 {names}。请先安装（Debian、Ubuntu：sudo apt-get install {names}），再运行一次；"
            "或者用 docker compose up。\n"
            f"{names} is missing. Install it (Debian, Ubuntu: sudo apt-get install {names}) and run "
            "this again; or use docker compose up."
        )
    debian.install(packages, log)


def _run(command: tuple[str, ...], log: IO[bytes]) -> None:
    subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=True, cwd=ROOT
    )


def set_up(steps: list[Step]) -> None:
    """Does all steps at the same time. Raises the first failure after all have ended."""
    with ThreadPoolExecutor(max_workers=max(1, len(steps))) as pool:
        under_way = {pool.submit(step.run): step for step in steps}
        left = set(under_way)
        while left:
            _, left = wait(left, timeout=_STILL_EVERY)
            if left:
                names = ", ".join(under_way[one].en for one in left)
                say("仍在进行…", f"still at work: {names}")
    for one, step in under_way.items():
        _explain(one.exception(), step)


def _explain(failure: BaseException | None, step: Step) -> None:
    if isinstance(failure, subprocess.CalledProcessError | OSError):
        words = "\n".join(step.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
        raise MissingError(
            f"安装{step.zh}没有成功，修正后再运行一次即可。日志：{step.log}\n"
            f"Installing {step.en} failed; mend it and run this again. Log: {step.log}\n{words}"
        ) from failure
    if failure is not None:
        raise failure


def _lock_setup() -> object:
    path = VAR / "setup.lock"
    held = lock(path)
    if held is None:
        say("同一目录正在安装，等待其完成…", "waiting for another set-up of this clone to finish …")
        held = lock(path, wait=True)
    return held


def main(target: str) -> int:
    """Sets up; for `run`, becomes the launcher."""
    speak_unicode()
    if sys.version_info < (3, 11):  # noqa: UP036 -- this is the one file that an older Python may be asked to run
        complain("需要 Python 3.11 或更高版本。 / Python 3.11 or later is needed.")
        return 1
    held = _lock_setup()
    try:
        set_up(missing(target, os.environ))
    except MissingError as failure:
        complain(str(failure))
        return 1
    except KeyboardInterrupt:
        complain("已中断；再运行一次会接着完成。 / Interrupted; run it again to finish.")
        return 130
    del held
    if target == "run":
        python = str(VENV / "bin" / "python")
        os.execv(python, (python, "-m", "deploy.local"))  # noqa: S606 -- becoming the launcher is the point
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
