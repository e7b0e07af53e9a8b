"""Which readings are believed in running text, where most capitals and digits are no standard."""

import re

from shared.standard.families import FAMILIES
from shared.standard.fields import Reading
from shared.standard.level import Level
from shared.standard.joined import BODIES
from shared.standard.publishers import PUBLISHERS

_HEADS = (
    {family.code for family in FAMILIES}
    | set(BODIES)
    | {word for row in PUBLISHERS if not row.loose for word in row.words}
)
_HEADS |= {"DB", "DBJ", "DBS", "DG", "JJG", "JJF", "T ?/", "Q ?/", "NIST", "NBS", "AIEE", "CXS", "CXC", "CXG"}
_HEADS |= {"CAN/CSA", "TS", "TR", "CH"}
_ALTERNATIVES = "|".join(sorted((head.replace(".", r"\.") for head in _HEADS), key=len, reverse=True))
START = re.compile(rf"(?<![A-Za-z0-9_./-])(?:{_ALTERNATIVES}|[Гг][Оо][Сс][Тт]|СН)", re.IGNORECASE)
"""Where a designation may begin: a known code, not inside a word, a number or an address."""

LOWER_TOO = frozenset({"GB", "ISO", "IEC", "ISO/IEC", "RFC", "IEEE", "EN", "ITU", "draft"})
CUE_BEFORE = re.compile(
    r"(?:标准|规范|规程|国标|行标|按|按照|依据|根据|符合|执行|参照|见|《|standard|per|to|with)\s?[《(]?$",
    re.I,
)
CUE_AFTER = re.compile(
    r"\s?(?:》|标准|规范|规程|协议|文档|文件|第?\s?[0-9.]{1,9}\s?[条章款节]|规定|要求|中|里)"
)
SIZE_BEFORE = re.compile(r"[0-9]\s?$")
CUE_REACH = 12


def believable(text: str, start: int, reading: Reading) -> bool:
    """Whether what was read at `start` is a citation, and not a size, a model or a date."""
    fields, end = reading
    typed = text[start : start + len(fields["code"])]
    if typed != typed.upper() and fields["code"] not in LOWER_TOO and fields["code"] != "GBn":
        return False
    if SIZE_BEFORE.search(text, max(0, start - 2), start) and not fields.get("nature"):
        return False
    if fields.get("year") or fields.get("nature") or fields.get("clause"):
        return True
    before = text[max(0, start - CUE_REACH) : start]
    if CUE_BEFORE.search(before) or CUE_AFTER.match(text, end):
        return True
    if fields["level"] is Level.INDUSTRY:
        return False
    return fields["level"] is not Level.NATIONAL or len(fields["number"]) >= 3 or bool(fields.get("part"))
