"""The paper that every letter is written on: subject, greeting, rows, what happens next, and a link."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from services.notifier import words
from shared.text import Language, Text

CHINA = ZoneInfo("Asia/Shanghai")
BOTH: tuple[Language, ...] = ("zh-CN", "en")
SUBJECT_LENGTH = 200  # characters

Row = tuple[Text, Text]


class Letter(NamedTuple):
    """A mail, ready to be addressed: a subject of one line, and the same words as text and as HTML."""

    subject: str
    languages: tuple[Language, ...]
    text: str
    html: str


class Content(NamedTuple):
    """What one letter says."""

    subject: Text
    greeting: Text
    rows: Sequence[Row]
    next: Text
    link: str


def rows(*found: tuple[Text, Text | None]) -> tuple[Row, ...]:
    """Return the rows that have something to say."""
    return tuple((label, value) for label, value in found if value)


def plain(text: str) -> Text:
    """Return what is the same in both languages."""
    return Text(zh=text, en=text)


def given(text: str | None) -> Text | None:
    """Return what may be missing."""
    return plain(text) if text else None


def named(standard: str | None) -> Text:
    """Return the standard as it is shown, or that none was named."""
    return given(standard) or words.NO_STANDARD


def day(at: datetime) -> Text:
    """Return the day of an instant in China's time, in words."""
    local: date = at.astimezone(CHINA).date()
    return Text(
        zh=format_date(local, format="long", locale="zh_CN"), en=format_date(local, "d MMMM y", locale="en")
    )


def write(content: Content, languages: Iterable[Language] = BOTH) -> Letter:
    """Write a letter in these languages, one below the other."""
    languages = tuple(languages)
    subject = " / ".join(dict.fromkeys(content.subject.in_(language) for language in languages))
    sections = [
        {
            "language": language,
            "greeting": content.greeting.in_(language),
            "rows": [(label.in_(language), value.in_(language)) for label, value in content.rows],
            "next": content.next.in_(language),
            "more": words.MORE.in_(language),
            "signed": words.SIGNED.in_(language),
        }
        for language in languages
    ]
    view = {"subject": subject, "sections": sections, "link": content.link}
    return Letter(
        subject=" ".join(subject.split())[:SUBJECT_LENGTH],
        languages=languages,
        text=_templates().get_template("letter.txt").render(view),
        html=_templates().get_template("letter.html").render(view),
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("services.notifier"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
