"""References that number as ISO does (60335-2-40:2016), under the names of one or several bodies.

Sources: ISO/IEC Directives Part 1 (references, stages, supplements), CEN-CENELEC Internal Regulations Part 2,
BS 0. As of 2026-07.
"""

import re

from shared.standard.fields import Fields, Reading, full_year, is_year
from shared.standard.level import Level

INTERNATIONAL_BODIES = frozenset({"ISO", "IEC", "CISPR", "IWA", "CIE", "OIML"})
"""采用国际标准管理办法: ISO, IEC, ITU, and the bodies that ISO recognises."""

_EUROPEAN = "EN PREN FPREN ENV HD PRHD CR CWA ES CEN CLC CENELEC CECC"
_COUNTRIES = "BS PD DD PAS EP DIN VDE NF UNI UNE NEN KS AS SS JIS CNS"
BODIES = (*INTERNATIONAL_BODIES, *_EUROPEAN.split(), *_COUNTRIES.split())
"""Words that a reference may begin with."""

PARTNERS = ("IEEE", "ASTM", "SAE", "ASME", "HL7", "IULTCS", "IDF", "NP", "ITU", "OGC", "NZS")
"""Words that follow one of them on a common standard."""

AMBIGUOUS = frozenset(BODIES) - {
    "ISO",
    "IEC",
    "CISPR",
    "OIML",
    "CENELEC",
    "JIS",
    "PREN",
    "FPREN",
    "EN",
    "DIN",
}
"""Words that mean other things too: believed in running text only where a year is written."""

_DELIVERABLES = "TS TR PAS SRD ISP R TTA TTR"
_STAGES = "DIS FDIS CD CDV WD AWI NP PWI PRF DTS DTR FDTR FDTS DPAS DISP NWIP"
TYPES = frozenset([*_DELIVERABLES.split(), *_STAGES.split()])
"""Kinds of deliverable and stages of drafting; they do not make another standard."""

SLASHED_TYPES = frozenset({"ISO", "CEN", "CLC", "CISPR"})
"""Bodies that set a slash before the kind of deliverable: ISO/TS, but IEC TS."""

SPELLED = {"GUIDE": "Guide", "PREN": "prEN", "FPREN": "FprEN", "PRHD": "prHD"}

_ADOPTERS = "BS EN prEN FprEN ENV HD CR PD DD DIN VDE NF UNI UNE NEN KS SS JIS NZS AS CWA ES"
SPACED_AFTER = frozenset(_ADOPTERS.split())
"""Bodies that take over a standard set a blank before its own name, not a slash."""

_WORDS = "|".join(sorted({*BODIES, *PARTNERS, *TYPES, "GUIDE"}, key=len, reverse=True))
_FIRST = "|".join(sorted(BODIES, key=len, reverse=True))
HEAD = re.compile(rf"(?:{_FIRST})(?![A-Z])(?:[ /-](?:{_WORDS})(?![A-Z])){{0,5}}", re.IGNORECASE)
NUMBER = re.compile(
    r" ?-?(?P<number>(?:[0-9]?[A-Z]{1,3} )?(?:[0-9]{3} [0-9]{3}|P?[0-9]{1,6}[A-Z]{0,2})"
    r"(?:\.[0-9]{1,5}[A-Z]{0,2}){0,2})"
    r"(?:-(?P<part>[A-Z]{0,2}[0-9]{1,5}[A-Z]{0,3}(?:\.[0-9]{1,3}){0,3}(?:-[A-Z]?[0-9]{1,5}[A-Z]{0,2}){0,3}))?"
    r"(?: ?: ?(?P<year>[0-9]{4}|[0-9]{2})(?![0-9])(?:-[0-9]{2}(?![0-9]))?)?",
    re.IGNORECASE,
)
AFTER_NUMBER = re.compile(r"[0-9A-Za-z_]|-[0-9]|[.~:][0-9]")
_DATED = r"(?:[:-](?:19|20)[0-9]{2}(?:-[0-9]{2})?)?"
SUPPLEMENTS = re.compile(
    r"(?:(?:[/+: ] ?(?:(?:CD|AWI|WD|FD|PWI) )?"
    r"(?:AMD|DAMD?|FDAMD?|COR|DCOR|FDCOR|ISH|FRAG|ADDENDUM NO)\.? ?[0-9]{1,3}"
    rf"|[/+]AC? ?[0-9]{{1,2}}|[/+]AC|[/:]D ?[0-9]|/ISSUE [0-9]){_DATED}){{1,4}}",
    re.IGNORECASE,
)
SUPPLEMENT_WORDS = {"AMD": "Amd", "COR": "Cor", "ADDENDUM": "Addendum", "NO": "No", "ISSUE": "Issue"}
DRAFT = re.compile(
    r"[/ ](?P<draft>D-[0-9]{1,3}(?:\.[0-9]{1,2})?(?:-(?:19|20)[0-9]{2})?(?:-[0-9]{2})?)", re.IGNORECASE
)
VARIANT = re.compile(
    r" (?:- )?(?P<variant>(?:EXV-)?(?:CSV|RLV|CMV|EXV|SER)|TC|S[0-9](?::(?:19|20)[0-9]{2})?)(?![A-Z0-9])",
    re.IGNORECASE,
)


