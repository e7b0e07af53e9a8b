"""A first authority to try the channel with, and the lines that tell how."""

import json
import subprocess
import sys
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from deploy.local.channel import Channel
from deploy.local.kept import keep
from deploy.local.tree import ROOT
from deploy.local.words import say

AUTHORITY = "sac"
SAMPLE = "deploy/local/sample.jsonl"


class NoToken(Exception):
    """Intake gave no token. Its text says what intake said."""


def demo_token(channel: Channel) -> str:
    """The kept token while intake still knows it, else a new one, kept for the next time."""
    place = channel.var / "secrets" / "demo-token"
    token = place.read_text(encoding="ascii").strip() if place.exists() else ""
    if not token or not _is_known(channel.address, token):
        token = _issue(channel)
        keep(place, token)
    return token


def show(channel: Channel, token: str) -> None:
    """The three lines that matter, and where mail goes."""
    address = channel.address
    say("\n一切就绪，按 Ctrl-C 停止。", "Everything is ready; Ctrl-C stops it.")
    print(f"  表单 / form:       {address}/")
    print(f"  机构 / authority:  {address}/v1/escalations   Authorization: Bearer {token}")
    print(f"  示例 / a sample:   .venv/bin/python -m services.intake submit {SAMPLE} --url {address}")
    if not channel.theirs.get("FEEDBACK_SMTP_URL"):
        print(f"  邮件 / letters:    {channel.var / 'mail'}")
    sys.stdout.flush()


def _is_known(address: str, token: str) -> bool:
    place = urlsplit(address)
    kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
    connection = kind(place.netloc, timeout=5)
    try:
        connection.request("GET", "/v1/escalations", headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status == 200  # noqa: PLR2004 -- HTTP's own word for yes
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _issue(channel: Channel) -> str:
    done = subprocess.run(
        (
            sys.executable,
            "-m",
            "services.intake",
            "token",
            "issue",
            "--authority",
            AUTHORITY,
            "--label",
            "demo",
        ),
        env=channel.environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    if done.returncode != 0:
        raise NoToken(f"未能取得演示令牌。 / Intake gave no demo token.\n{done.stderr[-2000:]}")
    return str(json.loads(done.stdout.strip().splitlines()[-1])["token"])
