"""One designation for each family: of the project's own tables, and of the reference table of prefixes."""

from collections.abc import Iterator

from shared.standard.families import FAMILIES, Family
from shared.standard.provinces import CONSTRUCTION_CODES, SHORT_NAMES

AS_WRITTEN = {
    "GB 5xxxx / GB/T 5xxxx (50001-59999)": "GB/T 50001-2017",
    "GB 55xxx": "GB 55001-2021",
    "GB 2760/2761/2762/2763/4789/5009/7718/14880/28050 ...": "GB 2760-2024",
    "GB 3095/3096/3838/8978/13271/16297/18597 ...": "GB 3095-2012",
    "GB 9706.x": "GB 9706.1-2020",
    "TSG": "TSG 21-2016",
    "HAF": "HAF 102-2016",
    "HAD": "HAD 102/17-2006",
    "ZB": "ZB J04 005-87",
    "YBB": "YBB 00212002-2015",
    "GSB": "GSB 16-1524-2002",
    "DB{2}": "DB11/T 945-2012",
    "DB{4}": "DB3201/T 1001-2020",
    "DBJ": "DBJ/T 15-208-2020",
    "DBS": "DBS44/006-2016",
    "DB{2}/T 3xxxxx (six digits, e.g. DB42/T 300001-2026)": "DB42/T 300001-2026",
    "T/xxx": "T/CSTM 00017-2017",
    "Q/xxx": "Q/CSG 11002-2012",
}
"""Prefixes that are no code, or whose numbers are not plain digits, with a designation that has them."""


def of_prefix(prefix: str) -> str:
    """A designation with a prefix of ../shared/data/special_prefixes.csv."""
    return AS_WRITTEN.get(prefix, f"{prefix} 101-2001")


def of_family(family: Family) -> str:
    """A designation with the code of a family of the project's own table."""
    return AS_WRITTEN.get(family.code, f"{family.code} 101-2001")


def own() -> Iterator[str]:
    """A designation for every code that the project's own tables of codes know."""
    yield from map(of_family, FAMILIES)
    yield from (f"DBJ/T {code}-101-2001" for code in CONSTRUCTION_CODES)
    yield from (f"JJG({place}) 101-2001" for place in SHORT_NAMES)
    yield from ("DG/TJ 08-101-2001", "DGJ32/TJ 101-2001", "DBS44/006-2016", "DB13(J)/T 101-2001")
