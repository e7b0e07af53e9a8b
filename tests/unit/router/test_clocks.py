"""Clocks: by when, and where the number of days comes from."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from services.router.clocks import Clocks, When
from shared.policy import PolicyError
from shared.taxonomy import Severity, Track
from shared.workdays import CHINA, WorkingDays

ROOT = Path(__file__).parents[3]
POLICY = ROOT / "deploy" / "policy" / "clocks.yaml"
HOLIDAYS = ROOT.parent / "shared" / "data" / "cn_holidays_2018_2026.csv"

HEAD = 'ends_at: "18:00"\nwarns_at: "09:00"\nfixed_holidays: ["10-01"]\nclocks:\n'


def row(when: str, track: str = '"*"', severity: str = '"*"', days: int = 7, warn: int = 2) -> str:
    source = "{zh: 甲, en: a}"
    return (
        f"  - {{when: {when}, track: {track}, severity: {severity}, days: {days}, warn: {warn}, "
        f"source: {source}}}\n"
    )


COMPLETE = "".join(row(when) for when in When)


@pytest.fixture(scope="module")
def clocks() -> Clocks:
    return Clocks.load(POLICY)


def china(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHINA)


def test_a_breach_is_answered_within_seven_working_days(clocks: Clocks) -> None:
    deadline = clocks.reply_by(china(3, 2), Track.BREACH, Severity.ORDINARY)
    assert deadline.at == china(3, 11, 18)
    assert deadline.days == 7
    assert "第十四条" in deadline.source.zh
    assert not deadline.estimated


def test_the_national_holiday_stops_the_clock_and_the_adjusted_saturday_runs_it(clocks: Clocks) -> None:
    # 2026: off from 1 to 7 October; Saturday the 10th is worked.
    deadline = clocks.reply_by(china(9, 30), Track.BREACH, Severity.ORDINARY)
    assert deadline.at.date() == date(2026, 10, 15)


def test_the_day_is_chinas_day_not_that_of_greenwich(clocks: Clocks) -> None:
    late = datetime(2026, 3, 2, 17, tzinfo=UTC)  # the third of March in China
    assert clocks.reply_by(late, Track.BREACH, Severity.ORDINARY).at.date() == date(2026, 3, 12)


def test_danger_comes_before_every_other_rule(clocks: Clocks) -> None:
    for track in Track:
        assert clocks.reply_by(china(3, 2), track, Severity.CRITICAL).at == china(3, 3, 18)


def test_the_warning_goes_out_in_working_hours_before_the_end(clocks: Clocks) -> None:
    for when in When:
        for track in Track:
            for severity in Severity:
                deadline = clocks.deadline(china(3, 2), track, severity, when)
                assert china(3, 2) < deadline.warn_at < deadline.at
                assert deadline.warn_at.hour == 9
                assert deadline.at.hour == 18


def test_a_body_asked_because_another_was_silent_has_its_own_clock(clocks: Clocks) -> None:
    first = clocks.reply_by(china(3, 2), Track.PROPOSAL, Severity.ORDINARY)
    raised = clocks.reply_by(china(3, 2), Track.PROPOSAL, Severity.ORDINARY, step=1)
    assert raised.at < first.at


def test_an_acknowledgement_lapses(clocks: Clocks) -> None:
    lapse = clocks.lapses(china(3, 2), Track.IMPLEMENTATION, Severity.MAJOR)
    assert lapse.days == 30


def test_a_deadline_in_a_year_without_a_calendar_is_an_estimate(clocks: Clocks) -> None:
    year = max(day.year for day in chinese_calendar.holidays) + 1
    deadline = clocks.reply_by(china(9, 28, year=year), Track.BREACH, Severity.ORDINARY)
    assert deadline.estimated
    assert deadline.at.date() > date(year, 10, 3)


def test_a_time_without_a_zone_is_refused(clocks: Clocks) -> None:
    naive = china(3, 2).replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        clocks.reply_by(naive, Track.BREACH, Severity.ORDINARY)


def test_the_estimate_leaves_out_weekends_and_fixed_holidays() -> None:
    days = WorkingDays({(10, 1), (10, 2)}, official=lambda _day: None)
    counted = days.after(date(2030, 9, 30), 2)  # Monday; then off on Tuesday and Wednesday
    assert counted.day == date(2030, 10, 4)
    assert counted.estimated


def test_counting_back_undoes_counting_forward() -> None:
    days = WorkingDays()
    start = date(2025, 1, 6)
    for count in range(1, 120):
        assert days.before(days.after(start, count).day, count).day == start


def test_the_calendar_is_that_of_the_state_council() -> None:
    if not HOLIDAYS.exists():
        pytest.skip("the reference table of holidays is not part of the project")
    with HOLIDAYS.open(encoding="utf-8", newline="") as lines:
        kinds = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(lines)}
    day, differing = date(2018, 1, 1), []
    while day.year <= 2026:
        kind = kinds.get(day)
        worked = kind == "makeup_workday" or (kind is None and day.weekday() < 5)
        if chinese_calendar.is_workday(day) != worked:
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (COMPLETE.replace("asked", "bored", 1), 5, "bored|asked"),
        (row("asked", severity="fatal") + COMPLETE, 5, "severity"),
        (row("asked", days=0) + COMPLETE, 5, "days"),
        (row("asked", days=3, warn=3) + COMPLETE, 5, "too early"),
        (COMPLETE + row("raised", track="breach"), 5, "every track"),
        (COMPLETE.replace("source", "sauce"), 5, "source"),
        (COMPLETE + "colour: red\n", 9, "colour"),
    ],
)
def test_clocks_that_do_not_check_name_their_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    path = tmp_path / "clocks.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(PolicyError, match=word) as caught:
        Clocks.load(path)
    assert caught.value.line == line


def test_a_fixed_holiday_that_is_no_date_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "clocks.yaml"
    path.write_text(HEAD.replace("10-01", "13-01") + COMPLETE, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        Clocks.load(path)
    assert caught.value.line == 3


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        Clocks.load(tmp_path / "clocks.yaml")
