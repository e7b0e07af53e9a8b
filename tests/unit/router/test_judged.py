"""What the shipped policy makes of texts that were judged by hand; floors below the measured figures."""

from collections import Counter
from functools import cache

import pytest

from shared.taxonomy import Problem, ReporterKind, Severity, Track
from tests.builders import the_policy
from tests.judged import texts
from tests.judged.figures import Figures, figures, macro_f1, verdicts
from tests.judged.texts import Judged

AT_LEAST = 4  # texts of each kind, severity and track

needs_shared = pytest.mark.skipif(not texts.SHARED.exists(), reason="../shared/data is not here")


@cache
def own() -> tuple[Judged, ...]:
    return texts.own()


@cache
def on_own() -> Figures:
    return figures(verdicts(own(), the_policy().classifier.classify))


def test_every_kind_severity_and_track_is_there_at_least_four_times():
    seen = Counter(word for text in own() for word in (text.key.kind, text.key.severity, *text.key.tracks))
    assert {word: seen[word] for word in (*Problem, *Severity, *Track) if seen[word] < AT_LEAST} == {}


def test_every_kind_of_reporter_speaks():
    assert {text.report.reporter.kind for text in own()} == set(ReporterKind)


def test_no_reporter_chose_a_kind_so_that_the_words_must_tell():
    assert [text.id for text in own() if text.report.problem] == []


def test_each_text_is_judged_once_and_says_why():
    ids = [text.id for text in (*own(), *texts.second(), *texts.third())]
    assert len(ids) == len(set(ids))
    assert [text.id for text in own() if not text.why] == []


def test_each_text_names_a_track_only_once():
    keys = [text.key for text in own()] + [key for key, _ in texts.shared_keys().values()]
    assert [key for key in keys if not key.tracks or len(set(key.tracks)) < len(key.tracks)] == []


def test_the_principal_track_stays_right():
    assert on_own().track >= 87


def test_all_the_tracks_stay_right():
    assert on_own().track_set >= 87


def test_the_kind_stays_right():
    assert on_own().kind >= 88
    assert on_own().kind_f1 >= 0.94


def test_the_severity_stays_right():
    assert on_own().severity >= 88


def test_what_is_not_screened_stays_right():
    found = on_own()
    assert found.screened <= 17
    assert found.unscreened_kind / (found.texts - found.screened) >= 0.95


def test_the_second_set_stays_right():
    found = figures(verdicts(texts.second(), the_policy().classifier.classify))
    assert (found.track >= 34, found.kind >= 32, found.severity >= 31) == (True, True, True)


@needs_shared
def test_the_shared_texts_are_judged_each_of_them():
    assert {text.id for text in texts.shared()} == set(texts.shared_keys())


@needs_shared
def test_the_shared_texts_stay_right():
    found = figures(verdicts(texts.shared(), the_policy().classifier.classify))
    assert found.track >= 57
    assert found.kind >= 47
    assert found.severity >= 54


def test_macro_f1_counts_every_wanted_kind_alike():
    hit = [(Problem.GAP, Problem.GAP)] * 3
    miss = [(Problem.BREACH, Problem.GAP)]
    assert macro_f1(hit) == 1
    assert macro_f1(hit + miss) == pytest.approx((6 / 7 + 0) / 2)
