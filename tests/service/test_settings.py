import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def started(service: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_")}
    return subprocess.run(
        [sys.executable, "-m", f"services.{service}"],
        cwd=PROJECT,
        env=bare | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("service", ["intake", "notifier"])
def test_a_missing_setting_is_named_in_a_sentence(service: str):
    ended = started(service)
    assert ended.returncode == 1
    assert "FEEDBACK_MASTER_KEY" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unfit_setting_is_named(tmp_path: Path):
    key = tmp_path / "key"
    key.write_text("AA==")
    ended = started("intake", FEEDBACK_MASTER_KEY_FILE=str(key), FEEDBACK_LISTEN_PORT="door")
    assert ended.returncode == 1
    assert "FEEDBACK_LISTEN_PORT" in ended.stderr
    assert "FEEDBACK_MASTER_KEY: Value error, the master key must be 32 bytes" in ended.stderr
    assert "Traceback" not in ended.stderr
