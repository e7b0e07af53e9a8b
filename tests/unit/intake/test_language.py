import pytest

from services.intake.web.language import accepted


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR, en;q=0.3", "en"),
        ("fr-FR", "zh-CN"),
        ("en;q=0, zh;q=0.1", "zh-CN"),
        ("en;q=abc", "zh-CN"),
        ("," * 5_000 + "en", "zh-CN"),
    ],
)
def test_the_language_that_the_browser_likes_best_is_taken(header: str, language: str):
    assert accepted(header) == language
