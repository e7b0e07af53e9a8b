"""What may follow a designation and belongs to it: edition, amendment sheet, adoption note, clause."""

import re

from shared.standard.clause import read_clause
from shared.standard.fields import Fields, Reading
from shared.standard.foreign import read_foreign
from shared.standard.level import Level, is_foreign

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
MORE_ADOPTED = re.compile(
    r"(?: ?(?:[、,/]|和|与|及|and ) ?[0-9]{3,6}(?:-[0-9]{1,3})?(?!-(?:19|20)[0-9]{2})"
    r"(?::[0-9]{4})?(?![0-9])){0,9}"
)
"""A list of adopted standards that writes their code once: `idt ISO 9001:2015、14001:2015`."""
AFTER_ADOPTED = re.compile(r"(?: ?[,;( ] ?(?P<word>IDT|MOD|EQV|NEQ)\b ?\)?)? ?\)?", I)

DIGITS = dict(zip("一二三四五六七八九", "123456789", strict=True))


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


def _adopted(text: str, fields: Fields, end: int) -> int:
    before = BEFORE_ADOPTED.match(text, end)
    if before is None or before.end() >= len(text):
        return end
    reading = read_foreign(text, before.end(), asked=True)
    if reading is None:
        return end
    more = MORE_ADOPTED.match(text, reading[1])
    after = AFTER_ADOPTED.match(text, more.end() if more else reading[1])
    dated = not is_foreign(fields["level"]) or fields.get("year") is not None
    marked = before[0].strip() in {"/", "("} and dated  # DIN 912/ISO 4762 is a list
    named = before["word"] or (after and after["word"]) or marked
    return after.end() if named and after else end


def with_tail(text: str, reading: Reading, *, asked: bool) -> Reading:
    """The reading with all that follows and belongs to it."""
    fields, end = reading
    if end == len(text):
        return reading
    if not is_foreign(fields["level"]):
        for _ in range(2):
            end = _edition(text, fields, end)
            end = _sheet(text, fields, end)
        if series := SERIES.match(text, end):
            end = series.end()
    if fields["level"] is not Level.INTERNATIONAL:
        end = _adopted(text, fields, end)
    return fields, read_clause(text, fields, end, asked=asked)
