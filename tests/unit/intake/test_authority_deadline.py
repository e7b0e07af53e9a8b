from datetime import UTC, date, datetime, timedelta

import pytest

from services.intake import deadline
from shared.case import EscalationState
from tests.builders import a_case, asked

WEDNESDAY = datetime(2026, 9, 23, 2, 0, tzinfo=UTC)  # before the Mid-Autumn and National Day holidays


def words(due: datetime, state: EscalationState = EscalationState.ASKED) -> str:
    escalation = asked(a_case(), "sac").model_copy(update={"reply_by": due, "state": state})
    return deadline.in_words(escalation, WEDNESDAY).en


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0.1, "Due today (2026-09-23)"),
        (1, "1 working day left (2026-09-24)"),
        (5, "2 working days left (2026-09-28)"),  # the 25th is a holiday
        (-0.01, "Overdue (2026-09-23)"),
        (-1, "1 working day overdue (2026-09-22)"),
        (90, "2026-12-22"),
        (-90, "Overdue (2026-06-25)"),
    ],
)
def test_a_deadline_is_counted_in_working_days(days: float, said: str):
    assert words(WEDNESDAY + timedelta(days=days)) == said


def test_where_no_clock_runs_the_date_alone_is_said():
    assert words(WEDNESDAY, EscalationState.ANSWERED) == "2026-09-23"


def test_the_chinese_words_name_the_day_in_china():
    escalation = asked(a_case(), "sac")
    late_evening = escalation.model_copy(update={"reply_by": datetime(2026, 9, 23, 17, 0, tzinfo=UTC)})
    assert deadline.in_words(late_evening, WEDNESDAY).zh == "还剩 1 个工作日（2026 年 9 月 24 日）"


def test_a_year_whose_holidays_are_unknown_counts_weekends_alone():
    assert deadline.CALENDAR.between(date(2099, 1, 1), date(2099, 1, 8)) == 5
