"""What a letter says: thin, without identities, with a link to the rest, and with what happens next."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from services.notifier import words
from shared.case import Role
from shared.events import CaseAnswered, DigestCase, DigestMade, EscalationOpened
from shared.taxonomy import NAMES, Problem, Severity
from shared.text import Language, Text

CHINA = ZoneInfo("Asia/Shanghai")
BOTH: tuple[Language, ...] = ("zh-CN", "en")
SUBJECT_LENGTH = 200  # characters


class Letter(NamedTuple):
    """A mail, ready to be addressed: a subject of one line, and the same words as text and as HTML."""

    subject: str
    languages: tuple[Language, ...]
    text: str
    html: str


class _Content(NamedTuple):
    subject: Text
    greeting: Text
    rows: Sequence[tuple[Text, Text]]
    next: Text
    link: str


def escalation(fact: EscalationOpened) -> Letter:
    """Write to an authority that a case was put to it, in both languages."""
    standard = _plain(fact.standard) if fact.standard else words.NO_STANDARD
    severity, by = NAMES[fact.severity], day(fact.reply_by)
    rows = [
        (words.STANDARD, standard),
        (words.CLAUSE, _plain(fact.clause) if fact.clause else None),
        (words.PROBLEM, _problem(fact.problem)),
        (words.SEVERITY, severity),
        (words.BECAUSE, _plain(fact.because)),
        (words.REGION, _plain(fact.region)),
        (words.REPORTS, _plain(str(len(fact.reports)))),
        (words.REPLY_BY, by),
        (words.REFERENCE, _plain(fact.escalation)),
    ]
    return _write(
        _Content(
            subject=words.ESCALATION_SUBJECT.with_(severity=severity, standard=standard, by=by),
            greeting=words.AS_SETTER if fact.role is Role.SETTER else words.AS_SUPERIOR,
            rows=[(label, value) for label, value in rows if value],
            next=(words.NEXT_CRITICAL if fact.severity is Severity.CRITICAL else words.NEXT).with_(by=by),
            link=fact.link,
        ),
        BOTH,
    )


def ending(fact: CaseAnswered, language: Language, link: str) -> Letter:
    """Write to a reporter what was answered, or that nobody answered, in the reporter's language."""
    rows = [
        (words.NUMBER, _plain(fact.number)),
        (words.STANDARD, _plain(fact.standard) if fact.standard else None),
        (words.OUTCOME, NAMES[fact.outcome] if fact.outcome else words.NO_ANSWER),
        (words.ANSWER, fact.because if fact.outcome else None),
        (words.WORDS, _plain(fact.text) if fact.text and fact.text not in fact.because.zh else None),
    ]
    answered = fact.outcome is not None
    return _write(
        _Content(
            subject=(words.ANSWERED_SUBJECT if answered else words.SILENCE_SUBJECT).with_(number=fact.number),
            greeting=words.ANSWERED if answered else words.SILENCE,
            rows=[(label, value) for label, value in rows if value],
            next=words.ANSWERED_NEXT if answered else words.SILENCE_NEXT,
            link=link,
        ),
        (language,),
    )


def digest(fact: DigestMade, link: str) -> Letter:
    """Write to an authority of which cases it is told for information, in both languages."""
    count = len(fact.cases) + fact.more
    rows = [(_plain(one.number), _in_digest(one)) for one in fact.cases]
    if fact.more:
        rows.append((words.MORE_CASES, _plain(str(fact.more))))
    dates = {"since": day(fact.since), "until": day(fact.until)}
    return _write(
        _Content(
            subject=words.DIGEST_SUBJECT.with_(count=count, until=dates["until"]),
            greeting=words.DIGEST.with_(count=count, **dates),
            rows=rows,
            next=words.DIGEST_NEXT,
            link=link,
        ),
        BOTH,
    )


def _in_digest(one: DigestCase) -> Text:
    return words.DIGEST_CASE.with_(
        standard=_plain(" ".join(filter(None, (one.standard, one.clause))))
        if one.standard
        else words.NO_STANDARD,
        problem=_problem(one.problem),
        severity=NAMES[one.severity],
        setter=one.setter_name,
        link=one.link,
    )


def trial(link: str) -> Letter:
    """Write to an authority that its subscription works."""
    return _write(_Content(words.TRIAL_SUBJECT, words.TRIAL, (), words.TRIAL_NEXT, link), BOTH)


def day(at: datetime) -> Text:
    """Return the day of an instant in China's time, in words."""
    local: date = at.astimezone(CHINA).date()
    return Text(
        zh=format_date(local, format="long", locale="zh_CN"), en=format_date(local, "d MMMM y", locale="en")
    )


def _plain(text: str) -> Text:
    return Text(zh=text, en=text)


def _problem(problem: str) -> Text:
    return NAMES[Problem(problem)] if problem in set(Problem) else _plain(problem)


def _write(content: _Content, languages: tuple[Language, ...]) -> Letter:
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
