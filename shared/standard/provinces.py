"""The provinces in designations: GB/T 2260's two digits, short names, and codes of construction's own.

Sources: GB/T 2260 (digits; they change less than once in ten years), the short names of the provinces as the
local regulations of metrology use them, and the local standards of construction for the codes of their own.
"""

import re

SHORT_NAMES = {
    "京": "11",
    "津": "12",
    "冀": "13",
    "晋": "14",
    "蒙": "15",
    "辽": "21",
    "吉": "22",
    "黑": "23",
    "沪": "31",
    "苏": "32",
    "浙": "33",
    "皖": "34",
    "闽": "35",
    "赣": "36",
    "鲁": "37",
    "豫": "41",
    "鄂": "42",
    "湘": "43",
    "粤": "44",
    "桂": "45",
    "琼": "46",
    "渝": "50",
    "川": "51",
    "黔": "52",
    "滇": "53",
    "藏": "54",
    "陕": "61",
    "甘": "62",
    "青": "63",
    "宁": "64",
    "新": "65",
}
OTHER_NAMES = {"贵": "52", "云": "53", "蜀": "51", "秦": "61", "陇": "62", "内蒙": "15", "内蒙古": "15"}
CORPS = "66"
"""The two digits of 新疆生产建设兵团, which is no division of GB/T 2260 (general knowledge)."""
PROVINCES = frozenset({*SHORT_NAMES.values(), CORPS})
SHORT_NAME_OF = {digits: name for name, digits in SHORT_NAMES.items()}

CONSTRUCTION_CODES = {
    "01": "11",
    "03": "15",
    "04": "14",
    "08": "31",
    "13": "35",
    "14": "37",
    "15": "44",
    "29": "12",
}
"""Local standards of construction kept the ministry's numbers of provinces: DBJ/T 15 is Guangdong."""


def province_of_short_name(name: str) -> str | None:
    """GB/T 2260's two digits for 京, 浙 …; None where the name is a field, such as 交通."""
    return SHORT_NAMES.get(name) or OTHER_NAMES.get(name)


def region_of_code(digits: str) -> str | None:
    """The division that the digits after DB name: 11, 3201, 440300 (that is 4403); None for no division."""
    if digits[:2] not in PROVINCES or len(digits) % 2:
        return None
    return re.sub(r"(?<=[0-9]{2})(?:00){1,2}$", "", digits)


def region_of_construction(digits: str) -> str | None:
    """The province of a local standard of construction, by the ministry's old number or by GB/T 2260."""
    return CONSTRUCTION_CODES.get(digits) or region_of_code(digits)
