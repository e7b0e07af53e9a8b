"""A first authority to try the channel with, and the lines that tell how."""

import json
import shlex
import shutil
import subprocess
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from deploy.local.channel import Channel
from deploy.local.kept import keep
from deploy.local.tree import ROOT
from deploy.local.words import say

_ISSUE = ("-m", "services.intake", "token", "issue", "--authority", "sac", "--label", "demo")
SAMPLE = ROOT / "deploy" / "local" / "sample.jsonl"


class NoToken(Exception):
    """Intake gave no token. Its text says what intake said."""


def demo_token(channel: Channel) -> str:
    """The kept token while intake still knows it, else a new one, kept for the next time."""
    place = channel.var / "secrets" / "demo-token"
    token = place.read_text(encoding="ascii").strip() if place.exists() else ""
    if not token or _is_refused(channel, token):
        token = _issue(channel)
        keep(place, token)
    return token


def show(channel: Channel, token: str) -> None:
    """The three lines that matter, where mail goes, and what an operator's shell needs."""
    address = channel.address
    # Receipts are written beside the file that is sent: they belong under var/, not among the sources.
    sample = shutil.copyfile(SAMPLE, channel.var / SAMPLE.name)
    say("\n一切就绪，按 Ctrl-C 停止。", "Everything is ready; Ctrl-C stops it.")
    print(f"  表单 / form:       {address}/")
    print(f"  机构 / authority:  {address}/authority   令牌 / token: {token}")
    send = f".venv/bin/python -m services.intake submit {sample.relative_to(ROOT)} --url {address}"
    print(f"  示例 / a sample:   {send}")
    if not channel.theirs.get("FEEDBACK_SMTP_URL"):
        print(f"  邮件 / letters:    {channel.var / 'mail'}")
    print(f"  运维 / operators:  . {_environment(channel).relative_to(ROOT)}   (见 / see README.md)")
    sys.stdout.flush()


def _environment(channel: Channel) -> Path:
    """A file that gives a shell the settings of this channel, so that its commands reach the same servers."""
    settings = {name: value for name, value in channel.environment.items() if name.startswith("FEEDBACK_")}
    lines = (f"export {name}={shlex.quote(value)}" for name, value in sorted(settings.items()))
    place = channel.var / "secrets" / "environment"
    keep(place, "\n".join(lines))
    return place


def _is_refused(channel: Channel, token: str) -> bool:
    connection = HTTPConnection(*channel.form, timeout=5)
    try:
        connection.request(
            "GET", "/v1/escalations?limit=1&state=open", headers={"Authorization": f"Bearer {token}"}
        )
        return connection.getresponse().status == HTTPStatus.UNAUTHORIZED
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _issue(channel: Channel) -> str:
    try:
        said = subprocess.run(
            (sys.executable, *_ISSUE),
            env=channel.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        ).stdout
    except subprocess.SubprocessError as failure:
        words = getattr(failure, "stderr", None) or failure
        raise NoToken(f"未能取得演示令牌。 / Intake gave no demo token.\n{words}") from failure
    return str(json.loads(said.strip().splitlines()[-1])["token"])
