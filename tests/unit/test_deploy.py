"""The files that nobody here can run are checked against what their readers demand."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from deploy.first_secrets import make
from deploy.local.channel import OPERATORS
from deploy.local.tree import REQUIREMENTS, ROOT
from services.intake.settings import IntakeSettings
from services.notifier.settings import NotifierSettings
from services.router.settings import RouterSettings

SERVICES = ("intake", "router", "notifier")
SETTINGS = (IntakeSettings, RouterSettings, NotifierSettings)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return read("docker-compose.yml")


def read(path: str) -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_compose_file_keeps_to_the_compose_specification(compose: dict[str, Any]) -> None:
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(vendored.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(compose)] == []


def test_every_network_volume_and_dependency_of_the_compose_file_exists(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service.get("depends_on", ())) <= set(compose["services"])
        assert set(service.get("networks", ())) <= set(compose["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith("./") else source in compose["volumes"]


def test_services_wait_for_healthy_servers_and_are_asked_whether_they_are_ready(
    compose: dict[str, Any],
) -> None:
    for name in SERVICES:
        service = compose["services"][name]
        port = OPERATORS[name]
        assert service["depends_on"]["rabbitmq"] == {"condition": "service_healthy"}
        assert service["depends_on"]["mongo"] == {"condition": "service_healthy"}
        assert service["environment"]["FEEDBACK_OPS_PORT"] == str(port)
        assert f":{port}/readyz" in service["healthcheck"]["test"][-1]


def test_every_setting_of_the_compose_file_is_one_that_a_service_knows(compose: dict[str, Any]) -> None:
    known = {f"FEEDBACK_{name.upper()}" for kind in SETTINGS for name in kind.model_fields}
    given = {name for service in SERVICES for name in compose["services"][service]["environment"]}
    assert {name.removesuffix("_FILE") for name in given} <= known


def test_only_the_loopback_address_of_the_host_is_published(compose: dict[str, Any]) -> None:
    published = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_prometheus_reads_every_service_where_it_listens(compose: dict[str, Any]) -> None:
    jobs = read("deploy/prometheus/prometheus.yml")["scrape_configs"]
    targets = {target for job in jobs for static in job["static_configs"] for target in static["targets"]}
    assert {f"{name}:{OPERATORS[name]}" for name in SERVICES} <= targets
    assert {target.split(":")[0] for target in targets} <= set(compose["services"])


@pytest.mark.slow  # `make test` brings promtool, `make check` does not
def test_promtool_has_nothing_to_say() -> None:
    done = subprocess.run(
        ("promtool", "check", "config", "deploy/prometheus/prometheus.yml"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_first_secrets_are_made_once_and_only_the_brokers_settings_are_for_others(tmp_path: Path) -> None:
    make(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    make(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    open_to_others = {path.name for path in tmp_path.iterdir() if path.stat().st_mode & 0o077}
    assert open_to_others == {"rabbitmq.conf"}


def test_no_lock_names_a_host_or_a_path_and_every_package_has_a_hash() -> None:
    for lock in REQUIREMENTS.glob("*.lock"):
        text = re.sub(r"\\\n\s*", "", lock.read_text(encoding="utf-8"))
        packages = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert packages
        assert [line for line in packages if "--hash=sha256:" not in line] == []
        assert not re.search(r"https?:|file:/|--index|--find-links|--trusted", text)


def test_the_run_lock_is_part_of_the_dev_lock() -> None:
    run, dev = (pins(REQUIREMENTS / name) for name in ("run.lock", "dev.lock"))
    assert run.items() <= dev.items()


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.slow
def test_the_steps_of_the_dockerfile_give_three_services_that_load(tmp_path: Path) -> None:
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    app = tmp_path / "app"
    for source, target in re.findall(r"^COPY (\S+) (\S+)$", dockerfile, re.MULTILINE):
        copy(ROOT / source, app / target)
    venv = tmp_path / "venv"
    subprocess.run((sys.executable, "-m", "venv", venv), check=True)
    path = f"{venv / 'bin'}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PIP_NO_COMPILE": "1"}
    steps = re.findall(r"^RUN (pip .+)$", dockerfile, re.MULTILINE)
    assert len(steps) == 1
    for step in (*steps, *(f"python -c 'import services.{name}.__main__'" for name in SERVICES)):
        done = subprocess.run(
            ("sh", "-c", step), cwd=app, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{step}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)
