"""The publishers outside China, one row each: how their numbers look and how they print.

Sources: the ISO/IEC Directives Part 1 (references and stages), CEN-CENELEC Internal Regulations Part 2, the
publishers' own catalogues. As of 2026-07.
"""

from typing import NamedTuple

from shared.standard.level import Level

INTERNATIONAL, FOREIGN = Level.INTERNATIONAL, Level.FOREIGN


class Publisher(NamedTuple):
    """A publisher whose numbers do not look like ISO's.

    `head` and `body` are patterns; `head` may name `code` and `nature`, `body` names `number` and may name `part`,
    `year`, `edition`, `amendment`. `loose` ones are too short a word to be believed in running text.
    """

    code: str
    level: Level
    body: str
    head: str = ""
    gap: str = " "
    year: str = "-{}"
    edition: str = " {}"
    amendment: str = "/{}"
    short_year: bool = False
    loose: bool = False


JOINED = {
    "ISO": INTERNATIONAL,
    "IEC": INTERNATIONAL,
    "CISPR": INTERNATIONAL,
    "IWA": INTERNATIONAL,
    "CIE": INTERNATIONAL,
    "OIML": INTERNATIONAL,
    "EN": FOREIGN,
    "PREN": FOREIGN,
    "FPREN": FOREIGN,
    "ENV": FOREIGN,
    "HD": FOREIGN,
    "CR": FOREIGN,
    "CWA": FOREIGN,
    "ES": FOREIGN,
    "CEN": FOREIGN,
    "CLC": FOREIGN,
    "CENELEC": FOREIGN,
    "BS": FOREIGN,
    "PD": FOREIGN,
    "DD": FOREIGN,
    "PAS": FOREIGN,
    "EP": FOREIGN,
    "DIN": FOREIGN,
    "VDE": FOREIGN,
    "NF": FOREIGN,
    "UNI": FOREIGN,
    "UNE": FOREIGN,
    "NEN": FOREIGN,
    "KS": FOREIGN,
    "AS": FOREIGN,
    "AS/NZS": FOREIGN,
    "SS": FOREIGN,
    "JIS": FOREIGN,
    "CNS": FOREIGN,
}
"""Publishers that number as ISO does (60335-2-40:2016), by the word that a reference begins with."""

PARTNERS = ("IEEE", "ASTM", "SAE", "ASME", "HL7", "IULTCS", "IDF", "NP", "CECC", "ITU", "OGC", "UNDP")
"""Publishers named after ISO or IEC on a common standard."""

SINGLE_SHORT_WORDS = frozenset("AS SS EP ES CR HD PD DD KS NF UNI VDE PAS EN BS CNS CIE IWA UNE NEN CLC CEN".split())
"""Words that mean other things too: believed in running text only where a year or a part follows."""

TYPES = (
    "TS TR PAS SRD ISP R TTA DIS FDIS CD CDV WD AWI NP PWI PRF DTS DTR FDTR FDTS DPAS DISP PRTR PRTS NWIP TTR TA"
).split()
"""Kinds of deliverable and stages of drafting; they do not make another standard."""

SPELLED = {"GUIDE": "Guide", "PREN": "prEN", "FPREN": "FprEN"}

SPACED_AFTER = frozenset(
    "BS EN prEN FprEN ENV HD CR PD DD DIN VDE NF UNI UNE NEN KS SS JIS AS/NZS AS CWA ES".split()
)
"""Bodies that take over a standard of others set a blank before the others' name, not a slash."""

SLASHED_TYPES = frozenset({"ISO", "CEN", "CLC", "CISPR"})

