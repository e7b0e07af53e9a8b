"""How sure the channel is, what the reporter's own choice weighs, and when a person looks."""

import pytest

from services.router.classify.kind import kind_of
from services.router.classify.lexicon import Reading
from services.router.classify.terms import normal
from shared.case import Classification, Volume
from shared.taxonomy import Problem, Severity
from shared.text import Text
from tests.builders import a_report, the_policy

MANY_STRONG_WORDS = (
    "限量低于检出限，无法检测，没有检测方法，没有实验室具备条件，全行业都做不到，设备已停产，缺乏可操作性。"
)


def classified(*args: object, **fields: object) -> Classification:
    return the_policy().classifier.classify(a_report(*args, **fields))[0]  # type: ignore[arg-type] # the builder's words


def test_many_strong_words_overrule_the_chosen_kind_and_the_reason_says_so():
    made = classified(MANY_STRONG_WORDS, problem="editorial")
    assert made.problem is Problem.INFEASIBLE
    reason = next(because for because in made.because if "chose the kind" in because.en)
    assert "分量更重" in reason.zh
    assert " against 9" in reason.en


@pytest.mark.parametrize("chosen", ["safety", "breach", "translation"])
def test_a_grave_choice_is_never_overruled_by_editorial_words(chosen: str):
    text = "错别字、标点、排版、漏字、印错、笔误、页码、目次、字体、拼写、空格、角标都有问题。"
    assert classified(text, problem=chosen).problem is Problem(chosen)
    assert classified(text, problem="other").problem is Problem.EDITORIAL


def test_a_choice_that_the_words_confirm_is_surer_than_one_they_speak_against():
    confirmed = classified("第5.1条与第6.2条相互矛盾。", problem="contradiction")
    alone = classified("第5.1条与第6.2条相互矛盾。", problem="outdated")
    assert confirmed.confidence.problem > alone.confidence.problem


def test_danger_without_other_words_is_a_problem_of_safety():
    made = classified("第5.3条要求在带人状态下进行压力试验。", danger=True)
    assert (made.problem, made.severity) == (Problem.SAFETY, Severity.CRITICAL)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"standard": "那个关于插座的标准"}, "could not be read"),
        ({"standard": None, "proposed_text": "充电口应统一。", "problem": "safety"}, "names no standard"),
        ({"description": "只是想说几句别的话而已。"}, "kind of problem is not known"),
        ({"description": "这个公式，我们觉得怪。"}, "sure of the kind of problem, less than 45%"),
    ],
)
def test_a_person_looks_at_what_the_channel_does_not_know(fields: dict[str, str], why: str):
    assert any(why in reason.en for reason in classified(**fields).screen)


def test_nobody_needs_to_look_at_a_proposal_without_a_standard_or_a_plain_fault():
    text = "目前共享充电宝没有国家标准，建议尽快制定。"
    assert classified(text, standard=None, problem="gap").screen == ()
    assert classified("第5.1条无法执行，没有检测方法。").screen == ()


class Learnt:
    """An opinion that has learnt one answer, and keeps what it was asked."""

    problem, confidence = Problem.EDITORIAL, 0.7
    because = Text(zh="学得的判断。", en="Learnt.")

    def of(self, text: str, current_text: str | None) -> "Learnt":
        assert text
        assert current_text == "旧文"
        return self


def test_the_learnt_opinion_speaks_only_where_rules_and_lexicon_are_silent():
    choice = the_policy().classifier.lexicon.choice
    silent = a_report("这里和那里写得不好看。", current_text="旧文")
    assert kind_of(silent, Reading({}, {}), choice, Learnt(), "…").because.en == "Learnt."
    chosen = a_report("这里和那里写得不好看。", current_text="旧文", problem="technical")
    assert kind_of(chosen, Reading({}, {}), choice, Learnt(), "…").problem is Problem.TECHNICAL
    reading = the_policy().classifier.lexicon.read(normal("表2的公式错误。"))
    assert kind_of(silent, reading, choice, Learnt(), "…").problem is Problem.TECHNICAL


def test_a_problem_that_many_tell_of_becomes_a_larger_one_with_the_numbers():
    classifier = the_policy().classifier
    made = classified("与GB/T 24001-2016的术语定义不一致。", problem="contradiction")
    volume = Volume(reports=7, units=5, regions=2, kinds=2)
    raised = classifier.with_volume(made, mandatory=False, volume=volume)
    assert raised.severity is Severity.MAJOR
    assert raised.rules[-1] == "many"
    assert "5家单位、2个地区" in raised.because[0].zh
    assert f"{classifier.within.days}天" in raised.because[0].zh


def test_volume_never_lowers_and_changes_nothing_below_its_numbers():
    classifier = the_policy().classifier
    grave, few = classified(danger=True), Volume(reports=2, units=2, regions=1, kinds=1)
    assert classifier.with_volume(grave, mandatory=True, volume=Volume(units=99)) is grave
    made = classified(problem="ambiguous")
    assert classifier.with_volume(made, mandatory=True, volume=few) is made
    mandatory = Volume(reports=3, units=3, regions=1, kinds=1)
    assert classifier.with_volume(made, mandatory=False, volume=mandatory) is made
    assert classifier.with_volume(made, mandatory=True, volume=mandatory).severity is Severity.MAJOR
