"""`python -m services.router routes test` as an operator's own checks call it."""

import subprocess
import sys
from pathlib import Path

from services.router.route_cases import COLUMNS
from shared.settings import PROJECT

SHIPPED = PROJECT / "deploy" / "policy" / "routes_cases.csv"
HEAD = ",".join(COLUMNS) + ",informed,contradicts\n"


def test_the_command_ends_with_1_on_a_difference_and_2_on_a_table_that_does_not_check(tmp_path: Path):
    def command(file: Path) -> tuple[int, str, str]:
        line = (sys.executable, "-m", "services.router", "routes", "test", str(file))
        done = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    differs, broken = tmp_path / "differs.csv", tmp_path / "broken.csv"
    differs.write_text(f"{HEAD}GB 1-2020,440507,major,setter:nhc,,\n", encoding="utf-8")
    broken.write_text(f"{HEAD}GB 1-2020,12,major,setter:nhc,,\n", encoding="utf-8")
    assert command(SHIPPED)[0] == 0
    assert command(differs)[:1] == (1,)
    code, out, errors = command(broken)
    assert (code, out) == (2, "")
    assert "broken.csv:2" in errors
    assert "Traceback" not in errors