LETTER_NUMBER = r"[A-Z]{1,3}[0-9]{1,4}"
DOTTED = r"(?:\.[0-9A-Z]{1,6}){0,4}"
HYPHEN_YEAR = r"(?:-(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9]))?"
REAFFIRMED = r"(?: ?\((?P<edition>(?:R|RA) ?[0-9]{2,4})\))?"
ASTM_BODY = (
    r"(?P<number>(?:RR:)?(?:(?:DS|MNL|STP|TR|WK|ADJ)[0-9]{1,6}[A-Z]{0,4}|[A-G][0-9]{1,4}[A-Z]?"
    r"(?:/[A-G][0-9]{1,4}M)?|[0-9]{5})(?:-(?:[0-9]{4}(?=$)|S[0-9]|[0-9]{1,2}(?:ST|ND|RD|TH))(?![0-9]))?)"
    r"(?:-(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9]))?[A-Z]?"
    r"(?:(?P<edition>\((?:19|20)[0-9]{2}\)(?:E[0-9])?|E[0-9]|-EB))?"
)
IEEE_BODY = (
    r"(?P<number>(?:No\.)?P?[A-Z]{0,2}[0-9]{1,6}[A-Z]{0,6}(?:\.[0-9]{1,6}[A-Z]{0,5}|\.REV[A-Z]{1,3}){0,4}(?:_REV)?)"
    r"(?:-(?P<part>[0-9]{1,3}(?![0-9])))?(?:-(?P<year>(?:19|20)[0-9]{2})(?![0-9])(?:-[0-9]{2}(?![0-9]))?)?"
    r"(?:/(?P<edition>D-?[A-Z]?[0-9]{1,3}(?:\.[0-9]{1,3})?[A-Z]?(?:-(?:19|20)[0-9]{2})?(?:-[0-9]{2})?))?"
    r"(?:/(?P<amendment>(?:COR|AMD) ?[0-9]{1,2}(?:[-:][0-9]{4})?(?:-[0-9]{2})?))?(?: REDLINE)?"
)
ITU_BODY = (
    r"(?P<number>[A-Z]{1,3}\.[0-9]{1,5}(?:\.[0-9]{1,4})?[A-Z]?(?:/[A-Z]{1,3}\.[0-9]{1,5}(?:\.[0-9]{1,4})?)?"
    r"|[A-Z]{1,2}(?= SUPPL)|[0-9]{1,4}(?:-[0-9]{1,2})?/[0-9]{1,2}:?)"
    r"(?:-(?P<revision>[0-9]{1,2})(?![0-9]))?"
    r"(?P<annex> (?:ANNEX|APP\.?) [A-Z]{1,4}| [A-F](?= \())?"
    r"(?: \((?P<year>(?:19|20)[0-9]{2})\)(?=$|[^0-9(]))?"
    r"(?P<amendment>(?: (?:TECHNICAL )?(?:AMD|COR|ERR|SUPPL|ADD)\. ?[0-9]{1,3}){1,2})?"
    r"(?: ?\((?P<edition>[0-9]{2}/(?:19|20)[0-9]{2})\))?"
)
GOST_BODY = (
    r"(?P<number>[0-9]{1,5}(?:\.[0-9]{1,4}){0,4})(?:-(?P<part>[0-9]{1,4}(?:-[0-9]{1,3})?)(?=-))?"
    r"(?:-(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9]))?"
)
GOST_HEAD = (
    r"(?P<code>[Гг][Оо][Сс][Тт](?: [Рр])?(?: (?:ISO|IEC|EN|ИСО|МЭК|ЕН)(?:/(?:ISO|IEC|МЭК|ИСО))?)?)"
    r"(?:[ /](?P<nature>TR|TS|ТО|ТУ|ТС|МФС))?"
)
CSA_BODY = (
    r"(?P<number>(?:(?:ISO|CEI|IEC)(?:/(?:IEC|ISO|TR))?(?: TR| TS)? ?)?[A-Z]{0,2}[0-9]{1,6}[A-Z]{0,2}(?:\.[0-9]{1,4})?"
    r"(?: NO\. ?[0-9]{1,6}(?:\.[0-9]{1,4}){0,3})?(?: SERIES)?(?:-[A-Z]?[0-9]{1,6}[A-Z]?(?=[-:])){0,4})"
    r"(?:[-:]M?(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9]))?(?: ?[/+] ?(?P<amendment>A[0-9]{1,2}:[0-9]{2}))?"
    + REAFFIRMED + r"(?: \(CONSOLIDATED\))?"
)
ETSI_BODY = (
    r"(?P<number>[0-9]{3} [0-9]{3}|[A-Z]{2,4} [0-9]{3}|[0-9]{3}(?![ ]?[0-9])|[0-9]{2}\.[0-9]{2})"
    r"(?:-(?P<part>[0-9]{1,3}(?:-[0-9]{1,3}){0,2}))?(?:/(?P<amendment>A[0-9]))?"
    r"(?: (?P<edition>(?:V[0-9]{1,3}(?:\.[0-9]{1,3}){1,2}|ed\.[0-9]{1,2})(?: \((?:19|20)[0-9]{2}-[0-9]{2}\))?))?"
)
ASHRAE_BODY = (
    r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?:-(?P<year>(?:19|20)[0-9]{2})(?![0-9]))?" + REAFFIRMED +
    r"(?:[: ] ?(?P<amendment>(?:ADDEND(?:UM|A) [a-z]{1,2}(?:(?:,? and|,) [a-z]{1,2}){0,6}|ERRATA)))?"
)
API_BODY = (
    r"(?P<number>(?:CH )?[A-Z]?[0-9]{1,4}[A-Z]{0,4}[0-9]{0,2}(?:\.[0-9]{1,3}){0,2}[A-Z]?(?:-[0-9A-Z]{1,3})?"
    r"(?:/RP [0-9]{1,3})?)(?:, Part (?P<part>[0-9]{1,2}))?(?:, (?P<edition>[0-9]{1,2}(?:st|nd|rd|th) edition))?"
)
ASME_BODY = (
    r"(?P<number>(?:(?:PTC|V ?& ?V|V V|TR) )?(?:[A-Z]{1,5}[0-9]{0,3}[A-Z]?|[0-9]{1,5})(?:[.-][0-9A-Z]{1,4}){0,4}?"
    r"(?:/CSA [A-Z][0-9]{1,3}\.[0-9]{1,3})?)(?:-(?P<year>(?:19|20)[0-9]{2})(?![0-9]))" + REAFFIRMED
)
TGPP_BODY = (
    r"(?P<number>[0-9]{2}\.[0-9]{2,3}[A-Z]{0,3})(?:-(?P<part>[0-9]{1,3}(?:-[0-9]{1,2})?))?"
    r"(?::(?P<edition>(?:REL-[0-9]{1,2}|PH[0-9]|RELEASE [0-9]{4}|UMTS)/[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}))?"
)
NIST_BODY = (
    r"(?P<number>[0-9]{1,6}(?:-[0-9]{1,5}){0,2}[A-Z]{0,2}(?![A-Z]))"
    r"(?:(?:r|e|pt| Rev\. ?)(?P<edition>[0-9]{1,4}))?"
)
NIST_SERIES = "SP|IR|TN|FIPS|RPT|LCIRC|LC|MONO|CIRC|CIS|CSM|BRPD-CRPL-D|CRPL-F-B|HB|NSRDS|AMS|GCR|BH|BMS|MP"

