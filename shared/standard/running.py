"""Which readings are believed in running text, where most capitals and digits are no standard."""

import re

from shared.standard.families import FAMILIES
from shared.standard.fields import Fields, Reading, is_year
from shared.standard.joined import BODIES
from shared.standard.level import Level
from shared.standard.publishers import PUBLISHERS

HEADS = sorted(
    {family.code for family in FAMILIES}
    | set(BODIES)
    | {word for row in PUBLISHERS if not row.loose for word in row.words if word not in {"TS", "TR"}}
    | {"DB", "DG/TJ", "DGJ", "JJG", "JJF", "T ?/", "Q ?/"},
    key=len,
    reverse=True,
)
START = re.compile(rf"(?<![A-Za-z0-9_.-])(?<![A-Za-z_./]/)(?=[A-Z3ГС])(?:{'|'.join(HEADS)})", re.IGNORECASE)
"""Where a designation may begin: a known code, not inside a word, a number or an address."""

LOWER_TOO = frozenset({"GB", "ISO", "IEC", "ISO/IEC", "RFC", "IEEE", "EN", "DRAFT"})
"""Codes so common that people write them small."""

CUE_BEFORE = re.compile(
    r"(?:标准|规范|规程|国标|行标|按|按照|依据|根据|符合|执行|参照|见|《|standard|per|to|with) ?[《(]?$",
    re.IGNORECASE,
)
CUE_AFTER = re.compile(r" ?(?:》|标准|规范|规程|协议|文档|文件|第 ?[0-9.]{1,9} ?[条章款节]|规定|要求|中|里)")
CUE_REACH = 12
"""Characters before a designation in which a word may speak for it."""

SIZE_BEFORE = re.compile(r"[0-9] ?$")
MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])$")
SHORT_NUMBER = 3
"""Digits below which a bare GB is rather gigabytes, and up to which a bare YY is rather a size."""
LONG_NUMBER = 5
"""Digits of the longest number of a national standard."""
FILM_SPEEDS = frozenset(str(100 << stop) for stop in range(11))
"""ISO 400 is a camera's setting."""
CODE_OF_A_MODEL = 2
"""Letters: longer codes (JGJ) name nothing else, while XB 2023 or SC7731 may be a model."""


def _is_cased(text: str, start: int, code: str) -> bool:
    typed = text[start : start + len(code)]
    return code.upper() in LOWER_TOO or typed in {typed.upper(), code}


def _is_cued(text: str, start: int, end: int) -> bool:
    before = CUE_BEFORE.search(text[max(0, start - CUE_REACH) : start])
    return before is not None or CUE_AFTER.match(text, end) is not None


def _is_unmistakable(text: str, start: int, fields: Fields) -> bool:
    """Whether a code and a number alone are enough."""
    code, number, part = fields["code"], fields["number"], fields.get("part")
    if code == "ISO":
        return bool(part) or number not in FILM_SPEEDS
    if fields["level"] is Level.ENTERPRISE and not code.isascii():
        return False
    if len(code) > CODE_OF_A_MODEL:
        return True
    if fields["level"] is Level.NATIONAL:
        return bool(part) or (SHORT_NUMBER <= len(number) <= LONG_NUMBER and not is_year(number))
    if fields["level"] is Level.INDUSTRY:
        spaced = text[start + len(code)] == " "
        return len(number) > SHORT_NUMBER and not is_year(number) and (spaced or bool(part))
    return True


def believable(text: str, start: int, reading: Reading) -> bool:
    """Whether what was read at `start` is a citation, and not a size, a model or a date."""
    fields, end = reading
    if not _is_cased(text, start, fields["code"]):
        return False
    if fields.get("nature") or fields.get("clause"):
        return True
    if SIZE_BEFORE.search(text[max(0, start - 2) : start]) or MONTH.search(text[start:end]):
        return False
    dated = fields.get("year") is not None
    return dated or _is_cued(text, start, end) or _is_unmistakable(text, start, fields)
