"""The Chinese families of designations, one row each.

Sources: GB/T 1.1 (form), the industry codes of the national platform for industry standards (行业标准代号),
地方标准管理办法 and GB/T 2260 (local codes), 计量法 (JJG, JJF), and for the codes of construction and of
times past the standards that bear them. As of 2026-07.
"""

from typing import NamedTuple

from shared.standard.level import Level

PLAIN = (
    r"(?P<number>[0-9]{1,6})(?: ?\. ?(?P<part>[0-9]{1,5}(?:\.[0-9]{1,4}){0,2})"
    r"(?:-(?P<upto>[0-9]{1,2})(?=-(?:19|20)[0-9]{2}(?![0-9])))?)?"
)
"""Digits, with a part after a point, or some parts: 20234.1, 6675.1-4 (where the year follows)."""
REVISED = r"(?P<number>[0-9]{1,6}[A-Z]?)(?: ?\. ?(?P<part>[0-9]{1,5}(?:\.[0-9]{1,4}){0,2}[A-Z]?))?"
"""The same, where a letter may tell the revision: GJB 9001C, GJB 150.1A."""
LETTERED = r"(?P<number>[A-Z]{0,2}[0-9]{1,4}(?:/[0-9]{1,2})?)(?: ?- ?(?P<part>[0-9]{1,2})(?![0-9]))?"
"""A letter may come before the number, and a part after a hyphen or a slash: JTG D65-06, JTG F80/1."""
HYPHENED = r"(?P<number>[A-Z]{0,2}[0-9]{1,6})-(?P<part>[0-9]{1,5}(?:\.[0-9]{1,3})?)"
"""A serial number after a hyphen: DBJ/T 15-208."""
EIGHT = r"(?P<number>[0-9]{4} ?[0-9]{4}|[0-9]{1,6})"
"""Serial number and first year run together: YBB 00212002."""
CLASSED = r"(?P<number>[A-Z] ?[0-9]{2,5}(?: [0-9]{3})?|[0-9]{1,5})(?:\.(?P<part>[0-9]{1,3}))?"
"""A letter and digits of the classification of standards (CCS), then a serial number: ZB J04 005."""
SERIES = r"(?P<number>[A-Z]{0,2}[0-9]{1,4})(?:/(?P<part>[0-9]{1,2})(?![0-9]))?"
"""A serial number within a series after a slash: HAD 102/17."""


class Family(NamedTuple):
    """One code: its level, how its numbers look, whether without /T or /Z it binds."""

    code: str
    level: Level
    shape: str = PLAIN
    binding: bool | None = True
    natures: str = "[TZ]"
    part_mark: str = "."
    region: str | None = None
    since: int = 0


INDUSTRY_CODES = (
    "AQ BB CB CH CJ CY DA DB DL DY DZ EJ FZ GA GC GF GH GM GY HB HG HJ HS HY JB JC JG JR JS JT JY KA LB LD "
    "LS LY MH MR MT MZ NB NY QB QC QJ QX RB RF SB SC SF SH SJ SL SN SW SY TB TD TY WB WH WJ WM WS WW XB XF "
    "YB YC YD YJ YS YY YZ ZY"
)
"""行业标准代号."""

BORNE_ABROAD_BEFORE = {"CH": 1988}
"""Before this year the letters are another country's: CH 200-62 is the Soviet СН 200-62."""

REVISING_CODES = frozenset({"CB", "EJ", "HB", "QJ", "SJ", "WJ"})
"""Those whose revisions are told by a letter after the number, as in the military standards."""

FAMILIES: tuple[Family, ...] = (
    Family("GB", Level.NATIONAL),
    Family("GBN", Level.NATIONAL, natures="T"),
    Family("GBJ", Level.NATIONAL, natures="T"),
    Family("GBZ", Level.NATIONAL, natures="T"),
    Family("GJB", Level.NATIONAL, REVISED, None, natures="Z"),
    *(Family(code, Level.NATIONAL) for code in ("GHZB", "GWKB", "GWPB")),
    Family("GSB", Level.NATIONAL, HYPHENED, None, natures="T", part_mark="-"),
    Family("TJ", Level.NATIONAL, natures="T"),
    Family("YBB", Level.NATIONAL, EIGHT, natures=""),
    Family("TSG", Level.NATIONAL, LETTERED, natures="", part_mark="-"),
    Family("HAF", Level.NATIONAL, SERIES, natures="", part_mark="/"),
    Family("HAD", Level.NATIONAL, SERIES, binding=False, natures="", part_mark="/"),
    Family("ZB", Level.NATIONAL, CLASSED, None),
    Family("SZDB", Level.LOCAL, binding=None, region="4403"),
    Family("SZJG", Level.LOCAL, region="4403"),
    Family("JGJ", Level.INDUSTRY),
    Family("CJJ", Level.INDUSTRY),
    Family("JTG", Level.INDUSTRY, LETTERED, part_mark="-"),
    Family("JTS", Level.INDUSTRY, LETTERED, part_mark="-"),
    Family("JTJ", Level.INDUSTRY),
    Family("TBJ", Level.INDUSTRY),
    Family("SD", Level.INDUSTRY),
    Family("SDJ", Level.INDUSTRY),
    Family("YBJ", Level.INDUSTRY),
    Family("HGJ", Level.INDUSTRY),
    Family("SHJ", Level.INDUSTRY),
    Family("SYJ", Level.INDUSTRY),
    Family("DLJ", Level.INDUSTRY),
    Family("NB/SH", Level.INDUSTRY),
    Family("JB/ZQ", Level.INDUSTRY, binding=None),
    Family("CECS", Level.GROUP, binding=None),
    *(
        Family(
            code,
            Level.INDUSTRY,
            REVISED if code in REVISING_CODES else PLAIN,
            since=BORNE_ABROAD_BEFORE.get(code, 0),
        )
        for code in INDUSTRY_CODES.split()
    ),
)
BY_CODE = {family.code: family for family in FAMILIES}

SPELLED = {"GBN": "GBn"}
"""Codes that are not all capitals."""
