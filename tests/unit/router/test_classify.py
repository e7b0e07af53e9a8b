"""What a report is made into: track, kind and severity, each with its reason."""

import pytest

from shared.case import Classification
from shared.taxonomy import Problem, Severity, Track
from tests.builders import a_report, the_policy


def classified(*args: object, **fields: object) -> Classification:
    return the_policy().classifier.classify(a_report(*args, **fields))[0]  # type: ignore[arg-type] # the builder's words


def test_danger_that_the_reporter_states_is_critical_and_says_so():
    made = classified(danger=True)
    assert made.severity is Severity.CRITICAL
    assert made.because[0].en == "The reporter says that people are in danger."


@pytest.mark.parametrize(
    "text",
    [
        "该插座按标准生产仍然漏电，已有人受伤，请尽快处理。",
        "按此条款安装会危及人身安全。",
        "无法避免人身伤害，请修改第五条。",
        "Two workers were injured because the guard of clause 5 is too short.",
        "This is not only a danger to life but also costly.",
        "ＤＡＮＧＥＲ ＴＯ ＬＩＦＥ when the valve is fitted as described.",
    ],
)
def test_unmistakable_words_of_harm_are_critical(text: str):
    assert classified(text).severity is Severity.CRITICAL


@pytest.mark.parametrize(
    "text",
    [
        "第三章标点有误，不存在安全隐患，也没有造成人身伤害。",
        "示例代码的顺序反了，未发现任何安全隐患。",
        "本条是为了防止触电事故，但编号写错了。",
        "安全隐患已消除，只剩下编号的问题。",
        "There is no danger to life and no known safety hazard here, a typo only.",
        "The table has a wrong value; nobody was hurt, it does not pose a danger to people.",
    ],
)
def test_what_the_text_denies_does_not_count(text: str):
    assert classified(text, problem="technical").severity is Severity.ORDINARY


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"problem": "safety"}, "A problem of safety"),
        ({"problem": "infeasible"}, "cannot be carried out"),
        ({"problem": "barrier"}, "obstructs trade"),
        ({"problem": "contradiction", "standard": "GB 18401-2010"}, "A mandatory standard must be followed"),
        (
            {"problem": "contradiction", "description": "与GB 4806.7-2016规定的限值矛盾。"},
            "a mandatory standard that the text names",
        ),
        (
            {"problem": "contradiction", "description": "本条与《中华人民共和国广告法》第九条不一致。"},
            "the law",
        ),
        ({"problem": "breach", "standard": "GB 18401-2010"}, "A mandatory standard is breached"),
        ({"description": "该团体标准的要求低于强制性标准，应当改正。"}, "nothing may fall below"),
        ({"description": "本标准的甲醛限量低于GB 18401-2010的要求。"}, "nothing may fall below"),
        ({"description": "The product is unsafe when used as clause 4 says."}, "safety is at stake"),
    ],
)
def test_larger_problems_are_major_with_their_reason(fields: dict[str, str], reason: str):
    made = classified(**fields)
    assert made.severity is Severity.MAJOR
    assert any(reason in because.en for because in made.because)


def test_two_recommended_standards_that_disagree_are_an_ordinary_problem():
    made = classified("与GB/T 24001-2016的术语定义不一致。", problem="contradiction")
    assert made.severity is Severity.ORDINARY


@pytest.mark.parametrize("problem", ["editorial", "translation"])
def test_editorial_and_translation_problems_are_editorial(problem: str):
    assert classified(problem=problem).severity is Severity.EDITORIAL


def test_an_editorial_problem_that_endangers_people_is_critical_all_the_same():
    assert (
        classified("小数点印错，剂量大十倍。", problem="editorial", danger=True).severity is Severity.CRITICAL
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("第5.1条与第6.2条的限值相互矛盾。", Problem.CONTRADICTION),
        ("文中有多处错别字，标点也不对。", Problem.EDITORIAL),
        ("该方法已经过时，行业内早已淘汰。", Problem.OUTDATED),
        ("消费品测评也缺乏行业标准，平台各说各话。", Problem.GAP),
        ("There is a typo in the second paragraph.", Problem.EDITORIAL),
        ("The requirement cannot be met: no test method exists.", Problem.INFEASIBLE),
        ("这一条款怎么理解？含义不明确。", Problem.AMBIGUOUS),
        ("只是想说几句别的话而已。", Problem.OTHER),
    ],
)
def test_the_kind_is_found_in_the_words_where_the_reporter_left_it_out(text: str, problem: Problem):
    made = classified(text)
    assert made.problem is problem
    assert "named no kind" in made.because[-1].en or "named no kind" in made.because[-2].en


def test_the_reporters_own_kind_is_kept():
    assert classified("第5.1条与第6.2条相互矛盾。", problem="outdated").problem is Problem.OUTDATED


def test_a_proposal_without_a_standard_is_a_gap():
    made = classified("希望能有一个统一的做法给大家用。", standard=None, proposed_text="充电口应统一。")
    assert (made.problem, made.track) == (Problem.GAP, Track.PROPOSAL)


@pytest.mark.parametrize(
    ("fields", "track"),
    [
        ({"problem": "breach"}, Track.BREACH),
        ({"problem": "gap"}, Track.PROPOSAL),
        ({"description": "商家拒绝退款，我要投诉。", "kind": "consumer"}, Track.COMPLAINT),
        ({"description": "商家拒绝退款的条款含义不清。", "kind": "research"}, Track.IMPLEMENTATION),
        ({"description": "请问第五条如何理解？谢谢。"}, Track.INTERPRETATION),
        ({"description": "第五条无法执行，没有检测方法。"}, Track.IMPLEMENTATION),
    ],
)
def test_a_report_takes_its_legal_track(fields: dict[str, str], track: Track):
    assert classified(**fields).track is track
