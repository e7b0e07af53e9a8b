import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.redaction import CODE, EMAIL, NUMBER, PHONE, QUERY, redacted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请联系wang.fang+1@example.com.cn", f"请联系{EMAIL}"),
        ("wang＠example.cn，谢谢", f"{EMAIL}，谢谢"),
        ("wang@example.cn. GB 18401", f"{EMAIL}. GB 18401"),
        ("电话13812345678或138-1234-5678", f"电话{PHONE}或{PHONE}"),
        ("传真：(0755)26531234", f"传真：{PHONE}"),
        ("+86 755 2653 1234 / +1 650 253 0000", f"{PHONE} / {PHONE}"),
        ("１３８１２３４５６７８", PHONE),
        ("微信wx13812345678", f"微信wx{NUMBER}"),
        ("QQ 123456789，座机26531234", f"QQ {NUMBER}，座机{NUMBER}"),
        ("身份证号440305199001011234", f"身份证号{NUMBER}"),
        ("身份证 440305 1990 0101 123x。", f"身份证 {NUMBER}。"),
        ("代码91440300MA5DC8XQ1X", f"代码{CODE}"),
        ("代码 91440300 ma5dc8xq1x", f"代码 {CODE}"),
        ("见https://a.example/b/c?token=1&n=王#z。", f"见https://a.example/b/c{QUERY}。"),
        ("www.example.cn/a?b=13812345678", f"www.example.cn/a{QUERY}"),
        ("https://user:secret@a.example/", f"https://{QUERY}a.example/"),
    ],
)
def test_what_points_to_a_person_is_marked(text: str, shown: str):
    assert redacted(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "GB 18401-2010 第5.1条",
        "GB 23101.1-2008、YY/T 1681-2019和GB/T 42984.1-2023",
        "GB 50254~50259-96，ISO 9001:2015，DB4403/T 12-2019",
        "案号2026-7K3M9-QX2AB",
        "限值0.05～0.12 mg/kg，耐压2000000 Pa，货值10000000元",
        "2026-11-23测得1234.5678次",
        "https://a.example/b/c",
        "投诉请打12315",
    ],
)
def test_standards_limits_and_dates_stay(text: str):
    assert redacted(text) == text


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="甲GB/T 18-.5：，\n", max_size=40), st.integers(13_000_000_000, 19_999_999_999))
def test_a_mobile_number_never_stays_whatever_stands_around_it(around: str, number: int):
    assert str(number) not in redacted(f"{around}联系{number}。{around}")


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80))
def test_redacting_twice_is_redacting_once(text: str):
    assert redacted(redacted(text)) == redacted(text)
