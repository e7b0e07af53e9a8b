"""What may follow a designation and belongs to it: edition, amendment sheet, adoption note, clause."""

import re

from shared.standard.fields import Fields, Reading
from shared.standard.foreign import read_foreign
from shared.standard.level import Level

I = re.IGNORECASE  # noqa: E741 - the flag's own short name
EDITION = re.compile(
    r" ?\( ?(?P<a>(?:19|20)[0-9]{2}) ?年? ?(?:版|局部修订|修订版?|修改版?|edition|ed\.?)? ?\)"
    r"|(?: ?, ?| )?(?<![0-9])(?P<b>(?:19|20)[0-9]{2}) ?年?(?:版|局部修订)",
    I,
)
SHEET = re.compile(
    r" ?/ ?XG ?(?P<a>[0-9]{1,2})(?: ?- ?(?P<year>(?:19|20)[0-9]{2})(?![0-9]))?"
    r"| ?[(《]? ?第 ?(?P<b>[0-9一二三四五六七八九]) ?号修改单 ?[)》]?"
    r"| ?[(]?No\. ?(?P<c>[0-9]) (?:amendment|修改单)[)]?",
    I,
)
SERIES = re.compile(r" ?\(? ?(?:系列(?:标准)?|所有部分|全部部分|\(all parts\)|all parts\b|series\b) ?\)?", I)
ADOPTED = "IDT|MOD|EQV|NEQ|等同采用|等效采用|修改采用|非等效采用|参照采用|等同|采用"
NOTE_WORDS = ADOPTED + "|identical (?:to|with)|equivalent to"
BEFORE_ADOPTED = re.compile(
    rf" ?(?:[/(]|, ?(?=(?:{NOTE_WORDS})))? ?(?P<word>{NOTE_WORDS})?[ :]*(?:了|于)?(?:国际标准)?[ ]?", I
)
AFTER_ADOPTED = re.compile(r"(?: ?[,;( ] ?(?P<word>IDT|MOD|EQV|NEQ)\b ?\)?)? ?\)?", I)

POINT = r"(?-i:(?:[0-9]{1,3}|[A-Z])(?:\.[0-9]{1,3}){0,6}(?: ?[a-z]\))?)"
CLAUSE = re.compile(
    r" ?[,:]? ?(?:中的?|的|之|里的?)? ?(?:"
    rf"第 ?(?P<zh>{POINT}) ?(?:条|款|节|章|项)"
    rf"|(?P<numbered>{POINT.replace('{0,6}', '{1,6}')}) ?(?:条|款|节)"
    rf"|(?:clauses?|subclause|sub-clause|section|sec\.|§) ?(?P<en>{POINT})(?![0-9A-Za-z])"
    rf"|(?P<kind>附录|表|图|annex|appendix|table|figure) ?(?P<item>{POINT})(?![0-9A-Za-z]))",
    I,
)
TITLE = re.compile(r" ?《[^《》\n]{1,80}》| [^《》\n。;,]{1,60}》")
BARE_CLAUSE = re.compile(rf"(?: ?, ?| )(?P<point>{POINT})(?= ?$|[ ,;。]|[\u4e00-\u9fff])")
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
DIGITS = dict(zip("一二三四五六七八九", "123456789", strict=True))


def is_foreign(level: Level) -> bool:
    """Whether the standard is of another country or of an international body."""
    return level in {Level.FOREIGN, Level.INTERNATIONAL}


def _edition(text: str, fields: Fields, end: int) -> int:
    match = EDITION.match(text, end)
    if match is None or fields.get("edition"):
        return end
    year = match["a"] or match["b"]
    if fields.get("year") is None:
        fields["year"] = int(year)
    else:
        fields["edition"] = year
    return match.end()


def _sheet(text: str, fields: Fields, end: int) -> int:
    match = SHEET.match(text, end)
    if match is None or fields.get("amendment"):
        return end
    number = match["a"] or match["b"] or match["c"]
    dated = f"-{match['year']}" if match["year"] else ""
    fields["amendment"] = f"XG{int(DIGITS.get(number, number))}{dated}"
    return match.end()


def _adopted(text: str, end: int) -> int:
    before = BEFORE_ADOPTED.match(text, end)
    if before is None or before.end() >= len(text):
        return end
    reading = read_foreign(text, before.end(), asked=True)
    if reading is None:
        return end
    after = AFTER_ADOPTED.match(text, reading[1])
    named = before["word"] or (after and after["word"]) or before[0].strip() in {"/", "("}
    return after.end() if named and after else end


def _clause(text: str, fields: Fields, end: int, *, asked: bool) -> int:
    title = TITLE.match(text, end)
    if match := (CLAUSE.match(text, end) or (CLAUSE.match(text, title.end()) if title else None)):
        kind = KINDS[match["kind"].lower()] if match["kind"] else ""
        point = (match["zh"] or match["numbered"] or match["en"] or match["item"]).replace(" ", "")
        word = kind + " " if is_foreign(fields["level"]) else KINDS_ZH.get(kind, "")
        fields["clause"] = word.lstrip() + point
        return match.end()
    if asked and (match := BARE_CLAUSE.match(text, end)):
        fields["clause"] = match["point"].replace(" ", "")
        return match.end()
    return end


def with_tail(text: str, reading: Reading, *, asked: bool) -> Reading:
    """The reading with all that follows and belongs to it."""
    fields, end = reading
    if not is_foreign(fields["level"]):
        for _ in range(2):
            end = _edition(text, fields, end)
            end = _sheet(text, fields, end)
        if series := SERIES.match(text, end):
            end = series.end()
    if fields["level"] is not Level.INTERNATIONAL:
        end = _adopted(text, end)
    return fields, _clause(text, fields, end, asked=asked)
