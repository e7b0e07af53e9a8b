"""Letters to authorities, in both languages: what is asked, what became of it, and for information."""

from services.notifier import words
from services.notifier.letter.paper import Content, Letter, Row, day, given, named, plain, rows, write
from shared.case import Role
from shared.events import DigestCase, DigestMade, EscalationGrown, EscalationOpened, EscalationWithdrawn
from shared.taxonomy import NAMES, Problem, Severity, Track
from shared.text import Text, joined

OF_PLACE = frozenset({Track.BREACH, Track.COMPLAINT})
"""Tracks about what somebody did at a place, and not about what the standard says."""


def escalation(fact: EscalationOpened) -> Letter:
    """Write that a case was put to it."""
    severity, standard, by = NAMES[fact.severity], named(fact.standard), day(fact.reply_by)
    return write(
        Content(
            subject=words.ESCALATION_SUBJECT.with_(severity=severity, standard=standard, by=by),
            greeting=_asked(fact),
            rows=_matter(fact, plain(str(fact.total))),
            next=(words.NEXT_CRITICAL if fact.severity is Severity.CRITICAL else words.NEXT).with_(by=by),
            link=fact.link,
        )
    )


def grown(fact: EscalationGrown) -> Letter:
    """Write that more reports have joined a case that was put to it, or that the case has changed."""
    counts: dict[str, int] = {"new": fact.new, "total": fact.total}
    severity, standard = NAMES[fact.severity], named(fact.standard)
    more = 0 < fact.new < fact.total
    subject, greeting = (words.GROWN_SUBJECT, words.GROWN) if more else (words.CHANGED_SUBJECT, words.CHANGED)
    then = words.GROWN_NEXT.with_(by=day(fact.reply_by))
    return write(
        Content(
            subject=subject.with_(severity=severity, standard=standard, **counts),
            greeting=greeting.with_(severity=severity, **counts),
            rows=_matter(fact, words.NEW_OF_ALL.with_(**counts) if more else plain(str(fact.total))),
            next=joined(words.DANGER, then) if fact.severity is Severity.CRITICAL else then,
            link=fact.link,
        )
    )


def withdrawn(fact: EscalationWithdrawn) -> Letter:
    """Write that it need not answer after all, and why."""
    standard = named(fact.standard)
    return write(
        Content(
            subject=words.WITHDRAWN_SUBJECT.with_(standard=standard, number=fact.number),
            greeting=words.WITHDRAWN,
            rows=rows(
                (words.NUMBER, given(fact.number)),
                (words.STANDARD, standard),
                (words.BECAUSE, fact.because),
                (words.REFERENCE, plain(fact.escalation)),
            ),
            next=words.WITHDRAWN_NEXT,
            link=fact.link,
        )
    )


def digest(fact: DigestMade, link: str) -> Letter:
    """Write of which cases it is told for information."""
    count = len(fact.cases) + fact.more
    dates = {"since": day(fact.since), "until": day(fact.until)}
    return write(
        Content(
            subject=words.DIGEST_SUBJECT.with_(count=count, until=dates["until"]),
            greeting=words.DIGEST.with_(count=count, **dates),
            rows=rows(
                *((plain(one.number), _in_digest(one)) for one in fact.cases),
                (words.MORE_CASES, plain(str(fact.more)) if fact.more else None),
            ),
            next=words.DIGEST_NEXT,
            link=link,
        )
    )


def trial(link: str) -> Letter:
    """Write that its subscription works."""
    return write(Content(words.TRIAL_SUBJECT, words.TRIAL, (), words.TRIAL_NEXT, link))


def _asked(fact: EscalationOpened) -> Text:
    if fact.track in OF_PLACE:
        return words.AS_PLACE.with_(track=NAMES[fact.track])
    return words.AS_SETTER if fact.role is Role.SETTER else words.AS_SUPERIOR


def _matter(fact: EscalationOpened, reports: Text) -> tuple[Row, ...]:
    return rows(
        (words.NUMBER, given(fact.number)),
        (words.STANDARD, named(fact.standard)),
        (words.CLAUSE, given(fact.clause)),
        (words.TRACK, NAMES[fact.track]),
        (words.PROBLEM, _problem(fact.problem)),
        (words.SEVERITY, NAMES[fact.severity]),
        (words.BECAUSE, plain(fact.because)),
        (words.REGION, plain(fact.region)),
        (words.REPORTS, reports),
        (words.REPLY_BY, day(fact.reply_by)),
        (words.REFERENCE, plain(fact.escalation)),
    )


def _in_digest(one: DigestCase) -> Text:
    return words.DIGEST_CASE.with_(
        standard=plain(" ".join(filter(None, (one.standard, one.clause))))
        if one.standard
        else words.NO_STANDARD,
        problem=_problem(one.problem),
        severity=NAMES[one.severity],
        setter=one.setter_name,
        link=one.link,
    )


def _problem(problem: str) -> Text:
    return NAMES[Problem(problem)] if problem in set(Problem) else plain(problem)
