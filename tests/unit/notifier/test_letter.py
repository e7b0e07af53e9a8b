from datetime import UTC, datetime
from typing import Any

import pytest

from services.notifier import letter
from shared.case import Relation, Role
from shared.events import CaseAnswered, EscalationOpened
from shared.taxonomy import NAMES, Outcome, Severity, Track
from shared.text import Language, Text
from tests.notifying import a_growth, a_regrouping, a_withdrawal


def an_escalation(**changes: Any) -> EscalationOpened:
    whole: dict[str, Any] = {
        "escalation": "e-1",
        "case": "c-1",
        "authority": "sac",
        "role": Role.SETTER,
        "severity": Severity.MAJOR,
        "because": "与强制性标准矛盾 / It contradicts a mandatory standard",
        "standard": "GB 18401-2010",
        "clause": "5.1",
        "problem": "contradiction",
        "region": "440305",
        "reports": ("r-1", "r-2"),
        "reply_by": datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
        "link": "https://feedback.example/authority/escalations/e-1",
    }
    return EscalationOpened.model_validate(whole | changes)


def an_ending(**changes: Any) -> CaseAnswered:
    whole: dict[str, Any] = {
        "case": "c-1",
        "number": "2026-7K3M9-QX2AB",
        "standard": "GB 18401-2010",
        "authority": "sac",
        "outcome": Outcome.AMEND,
        "text": "将发布第1号修改单。",
        "because": Text(zh="标准委答复：将发布第1号修改单。", en="SAC answered: 将发布第1号修改单。"),
        "reports": ("r-1",),
        "ending": "a-1",
    }
    return CaseAnswered.model_validate(whole | changes)


def test_an_authority_reads_in_both_languages_what_is_asked_and_by_when():
    written = letter.escalation(an_escalation())
    assert written.subject == (
        "【较大问题】GB 18401-2010：请于2026年12月1日前答复 / "
        "[Major] GB 18401-2010: please answer by 1 December 2026"
    )
    assert written.languages == ("zh-CN", "en")
    for side in (written.text, written.html):
        assert "理由" in side
        assert "Because" in side
        assert "逾期未答复的，将转报上一级机构" in side
        assert "it is put to the body above" in side
        assert "https://feedback.example/authority/escalations/e-1" in side


def test_the_day_is_that_of_china():
    late = an_escalation(reply_by=datetime(2026, 11, 30, 16, 30, tzinfo=UTC))
    assert "2026年12月1日" in letter.escalation(late).subject


def test_danger_asks_to_act_at_once():
    written = letter.escalation(an_escalation(severity=Severity.CRITICAL))
    assert "请立即处理" in written.text
    assert "People may be in danger" in written.text


def test_a_case_without_standard_and_clause_says_so_and_leaves_no_empty_row():
    written = letter.escalation(an_escalation(standard=None, clause=None, problem="something new"))
    assert "未指明标准" in written.subject
    assert "条款" not in written.text
    assert "None" not in written.text + written.html


def test_what_strangers_write_stays_text():
    written = letter.escalation(an_escalation(standard="<script>alert(1)</script>\r\nBcc: a@b.cn {by}"))
    assert "<script>" not in written.html
    assert "&lt;script&gt;" in written.html
    assert "\n" not in written.subject
    assert "{by}" in written.subject


def test_a_reporter_reads_the_answer_in_their_own_language_alone():
    chinese = letter.ending(an_ending(), "zh-CN", "https://feedback.example/status")
    english = letter.ending(an_ending(), "en", "https://feedback.example/status")
    assert chinese.subject == "您反映的标准问题已有答复（2026-7K3M9-QX2AB）"
    assert english.subject == "Your report has an answer (2026-7K3M9-QX2AB)"
    assert "属实，将发布修改单" in chinese.text
    assert "Confirmed; an amendment will follow" in english.text
    assert "输入您的回执号" in chinese.text
    assert "enter your receipt" in english.text
    assert "Outcome" not in chinese.text
    assert chinese.text.count("将发布第1号修改单") == 1


def test_a_reporter_reads_that_nobody_answered():
    silent = an_ending(outcome=None, text=None, because=Text(zh="至今没有机构答复。", en="Nobody."))
    written = letter.ending(silent, "en", "https://feedback.example/status")
    assert written.subject == "Nobody has answered your report yet (2026-7K3M9-QX2AB)"
    assert "you will be told" in written.text
    assert "None" not in written.text


