"""Deadlines in words: how many working days are left on the official Chinese calendar."""

from datetime import datetime, timedelta

from shared.case import WAITING, Escalation
from shared.text import Text
from shared.workdays import CHINA, WorkingDays

FAR = timedelta(days=60)
"""Beyond this the date alone says more than a count."""
CALENDAR = WorkingDays()


def in_words(escalation: Escalation, now: datetime) -> Text:
    """Say by when the authority has to speak; the plain date where no clock runs or it is far away."""
    due, today = escalation.reply_by.astimezone(CHINA).date(), now.astimezone(CHINA).date()
    date_ = Text(zh=f"{due.year} 年 {due.month} 月 {due.day} 日", en=due.isoformat())
    if escalation.state not in WAITING or due - today > FAR:
        return date_
    left = _left(escalation.reply_by, now) if today - due <= FAR else _JUST_OVER
    return Text(zh="{left}（{date}）", en="{left} ({date})").with_(left=left, date=date_)


def is_overdue(escalation: Escalation, now: datetime) -> bool:
    """Say whether a clock that runs has ended."""
    return escalation.state in WAITING and escalation.reply_by < now


def _left(reply_by: datetime, now: datetime) -> Text:
    due, today = reply_by.astimezone(CHINA).date(), now.astimezone(CHINA).date()
    if reply_by < now:
        days = CALENDAR.between(due, today)
        return _count(days, "已超期 {n} 个工作日", "{n} working day{s} overdue") if days else _JUST_OVER
    if days := CALENDAR.between(today, due):
        return _count(days, "还剩 {n} 个工作日", "{n} working day{s} left")
    return _TODAY


def _count(days: int, zh: str, en: str) -> Text:
    return Text(zh=zh.format(n=days), en=en.format(n=days, s="" if days == 1 else "s"))


_TODAY = Text(zh="今天截止", en="Due today")
_JUST_OVER = Text(zh="已超期", en="Overdue")
