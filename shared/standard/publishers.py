"""The publishers whose references do not look like ISO's, one row each: how they are read and printed.

Sources: the publishers' own catalogues; for the levels 采用国际标准管理办法: international are ISO,
IEC, ITU and the bodies that ISO recognises, the IETF and Codex among them. As of 2026-07.
"""

from typing import NamedTuple

from shared.standard.level import Level


class Publisher(NamedTuple):
    """`words` begin its references; the patterns `head` and `body` name the fields, `number` always.

    `year`, `edition` and `amendment` say how those are printed. `loose` references are believed only where
    one was asked for; `cased` ones tell a capital from a small letter.
    """

    words: tuple[str, ...]
    level: Level
    head: str
    body: str
    gap: str = " "
    year: str = "-{}"
    edition: str = " {}"
    amendment: str = "/{}"
    short_year: bool = False
    edition_first: bool = False
    loose: bool = False
    cased: bool = False


_YEAR = r"(?:-(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9]))?"
_REAFFIRMED = r"(?: ?\((?P<edition>RA? ?[0-9]{2,4})\))?"
_SERIAL = r"0{0,3}(?P<number>[1-9][0-9]{0,4})"

_ASTM = (
    r"(?P<number>(?:RR:)?(?:(?:DS|MNL|MONO|STP|TR|WK|ADJ)[0-9]{1,6}[A-Z]{0,4}(?:-S[0-9])?|[A-G][0-9]{1,4}[A-Z]?"
    r"(?:/[A-G][0-9]{1,4}M)?|[0-9]{5}))(?:-(?P<part>[0-9]{4}(?=$)|[0-9]{1,2}(?:ST|ND|RD|TH))(?![0-9]))?"
    r"(?:-(?P<year>[0-9]{2})(?![0-9])[A-DF-Z]?)?"
    r"(?P<edition>(?:\((?:19|20)[0-9]{2}\))?E[0-9]|\((?:19|20)[0-9]{2}\)|-EB)?"
)
_IEEE = (
    r"(?P<number>(?:No\.)?P?[A-Z]{0,2}[0-9]{1,6}[A-Z]{0,6}(?:\.[0-9]{1,6}[A-Z]{0,5}|\.REV[A-Z]{1,3}){0,4}(?:_REV)?)"
    r"(?:-(?P<part>[0-9]{1,3}(?![0-9])))?(?:-(?P<year>(?:19|20)[0-9]{2})(?![0-9])(?:-[0-9]{2}(?![0-9]))?)?"
    r"(?:/(?P<edition>D-?[A-Z]?[0-9]{1,3}(?:\.[0-9]{1,3})?[A-Z]?(?:-(?:19|20)[0-9]{2})?(?:-[0-9]{2})?))?"
    r"(?:/(?P<amendment>(?:COR|AMD) ?[0-9]{1,2}(?:[-:][0-9]{4})?(?:-[0-9]{2})?))?(?: REDLINE)?"
)
_ITU_T = (
    r"(?P<number>[A-Z]{1,3}\.[0-9]{1,5}(?:\.[0-9]{1,4})?[A-Z]?(?:/[A-Z]{1,3}\.[0-9]{1,5}(?:\.[0-9]{1,4})?)?"
    r"(?: (?:ANNEX|APP\.?) [A-Z]{1,4}| [A-F](?= \())?"
    r"|[A-Z]{1,2}(?= SUPPL))"
    r"(?: \((?P<year>(?:19|20)[0-9]{2})\))?"
    r"(?P<amendment>(?: (?:TECHNICAL )?(?:AMD|COR|ERR|SUPPL|ADD)\. ?[0-9]{1,3}){1,2})?"
    r"(?: ?\((?P<edition>[0-9]{2}/(?:19|20)[0-9]{2})\))?"
)
_ITU_R = (
    r"(?P<number>[A-Z]{1,3}\.[0-9]{1,5}(?:/(?:BL/)?[0-9]{1,4})?|[0-9]{1,4}(?:-[0-9]{1,2})?/[0-9]{1,2})"
    r"(?:-(?P<edition>[0-9]{1,2}(?![0-9])(?: \([0-9]{2}/(?:19|20)[0-9]{2}\))?))?"
)
_GOST_HEAD = (
    r"(?P<code>ГОСТ(?: Р)?(?: (?:ISO|IEC|EN|ИСО|МЭК|ЕН)(?:/(?:ISO|IEC|МЭК|ИСО))?)?)"
    r"(?:[ /](?P<nature>TR|TS|ТО|ТУ|ТС|МФС))? ?"
)
_GOST = (
    r"(?P<number>[0-9]{1,5}(?:\.[0-9]{1,4}){0,4})(?:-(?P<part>[0-9]{1,4}(?:-[0-9]{1,3})?(?=-)|[0-9](?![0-9])))?"
    + _YEAR
)
_CSA = (
    r"(?P<number>(?:(?:ISO|CEI|IEC)(?:/(?:IEC|ISO|TR))?(?: TR| TS)? ?)?[A-Z]{0,2}[0-9]{1,6}[A-Z]{0,2}"
    r"(?:\.[0-9]{1,4})?(?: NO\. ?[0-9]{1,6}(?:\.[0-9]{1,4}){0,3})?(?: SERIES)?)"
    r"(?:-(?P<part>[A-Z]?[0-9]{1,6}[A-Z]?(?:-[0-9]{1,4}){0,3})(?=[-:]))?"
    r"(?:[-:]M?(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9]))?"
    r"(?: ?[/+] ?(?P<amendment>A[0-9]{1,2}:[0-9]{2}))?"
) + _REAFFIRMED
_ETSI = (
    r"(?P<number>[0-9]{3} [0-9]{3}|[A-Z]{2,4} [0-9]{3}|[0-9]{3}(?! ?[0-9])|[0-9]{2}\.[0-9]{2})"
    r"(?:-(?P<part>[0-9]{1,3}(?:-[0-9]{1,3}){0,2}))?(?:/(?P<amendment>A[0-9]))?"
    r"(?: (?P<edition>(?:V[0-9]{1,3}(?:\.[0-9]{1,3}){1,2}|ED\.[0-9]{1,2})"
    r"(?: \((?:19|20)[0-9]{2}-[0-9]{2}\))?))?"
)
_ADDENDUM = r"(?P<amendment>ADDEND(?:UM|A) [A-Z]{1,2}(?:(?:,? and|,) [A-Z]{1,2}){0,6}"
_ASHRAE = r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?:-(?P<year>(?:19|20)[0-9]{2})(?![0-9]))?"
_DAY = r"(?: \([A-Z]{3,9} [0-9]{1,2}, (?:19|20)[0-9]{2}\))?"
_API = (
    r"(?P<number>(?:CH )?[A-Z]?[0-9]{1,4}[A-Z]{0,4}[0-9]{0,2}(?:\.[0-9]{1,3}){0,2}[A-Z]?)"
    r"(?:(?:-|, PART )(?P<part>[0-9A-Z]{1,3}(?:/RP [0-9]{1,3})?))?"
    r"(?:, (?P<edition>[0-9]{1,2}(?:ST|ND|RD|TH) EDITION))?"
)
_ASME = (
    r"(?P<number>(?:(?:PTC|V ?& ?V|V V|TR) )?"
    r"(?:[A-Z]{1,5}[0-9]{0,3}[A-Z]?|[0-9]{1,5})(?:[.-][0-9A-Z]{1,4}){0,4}?"
    r"(?:/CSA [A-Z][0-9]{1,3}\.[0-9]{1,3})?)(?:-(?P<year>(?:19|20)[0-9]{2})(?![0-9]))"
) + _REAFFIRMED
_3GPP = (
    r"(?P<number>[0-9]{2}\.[0-9]{2,3}[A-Z]{0,3})(?:-(?P<part>[0-9]{1,3}(?:-[0-9]{1,2})?))?"
    r"(?::(?P<edition>(?:REL-[0-9]{1,2}|PH[0-9]|RELEASE [0-9]{4}|UMTS)/[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}))?"
)
_NIST_SERIES = "SP|IR|TN|FIPS|RPT|LCIRC|LC|MONO|CIRC|CIS|CSM|BRPD-CRPL-D|CRPL-F-B|HB|NSRDS|AMS|GCR|BH|BMS|MP"
_NIST = (
    r"(?P<number>[0-9]{1,6}(?:-[0-9]{1,5}){0,2}(?:(?!(?:R|E|PT?)[0-9])[A-Z]){0,2}(?:P[0-9])?)"
    r"(?P<edition>(?:R|E|PT)[0-9]{1,4})?"
)
_NAME = r"(?P<number>[A-Z][A-Z0-9.+]{1,30}(?:[ -][A-Z0-9.+]{1,24}){0,8})"
_DRAFT = (
    r"(?P<number>[a-z0-9][a-z0-9.+]{0,30}(?:-(?![0-9]{2}(?![0-9a-z-]))[a-z0-9.+]{1,30}){1,14})"
    r"(?:-(?P<edition>[0-9]{2})(?![0-9]))?"
)
_UN = r"(?P<number>(?:A/RES|TRADE/WP\.4|TRADE/CEFACT)(?:/R)?[./][0-9]{1,4}(?:/[0-9]{1,4})?)"
_ANSI_HEAD = r"(?P<code>ANSI(?:/(?:SAE|ASTM|NISO|UL|ISA|AAMI|ESD|TIA))?|ASA)(?: Std)? "
_ANSI = r"(?P<number>[A-Z]{0,2}[0-9]{1,5}(?:\.[0-9]{1,4}){0,4}[A-Z]?)" + _YEAR + _REAFFIRMED
_IEEE_HEAD = (
    r"(?P<code>(?:ANSI/)?(?:IEEE|AIEE)(?:/(?:IEC|NACE|ASHRAE|ANSI))?)"
    r"(?: (?:Unapproved|Approved|Std|Standard|CD|CDV|FDIS|DIS)){0,3}[ -]?"
)
_ETSI_HEAD = r"(?P<code>ETSI) (?P<nature>TS|TR|EN|ES|EG|ETS|ETR|I-ETS|TBR|TCRTR|GS|GR|GTS|SR) "
_ASHRAE_CODE = r"(?P<code>(?:ANSI/)?ASHRAE(?:/[A-Z]{2,5}){0,3}) "
_CODEX = r"(?P<code>CODEX STAN|CXS|CXC|CXG|CAC/(?:GL|RCP|MRL)) ?"