def test_a_trial_says_that_it_is_about_no_real_problem():
    written = letter.trial("https://feedback.example")
    assert "不涉及任何实际问题" in written.text
    assert "about no real problem" in written.html


@pytest.mark.parametrize("track", Track)
def test_the_letter_names_the_track_and_the_number(track: Track):
    written = letter.escalation(an_escalation(track=track, number="2026-7K3M9-QX2AB"))
    for side in (written.text, written.html):
        assert NAMES[track].zh in side
        assert NAMES[track].en in side
        assert "2026-7K3M9-QX2AB" in side


def test_what_somebody_did_is_put_to_the_place_and_not_to_the_author_of_the_standard():
    written = letter.escalation(an_escalation(track=Track.BREACH, role=Role.SUPERIOR))
    assert "贵单位所辖地区收到一件涉及标准的举报" in written.text
    assert "to deal with under the law" in written.text
    assert "督办" not in written.text


def test_growth_says_how_many_are_new_and_until_when_and_that_one_answer_is_enough():
    written = letter.grown(a_growth(an_escalation()))
    assert written.subject == (
        "【较大问题】GB 18401-2010：又有 3 份反映，共 12 份 / [Major] GB 18401-2010: 3 more, 12 in all"
    )
    assert written.languages == ("zh-CN", "en")
    for side in (written.text, written.html):
        assert "反映件数" in side
        assert "又有 3 份，共 12 份" in side
        assert "3 more, 12 in all" in side
        assert "答复期限为2026年12月1日" in side
        assert "已受理的，无需再次受理" in side
        assert "if you were given another date before, this one holds" in side
        assert "there is nothing else to do" in side


def test_growth_into_danger_asks_to_act_at_once():
    written = letter.grown(a_growth(an_escalation(severity=Severity.CRITICAL)))
    assert "请立即处理。答复期限为" in written.text
    assert "please act at once. Please answer by" in written.text


@pytest.mark.parametrize("new", [0, -2])
def test_a_case_that_changed_without_new_reports_counts_none(new: int):
    written = letter.grown(a_growth(an_escalation(), new=new))
    assert "转办事项有变化" in written.subject
    assert "现按“较大问题”办理，共 12 份反映" in written.text
    assert "It is now handled as: Major" in written.text
    assert f"{new} more" not in written.text


def test_who_is_spared_reads_why_and_that_there_is_nothing_more_to_do():
    written = letter.withdrawn(a_withdrawal(an_escalation(number="2026-7K3M9-QX2AB")))
    assert written.subject == (
        "GB 18401-2010：无需再答复（2026-7K3M9-QX2AB） / "
        "GB 18401-2010: no answer is needed any more (2026-7K3M9-QX2AB)"
    )
    for side in (written.text, written.html):
        assert "该标准由另一机构制定" in side
        assert "another body&#39;s" in side or "another body's" in side
        assert "贵单位无需再做任何事" in side
        assert "There is nothing more to do" in side
        assert "https://feedback.example/authority/escalations/e-1" in side
    assert "请在" not in written.text


@pytest.mark.parametrize(
    ("relation", "language", "said"),
    [
        (Relation.MERGED_INTO, "zh-CN", "合并办理"),
        (Relation.MERGED_FROM, "en", "handled as one"),
        (Relation.SPLIT_FROM, "zh-CN", "分别办理"),
        (Relation.SPLIT_INTO, "en", "handled separately"),
    ],
)
def test_a_reporter_reads_that_cases_were_regrouped_under_which_number_and_that_the_receipt_still_works(
    relation: Relation, language: Language, said: str
):
    written = letter.regrouped(a_regrouping(relation, "r-1"), language, "https://feedback.example/status")
    assert written.languages == (language,)
    assert said in written.text
    for number in ("2026-7K3M9-QX2AB", "2026-4N8T1-ZP6CD"):
        assert number in written.text
    assert "2026-7K3M9-QX2AB" in written.subject
    assert ("原来的回执号继续有效" if language == "zh-CN" else "your receipt still works") in written.text
    assert "https://feedback.example/status" in written.html
    assert ("Because" in written.text) is (language == "en")