def _is_spaced(last: str, word: str) -> bool:
    if (last, word) == ("AS", "NZS"):
        return False
    return last in SPACED_AFTER or word == "Guide" or (last in {"CEN", "CLC"} and word in {"ISO", "IEC"})


def _head(typed: str) -> tuple[str, str]:
    """The words of a head as code and nature: `ISO/IEC CD TS` is `ISO/IEC` and `CD TS`."""
    first, *rest = re.split(r"[ /-]", typed.upper())
    code = last = SPELLED.get(first, first)
    nature = []
    for typed_word in rest:
        word = SPELLED.get(typed_word, typed_word)
        if word in TYPES:
            nature.append(word)
        else:
            code = f"{code}{' ' if _is_spaced(last, word) else '/'}{word}"
            last = word
    return code, " ".join(nature)


def _part_and_year(part: str | None, year: str | None) -> tuple[str | None, int | None]:
    """A last component such as -2015, or -2015-06, is a year where no other is written."""
    if year is not None or part is None:
        return part, full_year(year) if year else None
    dated = re.fullmatch(r"(?:(?P<part>.+?)-)?(?P<year>[0-9]{4})(?:-(?:0[1-9]|1[0-2]))?", part)
    if dated and is_year(dated["year"]):
        return dated["part"], int(dated["year"])
    return part, None


def _spelled(word: re.Match[str]) -> str:
    return SUPPLEMENT_WORDS.get(word[0].upper(), word[0].upper())


def _amendment(typed: str) -> str:
    """As ISO writes it: `Amd 1:2022/Cor 1:2023` of `/AMD1:2022/COR1:2023`."""
    pieces = re.split(r"[/+]", typed.lstrip("/+: "))
    spaced = (re.sub(r"(?<=[A-Za-z]{3})\.? ?(?=[0-9])", " ", piece.strip()) for piece in pieces)
    joined = "/".join(re.sub(r"(?<=[0-9])-(?=(?:19|20)[0-9]{2})", ":", piece) for piece in spaced)
    return re.sub(r"[A-Za-z]+", _spelled, joined)


def level_of(code: str) -> Level:
    """International where the first body named is; foreign elsewhere."""
    first = re.split(r"[ /]", code)[0]
    return Level.INTERNATIONAL if first in INTERNATIONAL_BODIES else Level.FOREIGN


def read_joined(text: str, start: int, *, asked: bool) -> Reading | None:
    """The reference at `start`, or None; where none was `asked` for, short words need a year."""
    head = HEAD.match(text, start)
    body = NUMBER.match(text, head.end()) if head else None
    if head is None or body is None:
        return None
    code, nature = _head(head[0])
    fields = _fields(body, level_of(code), code, nature)
    if not asked and code.upper() in AMBIGUOUS and fields.get("year") is None:
        return None
    return _with_supplements(text, fields, body.end())


def read_next_foreign(text: str, start: int, previous: Fields) -> Reading | None:
    """What continues a list without its code: `14001:2015` after `ISO 9001:2015`."""
    body = NUMBER.match(text, start)
    if body is None or AFTER_NUMBER.match(text, body.end()):
        return None
    fields = _fields(body, previous["level"], previous["code"], previous.get("nature", ""))
    return _with_supplements(text, fields, body.end())


def _fields(body: re.Match[str], level: Level, code: str, nature: str) -> Fields:
    part, year = _part_and_year(body["part"], body["year"])
    number = body["number"].upper()
    return Fields(level=level, code=code, nature=nature, number=number, part=part and part.upper(), year=year)


def _with_supplements(text: str, fields: Fields, end: int) -> Reading:
    if draft := DRAFT.match(text, end):
        fields["edition"], end = draft["draft"].upper(), draft.end()
    if supplements := SUPPLEMENTS.match(text, end):
        fields["amendment"], end = _amendment(supplements[0]), supplements.end()
    if variant := VARIANT.match(text, end):
        fields["edition"], end = variant["variant"].upper(), variant.end()
    return fields, end
