"""The converter of real reports keeps the contract and says the same every time."""

import json

import pytest

from shared.report import Report
from tests.real_input import available, report, reports

ROW = {"source_id": "x:1", "standard": "RFC 1", "section": "a\nb", "label": "Editorial", "notes": "short"}
REGIONS = ("440305", "310115")


def test_a_short_reason_is_filled_up_and_says_so() -> None:
    assert "gave no reason" in report(ROW, "en", REGIONS)["description"]


def test_control_characters_go_and_a_clause_becomes_one_line() -> None:
    found = report(ROW | {"notes": "a\x00b\x1b long enough now", "section": "1\r\n 2"}, "en", REGIONS)
    assert (found["description"], found["clause"]) == ("ab long enough now", "1 2")


def test_a_proposal_that_says_what_stands_there_is_left_out() -> None:
    found = report(ROW | {"orig_text": "same ", "correct_text": "same"}, "en", REGIONS)
    assert found["current_text"] == "same"
    assert "proposed_text" not in found


def test_a_report_without_a_standard_speaks_of_a_gap() -> None:
    assert report(ROW | {"standard": ""}, "en", REGIONS)["problem"] == "gap"


def test_region_and_reporter_are_drawn_alike_every_time() -> None:
    assert report(ROW, "en", REGIONS) == report(ROW, "en", REGIONS)


@pytest.mark.skipif(not available(), reason="the real reports are not on this machine")
def test_every_real_report_is_a_report_of_the_contract() -> None:
    read = [Report.model_validate_json(json.dumps(one)) for one in reports()]
    assert len(read) == 4865
