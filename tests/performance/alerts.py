"""Two thousand distinct reports to one webhook, beside as many alerts through Prometheus's Alertmanager."""

import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from deploy.local.ports import LOOPBACK, answers
from shared.text import Text
from tests.performance import load
from tests.performance.accepting import CLIENTS, port_of
from tests.performance.frame import Aim, Row, Sense, alternating, say
from tests.performance.hearing import Ears, told
from tests.performance.stage import Stage
from tests.performance.told import posts, reports

ALERTMANAGER = "prometheus-alertmanager"


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """Both are sent by 64 clients, one at a time each, and both tell the same receiver."""
    if shutil.which(ALERTMANAGER) is None:
        say(f"alerts: {ALERTMANAGER} is not installed (Debian: apt-get install {ALERTMANAGER}); left out")
        return
    number = stage.number(2_000)
    with stage.system() as system:
        async with told(stage, system) as ears:
            with alertmanager(stage, ears) as port:
                say(f"alerts: {number} reports beside {number} alerts")
                await _until_told(ears, port_of(system), posts(100))
                ours, limit = await alternating(
                    stage.rounds(5),
                    lambda: _until_told(ears, port_of(system), posts(number)),
                    lambda: _until_told(ears, port, _alerts(number)),
                )
    what = Text(
        zh=f"{number:,} 份报告从受理到接收方全部收到",
        en=f"{number:,} distinct reports to one webhook, from accepted to received",
    )
    beside = Text(
        zh="同样多的告警经 Alertmanager（group_wait 0）",
        en="as many distinct alerts through Alertmanager, group_wait 0, same receiver",
    )
    yield Row(what, beside, "s", ours, limit, Aim(Sense.AT_MOST, 1))


async def _until_told(ears: Ears, port: int, requests: Sequence[bytes]) -> float:
    before, _ = await ears.heard()
    began = time.monotonic()
    await load.send(LOOPBACK, port, requests, CLIENTS)
    return await ears.reach(before + len(requests)) - began


def _alerts(number: int) -> list[bytes]:
    return [
        load.post(
            "/api/v2/alerts",
            [
                {
                    "labels": {"alertname": one["standard"], "clause": one["clause"]},
                    "annotations": {"description": one["description"]},
                }
            ],
        )
        for one in reports(number)
    ]


@contextmanager
def alertmanager(stage: Stage, ears: Ears) -> Iterator[int]:
    """The port of an Alertmanager that tells of every alert at once, each by itself."""
    receiver = {
        "name": "hook",
        "webhook_configs": [{"url": f"http://{LOOPBACK}:{ears.servers[0].port}/", "send_resolved": False}],
    }
    route = {
        "receiver": "hook",
        "group_by": ["..."],
        "group_wait": "0s",
        "group_interval": "5m",
        "repeat_interval": "4h",
    }
    with tempfile.TemporaryDirectory(dir=stage.machine.folder) as folder:
        config = Path(folder) / "alertmanager.yml"
        config.write_text(yaml.safe_dump({"route": route, "receivers": [receiver]}), encoding="utf-8")
        port = stage.machine.ports.take()
        command = (
            ALERTMANAGER,
            f"--config.file={config}",
            f"--storage.path={folder}",
            f"--web.listen-address={LOOPBACK}:{port}",
            "--cluster.listen-address=",
            "--log.level=error",
        )
        with stage.program(command, lambda: answers(port), {}):
            yield port
