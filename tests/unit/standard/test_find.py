"""Which standards are found in running text, against a key made by hand."""

from collections import Counter

from shared.standard import StandardRef
from tests.unit.standard.sentences import SENTENCES


def found(text: str) -> tuple[str, ...]:
    return tuple(ref.plain() for ref in StandardRef.find(text))


def test_the_citations_of_the_sentences_are_found_and_nothing_else():
    wanted = Counter((text, plain) for text, key in SENTENCES for plain in key)
    got = Counter((text, plain) for text, _ in SENTENCES for plain in found(text))
    both = (wanted & got).total()
    missed, invented = wanted - got, got - wanted
    assert both / wanted.total() >= 0.98, missed
    assert both / got.total() >= 0.98, invented
