import json

import pytest
from pydantic import ValidationError

from services.intake.web.problems import CONTENT_TYPE, from_validation, problem
from shared.report import Report
from shared.text import Language


def answered(body: bytes, language: Language = "en") -> tuple[int, dict[str, str]]:
    with pytest.raises(ValidationError) as found:
        Report.model_validate_json(body)
    response = from_validation(found.value).response(language)
    assert isinstance(response.body, bytes)
    document = json.loads(response.body)
    assert response.headers["Content-Type"] == CONTENT_TYPE
    assert document["status"] == response.status
    return response.status, {error["field"]: error["message"] for error in document["errors"]}


def test_every_wrong_field_has_a_message_that_says_what_to_do():
    status, errors = answered(b'{"description": "short", "region": 44, "reporter": {"kind": "spy"}, "x": 1}')
    assert status == 422
    assert errors["description"] == "Write at least 10 characters."
    assert errors["region"] == "This must be a string."
    assert "enterprise" in errors["reporter.kind"]
    assert errors["x"] == "There is no such field; remove it or check its spelling."


def test_the_same_in_chinese():
    _, errors = answered(
        b'{"description": "short", "region": "440305", "reporter": {"kind": "media"}}', "zh-CN"
    )
    assert errors == {"description": "至少 10 个字符。"}


def test_a_rule_about_the_whole_report_is_told_beside_the_field_that_mends_it():
    _, errors = answered(
        b'{"description": "0123456789", "region": "440305", "reporter": {"kind": "media"}}',
    )
    assert list(errors) == ["standard"]


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 10_000, b'{"a":' * 10_000, b'{"standard": "\xff"}'])
def test_what_is_no_json_is_400(body: bytes):
    status, errors = answered(body)
    assert (status, errors) == (400, {})


def test_503_says_when_to_come_back():
    assert problem(503, retry_after=2).response("en").headers["Retry-After"] == "2"