PUBLISHERS: tuple[Publisher, ...] = (
    Publisher("RFC", INTERNATIONAL, r"0{0,3}(?P<number>[1-9][0-9]{0,4})", "RFC[ -]?"),
    Publisher("BCP", INTERNATIONAL, r"0{0,3}(?P<number>[1-9][0-9]{0,3})", "BCP[ -]?", loose=True),
    Publisher("STD", INTERNATIONAL, r"0{0,3}(?P<number>[1-9][0-9]{0,3})", "STD[ -]?", loose=True),
    Publisher("FYI", INTERNATIONAL, r"0{0,3}(?P<number>[1-9][0-9]{0,3})", "FYI[ -]?", loose=True),
    Publisher("draft", INTERNATIONAL, r"(?P<number>[a-z0-9][a-z0-9.+]{0,30}(?:-(?![0-9]{2}(?![0-9a-z]))[a-z0-9.+]{1,30}){1,14})(?:-(?P<edition>[0-9]{2})(?![0-9]))?", "draft-", gap="-", edition="-{}"),
    Publisher("ECMA", INTERNATIONAL, r"(?P<number>[0-9]{1,3}|(?:TR|MEM)/[0-9]{1,4})(?::(?P<year>[0-9]{4}))?", "ECMA[ -]", gap="-", year=":{}"),
    Publisher("ITU", INTERNATIONAL, ITU_BODY, r"(?P<code>ITU-[TRD]) (?:Rec\. ?)?", edition=" ({})", year=" ({})", amendment=" {}"),
    Publisher("CODEX", INTERNATIONAL, r"(?P<number>[0-9]{1,4}[A-Z]?)" + HYPHEN_YEAR, r"(?P<code>CODEX STAN|CXS|CXC|CXG|CAC/(?:GL|RCP|MRL)) ?"),
    Publisher("IEEE", INTERNATIONAL, IEEE_BODY, r"(?P<code>(?:(?:ISO|IEC|ANSI|ISO/IEC)/)?(?:IEEE|AIEE)(?:/(?:IEC|NACE|ASHRAE|ANSI))?)(?: (?:Unapproved|Approved|Std|Standard|CD|CDV|FDIS|DIS)){0,3} ", edition="/{}"),
    Publisher("OASIS", INTERNATIONAL, r"(?P<number>[A-Z][A-Z0-9.]{1,30}(?:[ -][A-Z0-9.]{1,24}){0,6})", "OASIS ", loose=True),
    Publisher("W3C", INTERNATIONAL, r"(?P<number>[A-Z][A-Z0-9.]{1,30}(?:-[A-Z0-9.]{1,24}){0,8})", "W3C ", loose=True),
    Publisher("UN", INTERNATIONAL, r"(?P<number>(?:A/RES|TRADE/WP\.4|TRADE/CEFACT)(?:/R)?[./][0-9]{1,4}(?:/[0-9]{1,4})?)", "(?:UN )?", loose=True),
    Publisher("3GPP", INTERNATIONAL, TGPP_BODY, "(?:(?P<code>3GPP) )?(?P<nature>TS|TR) ", edition=":{}"),
    Publisher("ETSI", FOREIGN, ETSI_BODY, r"(?P<code>ETSI) (?P<nature>TS|TR|EN|ES|EG|ETS|ETR|I-ETS|TBR|TCRTR|GS|GR|GTS|SR) "),
    Publisher("ASTM", FOREIGN, ASTM_BODY, r"(?P<code>(?:ISO/|ANSI/)?ASTM) ?", edition="{}", short_year=True),
    Publisher("ANSI", FOREIGN, r"(?P<number>[A-Z]{0,2}[0-9]{1,5}(?:\.[0-9]{1,4}){0,4}[A-Z]?)" + HYPHEN_YEAR + REAFFIRMED, r"(?P<code>ANSI(?:/(?:IEEE|SAE|ASTM|NISO|UL|ISA|AAMI|ESD|TIA))?|ASA)(?: Std)? ", edition=" ({})"),
    Publisher("UL", FOREIGN, r"(?P<number>[0-9]{2,6}[A-Z]?(?:-[0-9]{1,3}){0,3})", "UL ?", loose=True),
    Publisher("SAE", FOREIGN, r"(?P<number>[A-Z]{1,4} ?[0-9]{1,5}(?:/[0-9]{1,3})?)(?:_(?P<edition>[0-9]{6}))?", "SAE ", edition="_{}"),
    Publisher("ASHRAE", FOREIGN, ASHRAE_BODY, r"(?P<code>(?:ANSI/)?ASHRAE(?:/[A-Z]{2,5}){0,3}) (?:Standard |Guideline )?", edition=" ({})", amendment=" {}"),
    Publisher("API", FOREIGN, API_BODY, r"(?P<code>API)(?: (?P<nature>RP|STD|SPEC|TR|COS|MPMS|BULL|PUBL))? ", edition=", {}", loose=True),
    Publisher("ASME", FOREIGN, ASME_BODY, r"(?P<code>(?:ISO/|ANSI/)?ASME(?:/ANS)?) ", edition=" ({})"),
    Publisher("CSA", FOREIGN, CSA_BODY, r"(?P<code>CAN/CSA|CSA|CAN[0-9])[ -]", edition=" ({})", year=":{}", short_year=True),
    Publisher("NIST", FOREIGN, NIST_BODY, rf"(?P<code>NIST|NBS) (?P<nature>{NIST_SERIES}) ", edition="r{}"),
    Publisher("ГОСТ", FOREIGN, GOST_BODY, GOST_HEAD + " ?", short_year=False),
    Publisher("СН", FOREIGN, r"(?P<number>[0-9]{1,4})-(?P<year>[0-9]{2})(?![0-9])", "(?:СН|CH) ?", short_year=True),
)
