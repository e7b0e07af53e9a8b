"""`explain` as an operator runs it: JSON lines in, JSON lines out, no server anywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

from shared.settings import PROJECT

REPORT = {
    "standard": "GB 18401-2010",
    "description": "第5.1条无法执行，没有检测方法。",
    "region": "440305",
    "reporter": {"kind": "enterprise", "email": "li@example.com"},
}


def explain(*lines: str, **settings: str) -> tuple[int, list[dict[str, Any]], str]:
    nowhere = {"FEEDBACK_MONGO_URL": "mongodb://127.0.0.1:1", "FEEDBACK_AMQP_URL": "amqp://127.0.0.1:1"}
    done = subprocess.run(
        (sys.executable, "-m", "services.router", "explain"),
        input="\n".join(lines).encode("utf-8", "surrogateescape"),
        env={**os.environ, **nowhere, **settings},
        cwd=PROJECT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def test_explain_says_what_would_happen_and_why_in_the_contracts_fields():
    code, (answer,), _ = explain(json.dumps(REPORT))
    assert code == 0
    assert set(answer) >= {"standard", "track", "problem", "severity", "because", "escalations"}
    assert (answer["standard"], answer["problem"], answer["severity"]) == (
        "GB 18401—2010",
        "infeasible",
        "major",
    )
    assert {(e["authority"], e["role"]) for e in answer["escalations"]} == {
        ("sac", "setter"),
        ("440300", "superior"),
    }
    assert set(answer["escalations"][0]) >= {"authority", "name", "role", "reply_by", "because"}


def test_explain_says_which_row_decided_who_is_above_and_who_is_told():
    _, (answer,), _ = explain(json.dumps(REPORT))
    setter, superior = answer["escalations"]
    assert setter["route"].startswith("deploy/policy/routes.csv:")
    assert superior["route"].startswith("deploy/policy/ladder.yaml:")
    assert superior["ladder"] == ["sac", "samr"]
    assert [told["authority"] for told in answer["informed"]] == ["440000"]


def test_explain_shows_the_other_tracks_how_sure_it_is_and_which_rules_spoke():
    text = f"{REPORT['description']}另举报某公司伪造检测报告，请依法查处。"
    _, (answer,), _ = explain(json.dumps(REPORT | {"description": text}))
    (other,) = answer["also"]
    assert (answer["track"], other["track"]) == ("implementation", "breach")
    assert set(other) == set(answer) - {"also"}
    assert {e["authority"] for e in other["escalations"]} >= {"440305"}
    assert 0 < answer["confidence"]["problem"] < 1
    assert answer["rules"] == ["infeasible", "fault"]
    assert answer["screen"] == []


def test_explain_says_why_a_person_should_look():
    _, (answer,), _ = explain(json.dumps(REPORT | {"standard": "那个标准"}))
    assert any("could not be read" in why for why in answer["screen"])


def test_a_line_that_is_no_report_says_what_to_do_and_the_others_are_answered():
    bad = ("{", "[]", '{"a": 1}', "[" * 10_000, "\udcff", json.dumps(REPORT | {"region": "999999"}))
    code, answers, errors = explain(*bad, "", json.dumps(REPORT))
    assert code == 1
    assert len(answers) == len(bad) + 1
    assert all("Mend that line" in answer["error"] and "请改正" in answer["error"] for answer in answers[:-1])
    assert answers[-1]["severity"] == "major"
    assert "Traceback" not in errors


def test_explain_never_repeats_who_reported():
    wrong = json.dumps(REPORT | {"reporter": {"kind": "enterprise", "email": "li at example.com"}})
    _, answers, errors = explain(json.dumps(REPORT), wrong)
    assert "example.com" not in json.dumps(answers) + errors


def test_a_policy_that_does_not_check_stops_the_router_with_the_line_that_is_wrong(tmp_path: Path):
    policy = copytree(PROJECT / "deploy" / "policy", tmp_path / "policy")
    rules = policy / "severity.yaml"
    rules.write_text(rules.read_text("utf-8").replace("report.danger", "report.dager"), encoding="utf-8")
    code, answers, errors = explain(json.dumps(REPORT), FEEDBACK_POLICY=str(policy))
    assert (code, answers) == (2, [])
    assert "severity.yaml:" in errors
    assert "dager" in errors


def test_a_reader_who_has_seen_enough_ends_explain_quietly():
    with subprocess.Popen(
        (sys.executable, "-m", "services.router", "explain"),
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(json.dumps(REPORT).encode() + b"\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(json.dumps(REPORT).encode() + b"\n")
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0
