"""Lists that write the code once, and the numbers beside a standard that are none."""

import pytest

from shared.standard import StandardRef

LISTS = {
    "GB/T 228.1、229": ("GB/T 228.1", "GB/T 229"),
    "GB 5009.3、5009.4 和 5009.5": ("GB 5009.3", "GB 5009.4", "GB 5009.5"),
    "GB/T 9254.1、.2": ("GB/T 9254.1", "GB/T 9254.2"),
    "GB/T 18487.1/2/3": ("GB/T 18487.1", "GB/T 18487.2", "GB/T 18487.3"),
    "GB 4806.1-2016、4806.7-2023": ("GB 4806.1-2016", "GB 4806.7-2023"),
    "GB/T 4789.1~4789.3、4789.15": ("GB/T 4789.1~4789.3", "GB/T 4789.15"),
    "DB11/T 945.1、945.2": ("DB11/T 945.1", "DB11/T 945.2"),
    "GB 50016-2014（2018年版）、50045-95": ("GB 50016-2014(2018年版)", "GB 50045-1995"),
    "ISO 9001:2015, 14001:2015 and 45001:2018": ("ISO 9001:2015", "ISO 14001:2015", "ISO 45001:2018"),
    "RFC 2119, 8174": ("RFC 2119", "RFC 8174"),
    "EN 71-1, 71-2": ("EN 71-1", "EN 71-2"),
}


@pytest.mark.parametrize(("text", "wanted"), LISTS.items())
def test_what_a_list_leaves_out_is_understood(text: str, wanted: tuple[str, ...]):
    found = list(StandardRef.find(text))
    assert tuple(ref.plain() for ref in found) == wanted
    assert len({(ref.level, ref.code, ref.nature) for ref in found}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "GB 2762、100克样品",
        "GB 2762和500多家企业",
        "GB 2762 和 2011 年的通知",
        "GB 2762、2015-05-06的公告",
        "GB 2762、第3批",
        "GB 2762, 500 units",
        "GB 2762/100 mL",
        "GB 2762、4.0~7.5",
        "GB 2762和13800138000",
    ],
)
def test_a_number_that_counts_something_continues_no_list(text: str):
    assert [ref.plain() for ref in StandardRef.find(text)] == ["GB 2762"]


def test_each_of_a_list_keeps_what_was_typed_of_it():
    assert [ref.as_typed for ref in StandardRef.find("按GB 5009.3、5009.4测定")] == ["GB 5009.3", "5009.4"]


def test_adopted_standards_that_are_listed_are_no_target():
    typed = (
        "GB/T 19001—2016 idt ISO 9001:2015、14001:2015。GB/T 24001-2016（ISO 14001:2015，IDT）、24004-2017"
    )
    found = [ref.plain() for ref in StandardRef.find(typed)]
    assert found == ["GB/T 19001-2016", "GB/T 24001-2016", "GB/T 24004-2017"]
