"""Policies that do not check: which file, which line, and why."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from services.router.classify.lexicon import Lexicon
from services.router.classify.severity import SeverityPolicy
from services.router.classify.tracks import TrackPolicy
from shared.policy import PolicyError
from shared.settings import PROJECT
from shared.taxonomy import Severity
from tests.builders import a_report, the_policy

POLICY = PROJECT / "deploy" / "policy"


LOADERS: dict[str, Callable[[Path, Iterable[str]], object]] = {
    "lexicon.yaml": lambda path, _: Lexicon.load(path),
    "severity.yaml": SeverityPolicy.load,
    "tracks.yaml": TrackPolicy.load,
}


def refused(folder: Path, name: str, before: str, after: str) -> PolicyError:
    text = (POLICY / name).read_text(encoding="utf-8")
    assert before in text
    wrong = folder / name
    wrong.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        LOADERS[name](wrong, the_policy().classifier.lexicon.lists)
    return caught.value


def line_of(name: str, words: str) -> int:
    lines = (POLICY / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


@pytest.mark.parametrize(
    ("name", "before", "after", "at", "reason"),
    [
        ("severity.yaml", "when: report.danger", "when: report.dnager", "when: report.danger", "dnager"),
        ("severity.yaml", "when: report.danger", "when: report.danger &&", "when: report.danger", "parse"),
        ("severity.yaml", "when: report.danger", "when: report.problem", "when: report.danger", "yes or no"),
        ("severity.yaml", "when: report.danger", "when: reprot.danger", "when: report.danger", "reprot"),
        (
            "severity.yaml",
            "when: report.danger",
            "when: report.danger || sum(1) > 1",
            "when: report.danger",
            "sum",
        ),
        (
            "severity.yaml",
            "when: report.danger",
            "when: report.danger > 1",
            "when: report.danger",
            "answered",
        ),
        ("severity.yaml", "severity: critical", "severity: grave", "severity: critical", "critical"),
        ("severity.yaml", "says.harm > 0", "says.ham > 0", "says.harm > 0", "no list of the lexicon"),
        ("severity.yaml", "says.harm > 0", "report.danger || says.ham > 0", "says.harm > 0", "no list"),
        ("severity.yaml", 'when: "true"', "when: report.danger", "id: danger-stated", "last rule"),
        ("severity.yaml", "when: report.danger", "when: true", "id: danger-stated", "ever reached"),
        ("severity.yaml", "id: barrier\n", "id: infeasible\n", "id: danger-stated", "stands twice"),
        (
            "severity.yaml",
            "zh: 报告人指出有人正处于危险之中。",
            "zh: '报告人{term}'",
            "id: danger-stated",
            "what is found",
        ),
        ("severity.yaml", "case.units >= 5", "case.untis >= 5", "case.units >= 5", "untis"),
        ("severity.yaml", "within_days: 180", "within_days: 0", "within_days: 180", "greater than 0"),
        ("tracks.yaml", "  breach: place", "  breach: anybody", "  breach: place", "setter"),
        ("tracks.yaml", "  breach: place\n", "", "asks:", "breach is missing"),
        ("tracks.yaml", "says.denounces > 0", "says.denonces > 0", "says.denounces > 0", "no list"),
        (
            "tracks.yaml",
            'when: kind == "breach"',
            'when: track == "breach"',
            'when: kind == "breach"',
            "track",
        ),
        ("lexicon.yaml", "problem: gap", "problem: hole", "problem: gap", "gap"),
        ("lexicon.yaml", '["no", not', '["", not', '["no", not', "empty term"),
        ("lexicon.yaml", "problem: gap", "problem: breach", "negation:", "stands twice"),
        ("lexicon.yaml", "weight: 0.2", "weight: 0", "weight: 0.2", "greater than 0"),
    ],
)
def test_a_policy_that_does_not_check_names_its_file_its_line_and_why(
    tmp_path: Path, name: str, before: str, after: str, at: str, reason: str
):
    error = refused(tmp_path, name, before, after)
    assert error.file == tmp_path / name
    assert reason in error.reason
    assert error.line is not None
    assert abs(error.line - line_of(name, at)) <= 1


def test_a_rule_that_fails_on_a_report_is_counted_and_does_not_stop_the_report(tmp_path: Path):
    rules = tmp_path / "severity.yaml"
    shaky = "when: 100 / (size(report.title) - 3) > 0 && report.danger"
    text = (POLICY / "severity.yaml").read_text(encoding="utf-8").replace("when: report.danger", shaky, 1)
    rules.write_text(text, encoding="utf-8")
    shipped = the_policy().classifier
    severity = SeverityPolicy.load(rules, shipped.lexicon.lists)
    before = failures("danger-stated")
    made = replace(shipped, severity=severity).classify(a_report(title="abc", danger=True), "r1")[0]
    assert made.severity is Severity.ORDINARY
    assert failures("danger-stated") == before + 1


def failures(rule: str) -> float:
    return REGISTRY.get_sample_value("feedback_router_rules_failed_total", {"rule": rule}) or 0
