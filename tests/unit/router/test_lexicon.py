"""What a text says: whole words, the longest term, what is denied and what is only quoted."""

import pytest

from services.router.classify.terms import normal
from shared.taxonomy import Problem
from tests.builders import the_policy


def points(text: str) -> set[Problem]:
    return set(the_policy().classifier.lexicon.read(normal(text)).points)


def said(text: str) -> set[str]:
    return set(the_policy().classifier.lexicon.read(normal(text)).said)


@pytest.mark.parametrize(
    "text",
    [
        "本标准不存在安全隐患",
        "两项标准之间无矛盾",
        "经核对，两者并无任何冲突",
        "未发现安全隐患",
        "为防止触电",
        "见《关于消除安全隐患的通知》",
        "标准原文：设备不得有触电危险。我们在车间里一直照着这条做。",
        "标准第5.1条规定“设备外壳应当能防护人员免受触电的危险”",
        "There is no contradiction here",
        "It says: this is a safety hazard. We have followed that in our plant for years.",
        "火灾报警器与危险化学品",
        "interconflicts and typography",
    ],
)
def test_what_is_denied_quoted_or_part_of_a_name_is_not_said(text: str):
    assert points(text) == set()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("存在“安全隐患”", Problem.SAFETY),
        ("与《中华人民共和国广告法》相抵触", Problem.CONTRADICTION),
        ("“第5条与第6条相互矛盾，企业无所适从，请尽快修改。”", Problem.CONTRADICTION),
        ("无法避免触电", Problem.SAFETY),
        ("相 互 矛 盾", Problem.CONTRADICTION),
        ("标准原文：应当耐压。该要求与5.2矛盾。", Problem.CONTRADICTION),
        ("It is a typo.", Problem.EDITORIAL),
    ],
)
def test_a_plain_statement_is_said_all_the_same(text: str, problem: Problem):
    assert problem in points(text)


def test_of_terms_that_overlap_the_longest_speaks():
    assert points("第3章引用错误") == {Problem.EDITORIAL}
    reading = the_policy().classifier.lexicon.read(normal("存在重大安全隐患"))
    assert reading.said["harm"] == ("重大安全隐患",)


def test_a_term_may_stand_in_several_lists():
    assert {"harm", "safety"} <= said("发生触电事故")


def test_a_term_counts_once_however_often_it_is_said():
    lexicon = the_policy().classifier.lexicon
    once, often = lexicon.read("矛盾"), lexicon.read("矛盾，矛盾，矛盾")
    assert once.weight(Problem.CONTRADICTION) == often.weight(Problem.CONTRADICTION)
