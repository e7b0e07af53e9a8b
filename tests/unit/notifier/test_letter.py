from datetime import UTC, datetime
from typing import Any

from services.notifier import letter
from shared.case import Role
from shared.events import CaseAnswered, EscalationOpened
from shared.taxonomy import Outcome, Severity
from shared.text import Text


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