_WORLD, _ABROAD = Level.INTERNATIONAL, Level.FOREIGN

PUBLISHERS: tuple[Publisher, ...] = (
    Publisher(("RFC",), _WORLD, "(?P<code>RFC)[ -]?", _SERIAL),
    Publisher(("BCP", "STD", "FYI"), _WORLD, "(?P<code>BCP|STD|FYI)[ -]?", _SERIAL, loose=True),
    Publisher(("DRAFT",), _WORLD, "(?P<code>draft)-", _DRAFT, gap="-", edition="-{}", cased=True),
    Publisher(("ITU-R",), _WORLD, "(?P<code>ITU-R) (?:Rec\\. ?)?", _ITU_R, edition="-{}"),
    Publisher(
        ("ITU-T", "ITU-D"),
        _WORLD,
        "(?P<code>ITU-[TD]) (?:Rec\\. ?)?",
        _ITU_T,
        " ",
        " ({})",
        " ({})",
        " {}",
        cased=True,
    ),
    Publisher(("CODEX", "CXS", "CXC", "CXG", "CAC"), _WORLD, _CODEX, r"(?P<number>[0-9]{1,4}[A-Z]?)" + _YEAR),
    Publisher(("UN", "A/RES", "TRADE"), _WORLD, "(?:(?P<code>UN) )?", _UN, loose=True),
    Publisher(
        ("IEEE", "AIEE", "ANSI/IEEE"),
        _ABROAD,
        _IEEE_HEAD,
        _IEEE,
        edition="/{}",
        edition_first=True,
        cased=True,
    ),
    Publisher(
        ("ECMA",),
        _ABROAD,
        "(?P<code>ECMA)[ -]",
        r"(?P<number>(?:(?:TR|MEM)/)?[0-9]{1,4})(?::(?P<year>[0-9]{4}))?",
        "-",
        ":{}",
    ),
    Publisher(("OASIS",), _ABROAD, "(?P<code>OASIS) ", _NAME, loose=True, cased=True),
    Publisher(("W3C",), _ABROAD, "(?P<code>W3C) ", _NAME, loose=True, cased=True),
    Publisher(
        ("3GPP", "TS", "TR"), _ABROAD, "(?P<code>3GPP )?(?P<nature>TS|TR) ", _3GPP, edition=":{}", cased=True
    ),
    Publisher(("ETSI",), _ABROAD, _ETSI_HEAD, _ETSI),
    Publisher(
        ("ASTM", "ANSI/ASTM"), _ABROAD, "(?P<code>(?:ANSI/)?ASTM) ?", _ASTM, edition="{}", short_year=True
    ),
    Publisher(("ANSI", "ASA"), _ABROAD, _ANSI_HEAD, _ANSI, edition=" ({})"),
    Publisher(("UL",), _ABROAD, "(?P<code>UL) ?", r"(?P<number>[0-9]{2,6}[A-Z]?(?:-[0-9]{1,3}){0,3})"),
    Publisher(("NFPA", "AATCC"), _ABROAD, "(?P<code>NFPA|AATCC) ", r"(?P<number>[0-9]{1,4}[A-Z]?)" + _YEAR),
    Publisher(
        ("MIL",), _ABROAD, "(?P<code>MIL-(?:STD|PRF|DTL|HDBK))-", r"(?P<number>[0-9]{2,6}[A-Z]{0,2})", "-"
    ),
    Publisher(("SAE",), _ABROAD, "(?P<code>SAE) ", r"(?P<number>[A-Z]{1,4} ?[0-9]{1,5}(?:/[0-9]{1,3})?)"),
    Publisher(
        ("ASHRAE", "ANSI/ASHRAE"),
        _ABROAD,
        _ASHRAE_CODE + "(?:Standard |Guideline )?",
        _ASHRAE + _REAFFIRMED + "(?:[: ] ?" + _ADDENDUM + "|ERRATA))?",
        edition=" ({})",
        amendment=" {}",
    ),
    Publisher(
        ("ASHRAE",),
        _ABROAD,
        _ASHRAE_CODE + _ADDENDUM + ") (?:to|for) (?:Standard|Guideline) ",
        _ASHRAE + _DAY,
    ),
    Publisher(
        ("API",),
        _ABROAD,
        "(?P<code>API)(?: (?P<nature>RP|STD|SPEC|TR|COS|MPMS|BULL|PUBL))? ",
        _API,
        edition=", {}",
        loose=True,
    ),
    Publisher(("ASME", "ANSI/ASME"), _ABROAD, "(?P<code>(?:ANSI/)?ASME(?:/ANS)?) ", _ASME, edition=" ({})"),
    Publisher(
        ("CSA", "CAN"),
        _ABROAD,
        "(?P<code>CAN/CSA|CSA|CAN[0-9])[ -]",
        _CSA,
        " ",
        ":{}",
        " ({})",
        short_year=True,
    ),
    Publisher(
        ("NIST", "NBS"), _ABROAD, rf"(?P<code>NIST|NBS) (?P<nature>{_NIST_SERIES}) ", _NIST, edition="{}"
    ),
    Publisher(("ГОСТ",), _ABROAD, _GOST_HEAD, _GOST),
    Publisher(
        ("СН", "CH"),
        _ABROAD,
        "(?:СН|CH) ?",
        r"(?P<number>[0-9]{1,4})-(?P<year>[3-9][0-9])(?![0-9])",
        short_year=True,
    ),
)
"""ASHRAE's second row reads `Addendum r to Standard 90.1-2019`; it prints as the first."""
