"""Every word of every vocabulary has a name of its own."""

from enum import StrEnum

import pytest

from shared.taxonomy import NAMES, VOCABULARIES, Problem, ReporterKind, Severity, Track, graver


@pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=VOCABULARIES)
def test_every_word_has_a_name_and_no_two_of_one_vocabulary_share_it(vocabulary: type[StrEnum]):
    names = [NAMES[word] for word in vocabulary]
    assert len({name.zh for name in names}) == len({name.en for name in names}) == len(vocabulary)


def test_words_that_are_spelt_alike_keep_the_names_of_their_vocabularies():
    assert NAMES[ReporterKind.ENFORCEMENT].zh == "执法监督部门"
    assert NAMES[Problem.BREACH].zh == "实践中违反标准"
    assert NAMES[Track.BREACH].zh == "举报"
    assert NAMES[Problem.EDITORIAL] != NAMES[Severity.EDITORIAL]


def test_the_graver_of_two_is_the_one_that_presses_more():
    assert graver(Severity.CRITICAL, Severity.MAJOR)
    assert not graver(Severity.ORDINARY, Severity.ORDINARY)
    assert not graver(Severity.EDITORIAL, Severity.ORDINARY)
