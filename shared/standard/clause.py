"""The clause, table, figure or annex that a citation ends with, in digits or in Chinese numerals."""

import re

from shared.standard.fields import Fields
from shared.standard.level import is_foreign

I = re.IGNORECASE  # noqa: E741 - the flag's own short name
POINT = r"(?-i:(?:[0-9]{1,3}|[A-Z])(?:\.[0-9]{1,3}){0,6}(?: ?[a-z]\))?)"
NUMERAL = "[一二三四五六七八九十百零〇]{1,7}"
ANY = rf"(?:{POINT}|{NUMERAL})"
CLAUSE = re.compile(
    r" ?[\"'”’」》)]?[,:]? ?(?:中的?|的|之|里的?)? ?(?:"
    rf"(?:(?:第 ?{ANY} ?[章节] ?){{1,2}}(?=第 ?{ANY} ?条))?第 ?(?P<zh>{ANY}) ?(?:条|款|节|章|项)"
    rf"|(?P<numbered>{POINT.replace('{0,6}', '{1,6}')}) ?(?:条|款|节)"
    rf"|(?:clauses?|subclause|sub-clause|section|sec\.|§) ?(?P<en>{POINT})(?![0-9A-Za-z])"
    rf"|(?P<kind>附录|表|图|annex|appendix|table|figure) ?(?P<item>{POINT})(?![0-9A-Za-z]))",
    I,
)
TITLE = re.compile(r" ?《[^《》\n]{1,80}》| [^《》\n。;,]{1,60}》")
BARE = re.compile(rf"(?: ?, ?| )(?P<point>{POINT})(?= ?$|[ ,;。]|[\u4e00-\u9fff])")
DEEP = re.compile(r"(?: ?, ?| )(?P<point>[0-9]{1,2}(?:\.[0-9]{1,3}){2,5})(?=[ ,;。、]|[\u4e00-\u9fff]|$)")
"""5.3.1.12 after a designation is a clause even where no word says so."""
KINDS = {
    "附录": "",
    "annex": "",
    "appendix": "",
    "表": "Table",
    "table": "Table",
    "图": "Figure",
    "figure": "Figure",
}
KINDS_ZH = {"Table": "表", "Figure": "图"}
NUMERALS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0}
TEN_FOLD = {"十": 10, "百": 100}


def in_digits(numeral: str) -> str:
    """A Chinese numeral below a thousand as digits: 二十一 is 21; anything else stays as it is."""
    total = digit = 0
    for char in numeral:
        if char in TEN_FOLD:
            total += (digit or 1) * TEN_FOLD[char]
            digit = 0
        elif char in NUMERALS:
            digit = digit * 10 + NUMERALS[char]
        else:
            return numeral
    return str(total + digit)


def read_clause(text: str, fields: Fields, end: int, *, asked: bool) -> int:
    """Add the clause that follows at `end` to the fields; returns where it ends."""
    title = TITLE.match(text, end)
    if match := (CLAUSE.match(text, end) or (CLAUSE.match(text, title.end()) if title else None)):
        kind = KINDS[match["kind"].lower()] if match["kind"] else ""
        point = (match["zh"] or match["numbered"] or match["en"] or match["item"]).replace(" ", "")
        word = kind + " " if is_foreign(fields["level"]) else KINDS_ZH.get(kind, "")
        fields["clause"] = word.lstrip() + in_digits(point)
        return match.end()
    if match := (BARE if asked else DEEP).match(text, end):
        fields["clause"] = match["point"].replace(" ", "")
        return match.end()
    return end
