"""The form becomes a report, or one question beside each field; its token says which filling-in it was."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import form, form_token
from services.intake.words import WORDS
from services.intake.words.provinces import PROVINCES
from shared.case import CaseState
from shared.region import Regions
from shared.report import Report
from shared.sealing import Vault
from shared.settings import PROJECT

REGIONS = Regions.load(PROJECT / "deploy" / "directory" / "regions.csv")
VAULT = Vault(base64.b64encode(bytes(32)).decode())
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
FILLED = {
    "standard": "GB 18401—2010",
    "clause": "5.1",
    "description": "第5.1条与第6.2条的限值相互矛盾。",
    "region1": "440000",
    "region2": "440300",
    "region3": "440305",
    "reporter_kind": "enterprise",
    "language": "zh-CN",
}


def a_form(**changes: str) -> dict[str, str]:
    return form.typed({**FILLED, **changes})


def report_of(**changes: str) -> Report:
    found = form.read(a_form(**changes), REGIONS)
    assert isinstance(found, Report), found
    return found


def asked(**changes: str) -> list[str]:
    found = form.read(a_form(**changes), REGIONS)
    assert not isinstance(found, Report)
    return list(found)


def test_a_filled_form_is_the_report_of_the_contract():
    report = report_of(danger="yes", email="Wang@Example.cn", share_identity="yes", phone="138 0013 8000")
    assert report.standard == "GB 18401—2010"
    assert (report.region, report.danger, report.share_identity) == ("440305", True, True)
    assert report.reporter.email == "Wang@example.cn"
    assert report.reporter.phone == "+8613800138000"


def test_what_is_left_empty_is_left_out():
    report = report_of(title="   ", clause="")
    assert (report.title, report.clause, report.problem) == (None, None, None)
    assert report.parted()[1] == {}
    assert not report.danger


def test_an_empty_form_asks_for_everything_needed_at_once_and_in_order():
    found = form.read(form.typed({"language": "en"}), REGIONS)
    assert not isinstance(found, Report)
    assert list(found) == ["standard", "description", "region1", "reporter_kind"]


def test_a_missing_standard_needs_no_designation():
    assert report_of(standard="", problem="gap").standard is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("description", "太短"),
        ("description", "长" * 8001),
        ("title", "长" * 201),
        ("title", "两\n行"),
        ("clause", "5\x001"),
        ("email", "nobody"),
        ("phone", "12"),
        ("uscc", "91440300"),
        ("problem", "weather"),
        ("reporter_kind", ""),
        ("region1", ""),
        ("language", "fr"),
    ],
)
def test_each_field_that_does_not_fit_gets_one_question_of_its_own(field: str, value: str):
    assert asked(**{field: value}) == [field]


def test_the_same_text_twice_is_no_proposal():
    assert asked(current_text="不得大于 5", proposed_text="不得大于 5") == ["proposed_text"]


def test_no_question_repeats_what_was_typed_or_speaks_to_machines():
    found = form.read(a_form(email="秘密@", problem="weather", description="短", phone="x"), REGIONS)
    assert not isinstance(found, Report)
    for question in found.values():
        assert "秘密" not in question.both
        assert not re.search(r"[{}]|weather|enum|null", question.both)


def test_the_province_alone_will_do():
    assert report_of(region2="", region3="").region == "440000"


def test_a_city_of_another_province_is_asked_for_again():
    assert asked(region1="110000") == ["region2"]


def test_the_districts_of_a_municipality_come_right_after_it():
    assert report_of(region1="110000", region2="110105", region3="").region == "110105"


def test_line_ends_of_every_kind_count_as_one_character():
    assert (
        report_of(description="第一行是这样的\r\n第二行\r第三行").description
        == "第一行是这样的\n第二行\n第三行"
    )


@given(st.dictionaries(st.sampled_from(form.FIELDS), st.text(max_size=60)))
def test_whatever_is_typed_there_is_a_report_or_a_question(fields: dict[str, str]):
    found = form.read(form.typed(fields), REGIONS)
    assert isinstance(found, Report) or (found and set(found) <= set(form.FIELDS))


def test_a_token_says_when_the_form_was_opened():
    token = form_token.read(VAULT, form_token.issue(VAULT, NOON), NOON + timedelta(minutes=5))
    assert token is not None
    assert token.began == NOON
    assert not token.hasty(NOON + timedelta(minutes=5))
    assert token.hasty(NOON + timedelta(seconds=1))


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "é.1.2", "..", "0" * 32 + ".1764000000." + "0" * 64])
def test_nobody_invents_a_token(forged: str):
    assert form_token.read(VAULT, forged, NOON) is None


def test_a_token_of_yesterday_is_too_old():
    assert form_token.read(VAULT, form_token.issue(VAULT, NOON), NOON + timedelta(hours=24)) is None


def test_the_same_page_sent_twice_has_one_key_and_changed_in_between_two():
    token = form_token.read(VAULT, form_token.issue(VAULT, NOON), NOON)
    other = form_token.read(VAULT, form_token.issue(VAULT, NOON), NOON)
    assert token is not None
    assert other is not None
    assert token.key_of(report_of()) == token.key_of(report_of())
    assert token.key_of(report_of()) != token.key_of(report_of(clause="5.2"))
    assert token.key_of(report_of()) != other.key_of(report_of())


def test_every_sentence_is_there_in_both_languages_with_the_same_places_to_fill():
    for key, text in WORDS.items():
        assert text.zh, key
        assert text.en, key
        assert set(re.findall(r"{\w+}", text.zh)) == set(re.findall(r"{\w+}", text.en)), key


def test_every_state_of_a_case_has_a_name_and_says_what_happens_next():
    for state in ("received", *CaseState):
        assert WORDS[f"state.{state}"].zh
        assert WORDS[f"next.{state}"].zh


def test_every_province_has_an_english_name():
    assert set(PROVINCES) == {region.code for region in REGIONS.provinces()}
