"""Letters to reporters, in the language of their report alone."""

from services.notifier import words
from services.notifier.letter.paper import Content, Letter, given, plain, rows, write
from shared.case import Relation
from shared.events import CaseAnswered, CaseRegrouped
from shared.taxonomy import NAMES
from shared.text import Language

MERGED = frozenset({Relation.MERGED_INTO, Relation.MERGED_FROM})


def ending(fact: CaseAnswered, language: Language, link: str) -> Letter:
    """Write what was answered, or that nobody answered."""
    answered = fact.outcome is not None
    return write(
        Content(
            subject=(words.ANSWERED_SUBJECT if answered else words.SILENCE_SUBJECT).with_(number=fact.number),
            greeting=words.ANSWERED if answered else words.SILENCE,
            rows=rows(
                (words.NUMBER, plain(fact.number)),
                (words.STANDARD, given(fact.standard)),
                (words.OUTCOME, NAMES[fact.outcome] if fact.outcome else words.NO_ANSWER),
                (words.ANSWER, fact.because if fact.outcome else None),
                (words.WORDS, given(None if fact.text and fact.text in fact.because.zh else fact.text)),
            ),
            next=words.ANSWERED_NEXT if answered else words.SILENCE_NEXT,
            link=link,
        ),
        (language,),
    )


def regrouped(fact: CaseRegrouped, language: Language, link: str) -> Letter:
    """Write that the report is now handled with others, or apart from them, and under which number."""
    merged = fact.relation in MERGED
    numbers = {"number": fact.number, "other": fact.other}
    return write(
        Content(
            subject=(words.MERGED_SUBJECT if merged else words.SPLIT_SUBJECT).with_(**numbers),
            greeting=(words.MERGED if merged else words.SPLIT).with_(**numbers),
            rows=rows(
                (words.NUMBER, plain(fact.number)),
                (words.STANDARD, given(fact.standard)),
                (words.BECAUSE, fact.because),
            ),
            next=words.REGROUPED_NEXT,
            link=link,
        ),
        (language,),
    )
