"""Receipts beside a case: whoever reads it has them, whenever they came."""

from datetime import timedelta

from shared.case import CaseState
from shared.text import Text
from shared.transmission import Receipt, with_receipts
from tests.builders import NOW, a_case, a_report, asked, delivered

MAJOR = a_report("第5.1条无法执行，没有检测方法。")
LATER = NOW + timedelta(hours=1)


def test_a_case_is_transmitted_only_when_both_addressees_have_a_receipt():
    case = delivered(a_case(MAJOR), "sac")
    assert case.state is CaseState.ASKED
    case = delivered(case, "440300")
    assert case.state is CaseState.TRANSMITTED
    assert [line.what for line in case.history].count("transmitted") == 1


def test_a_second_receipt_changes_nothing():
    once = delivered(a_case(MAJOR), "sac")
    assert delivered(once, "sac", at=LATER) == once


def test_receipts_read_together_or_one_after_the_other_make_the_same_case():
    case = a_case(MAJOR)
    one_by_one = delivered(delivered(case, "sac"), "440300")
    assert delivered(case, "440300", "sac").escalations == one_by_one.escalations
    assert one_by_one.state is CaseState.TRANSMITTED


def test_the_history_tells_of_receipts_in_the_order_in_which_they_came():
    case = a_case(MAJOR)
    early, late = asked(case, "440300"), asked(case, "sac")
    receipts = {
        e.id: Receipt(id=e.id, case=case.id, at=at, body=Text(zh=e.authority, en=e.authority))
        for e, at in ((late, LATER), (early, NOW))
    }
    after = with_receipts(case, receipts)
    lines = after.history[len(case.history) :]
    assert [line.what for line in lines] == ["delivered", "delivered", "transmitted"]
    assert [line.at for line in lines] == [NOW, LATER, LATER]
    assert "440300" in lines[0].text.en


def test_a_case_that_has_ended_stays_ended_and_shows_the_late_receipt():
    ended = a_case(MAJOR).model_copy(update={"state": CaseState.ANSWERED})
    after = delivered(ended, "sac", "440300")
    assert after.state is CaseState.ANSWERED
    assert asked(after, "sac").delivered_at == NOW


def test_a_receipt_of_another_case_is_passed_over():
    case, other = a_case(MAJOR), a_case(MAJOR)
    e = asked(other, "sac")
    receipt = Receipt(id=e.id, case=other.id, at=NOW, body=Text(zh="某局", en="bureau"))
    assert with_receipts(case, {receipt.id: receipt}) == case
