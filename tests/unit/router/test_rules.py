"""Policies that do not check: which file, which line, and why."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from prometheus_client import REGISTRY

from services.router.classify.classifier import Classifier
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


class Wrong(NamedTuple):
    """What a policy says `before`, and then wrongly; the line that is refused is `before`, or says `at`."""

    before: str
    after: str
    reason: str
    at: str | None = None


WRONG: dict[str, tuple[Wrong, ...]] = {
    "severity.yaml": (
        Wrong("when: report.danger", "when: report.dnager", "dnager"),
        Wrong("when: report.danger", "when: report.danger &&", "parse"),
        Wrong("when: report.danger", "when: report.problem", "yes or no"),
        Wrong("when: report.danger", "when: reprot.danger", "reprot"),
        Wrong("when: report.danger", "when: report.danger || sum(1) > 1", "sum"),
        Wrong("when: report.danger", "when: report.danger > 1", "answered"),
        Wrong("severity: critical", "severity: grave", "critical"),
        Wrong("says.harm > 0", "says.ham > 0", "no list of the lexicon"),
        Wrong("says.harm > 0", "report.danger || says.ham > 0", "no list"),
        Wrong('when: "true"', "when: report.danger", "last rule", at="id: danger-stated"),
        Wrong("when: report.danger", "when: true", "ever reached", at="id: danger-stated"),
        Wrong("id: barrier\n", "id: infeasible\n", "stands twice", at="id: danger-stated"),
        Wrong(
            "zh: 报告人指出有人正处于危险之中。",
            "zh: '报告人{term}'",
            "what is found",
            at="id: danger-stated",
        ),
        Wrong("case.units >= 5", "case.untis >= 5", "untis"),
        Wrong("within_days: 180", "within_days: 0", "greater than 0"),
    ),
    "tracks.yaml": (
        Wrong("  breach: place", "  breach: anybody", "setter"),
        Wrong("  breach: place\n", "", "breach is missing", at="asks:"),
        Wrong("says.denounces > 0", "says.denonces > 0", "no list"),
        Wrong('when: kind == "breach"', 'when: track == "breach"', "track"),
    ),
    "lexicon.yaml": (
        Wrong("problem: gap", "problem: hole", "gap"),
        Wrong('["no", not', '["", not', "empty term"),
        Wrong("problem: gap", "problem: breach", "stands twice", at="negation:"),
        Wrong("weight: 0.2", "weight: 0", "greater than 0"),
    ),
}


@pytest.mark.parametrize(("name", "wrong"), [(name, wrong) for name, all_ in WRONG.items() for wrong in all_])
def test_a_policy_that_does_not_check_names_its_file_its_line_and_why(
    tmp_path: Path, name: str, wrong: Wrong
):
    error = refused(tmp_path, name, wrong.before, wrong.after)
    assert error.file == tmp_path / name
    assert wrong.reason in error.reason
    assert error.line is not None
    assert abs(error.line - line_of(name, wrong.at or wrong.before)) <= 1


def test_a_rule_that_fails_on_a_report_is_counted_and_does_not_stop_the_report(tmp_path: Path):
    classifier = judging(tmp_path, "100 / (size(report.title) - 3) > 0 && report.danger")
    before = failures("danger-stated")
    made = classifier.classify(a_report(title="abc", danger=True), "r1")[0]
    assert made.severity is Severity.ORDINARY
    assert failures("danger-stated") == before + 1


def test_a_rule_that_fails_is_counted_for_every_report_that_is_like_another(tmp_path: Path):
    classifier = judging(tmp_path, "100 / (size(report.title) - 3) > 0 && report.danger")
    before = failures("danger-stated")
    for about in ("r1", "r2", "r3"):
        classifier.classify(a_report(title="abc", danger=True), about)
    assert failures("danger-stated") == before + 3


def test_reports_that_are_alike_but_for_one_thing_that_a_rule_looks_at_are_judged_apart(tmp_path: Path):
    classifier = judging(tmp_path, 'region.level == "province"')
    found = [classifier.classify(a_report(region=region))[0] for region in ("440305", "440000", "440305")]
    assert [made.severity for made in found] == [Severity.ORDINARY, Severity.CRITICAL, Severity.ORDINARY]


def test_a_rule_may_ask_something_of_a_name_that_has_no_fields(tmp_path: Path):
    classifier = judging(tmp_path, 'kind.startsWith("ambig")')
    assert classifier.classify(a_report(problem="ambiguous"))[0].severity is Severity.CRITICAL
    assert classifier.classify(a_report(problem="outdated"))[0].severity is not Severity.CRITICAL


def judging(folder: Path, condition: str) -> Classifier:
    """The shipped classifier, whose first rule of severity has another condition."""
    rules = folder / "severity.yaml"
    text = (POLICY / "severity.yaml").read_text(encoding="utf-8")
    rules.write_text(text.replace("when: report.danger", f"when: {condition}", 1), encoding="utf-8")
    shipped = the_policy().classifier
    return replace(shipped, severity=SeverityPolicy.load(rules, shipped.lexicon.lists))


def failures(rule: str) -> float:
    return REGISTRY.get_sample_value("feedback_router_rules_failed_total", {"rule": rule}) or 0
