import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.report import Report, Reporter
from shared.taxonomy import ReporterKind


def a_body(*, reporter: dict[str, str] | None = None, **fields: object) -> bytes:
    whole = {
        "standard": "GB 18401-2010",
        "description": "第5.1条与第6.2条的限值相互矛盾。",
        "region": "440305",
        "reporter": {"kind": "enterprise"} | (reporter or {}),
    }
    return json.dumps(whole | fields).encode()


def wrong(**fields: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as found:
        Report.model_validate_json(a_body(**fields))
    return {".".join(map(str, e["loc"])): e["type"] for e in found.value.errors(include_input=False)}


def test_a_report_is_read_as_it_was_told():
    report = Report.model_validate_json(a_body(title=" 限值矛盾 ", danger=True))
    assert (report.standard, report.title, report.danger) == ("GB 18401-2010", "限值矛盾", True)


def test_an_unreadable_standard_is_kept_as_typed():
    assert Report.model_validate_json(a_body(standard="那个关于窗帘的标准")).standard == "那个关于窗帘的标准"


def test_a_gap_and_a_proposal_need_no_standard():
    assert Report.model_validate_json(a_body(standard=None, problem="gap")).standard is None
    assert Report.model_validate_json(a_body(standard=None, proposed_text="应规定充电温度")).standard is None
    assert wrong(standard=None) == {"": "standard_needed"}


def test_identity_leaves_the_report_and_only_the_kind_stays():
    report = Report.model_validate_json(
        a_body(reporter={"name": "王芳", "email": "wang@example.cn", "phone": "13800138000"})
    )
    bare, identity = report.parted()
    assert identity == {
        "name": "王芳",
        "email": "wang@example.cn",
        "phone": "+8613800138000",
    }
    assert "王芳" not in str(bare)
    assert "wang" not in str(bare)
    assert Report.model_validate_json(json.dumps(bare)).reporter == Reporter(kind=ReporterKind.ENTERPRISE)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"colour": "red"}, {"colour": "extra_forbidden"}),
        ({"region": "4403"}, {"region": "string_pattern_mismatch"}),
        ({"danger": "yes"}, {"danger": "bool_type"}),
        ({"description": "太短"}, {"description": "too_short"}),
        ({"description": "长" * 8001}, {"description": "too_long"}),
        ({"title": "两\n行"}, {"title": "one_line"}),
        ({"clause": "5.1\x00"}, {"clause": "control_character"}),
        ({"problem": "ugly"}, {"problem": "enum"}),
        ({"current_text": "同", "proposed_text": "同"}, {"": "proposal_same"}),
        ({"reporter": {"email": "nobody"}}, {"reporter.email": "email"}),
        ({"reporter": {"phone": "12"}}, {"reporter.phone": "phone"}),
        ({"reporter": {"uscc": "91350100M000100Y44"}}, {"reporter.uscc": "uscc"}),
        ({"reporter": {"kind": "spy"}}, {"reporter.kind": "enum"}),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], found: dict[str, str]):
    assert wrong(**fields) == found


def test_an_error_never_quotes_what_was_typed():
    with pytest.raises(ValidationError) as found:
        Report.model_validate_json(a_body(reporter={"email": "secret-name"}))
    assert "secret-name" not in str(found.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_report_or_a_validation_error(body: bytes):
    with pytest.raises(ValidationError):
        Report.model_validate_json(body)
