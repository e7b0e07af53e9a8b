"""The ways in which people write designations, and the one way in which they are printed."""

import pytest

from shared.standard import StandardRef, UnreadableCitation

PRINTED = {
    "GB/T 20234.1-2023": "GB/T 20234.1—2023",
    "ＧＢ／Ｔ　２０２３４．１－２０２３": "GB/T 20234.1—2023",
    "gb/t20234.1―2023": "GB/T 20234.1—2023",
    "GBT 22239-2019": "GB/T 22239—2019",
    "GB_T 22239-2019.pdf": "GB/T 22239—2019",
    "GB∕T 15843.6--2018": "GB/T 15843.6—2018",
    "GB/T\u00a032422–2015": "GB/T 32422—2015",
    "YS/T 1115. 11 -2016": "YS/T 1115.11—2016",
    "GB 18401一2010": "GB 18401—2010",
    "GB/T 7714 2015": "GB/T 7714—2015",
    "GB 12238-89": "GB 12238—1989",
    "GB 50254~50259-96": "GB 50254~50259—1996",
    "GB 50254～GB 50259-96": "GB 50254~50259—1996",
    "GB/T 20234.1～.3—2023": "GB/T 20234.1~20234.3—2023",
    "GB/T 16886系列": "GB/T 16886",
    "GB 50016-2014(2018年版)": "GB 50016—2014(2018年版)",
    "GB/T 50010-2010（2024年局部修订）": "GB/T 50010—2010(2024年版)",
    "GB 50011-2010 (2016)": "GB 50011—2010(2016年版)",
    "GB/T 28181（2016）": "GB/T 28181—2016",
    "GB18352.6-2016/XG1-2026": "GB 18352.6—2016/XG1—2026",
    "GB 2763-2021第1号修改单": "GB 2763—2021/XG1",
    "GB/T 19001-2016/ISO 9001:2015, IDT": "GB/T 19001—2016",
    "GB/T 19001-2016 idt ISO 9001:2015": "GB/T 19001—2016",
    "NB∕SH∕T 0916—2015": "NB/SH/T 0916—2015",
    "GMZ 0001-2013": "GM/Z 0001—2013",
    "JTJ/T272-99": "JTJ/T 272—1999",
    "JTG D62-2004": "JTG D62—2004",
    "JTG/T D65-06": "JTG/T D65-06",
    "JTG F80/1-2017": "JTG F80/1—2017",
    "HAD 102/17-2006": "HAD 102/17—2006",
    "ZB J04 005-87": "ZB J04 005—1987",
    "CECS 21:2000": "CECS 21—2000",
    "T／CSTM 00017－2017": "T/CSTM 00017—2017",
    "T CAMDI 025-2019": "T/CAMDI 025—2019",
    "Q/CSG-GPG-GPED 2 16 016-2019": "Q/CSG-GPG-GPED 2 16 016—2019",
    "JJG（浙）80-2004": "JJG(浙) 80—2004",
    "DBJ/T 15-208-2020": "DBJ/T 15-208—2020",
    "DB440300/T 31-2006": "DB4403/T 31—2006",
    "DB11/ 945-2012": "DB11/945—2012",
    "代替DB23/T 2419—2019": "DB23/T 2419—2019",
    "《建筑设计防火规范》GB 50016-2014": "GB 50016—2014",
    "GB 50016-2014《建筑设计防火规范》": "GB 50016—2014",
    "关于GB 18401-2010的问题": "GB 18401—2010",
    "GB 18401-2010 第5.1条": "GB 18401—2010, 5.1",
    "《GB/T 15834—2011 标点符号用法》中第 5.2.1 条": "GB/T 15834—2011, 5.2.1",
    "ISO 9001-2015 clause 7.1.5": "ISO 9001:2015, 7.1.5",
    "iso/iec 27001:2022": "ISO/IEC 27001:2022",
    "IEC 60335-2-97:2016+AMD1:2019 CSV": "IEC 60335-2-97:2016/Amd 1:2019 CSV",
    "EN ISO 13485:2016/A11:2021": "EN ISO 13485:2016/A11:2021",
    "ISO 22471:2020/DAM 1": "ISO 22471:2020/DAM 1",
    "ГОСТ Р 34.10-2012": "ГОСТ Р 34.10-2012",
    "CH200-62": "СН 200-62",
    "GB 50016-2014（2018年版）第五章": "GB 50016—2014(2018年版), 5",
    "TSG 21-2016第一百一十二条": "TSG 21—2016, 112",
    "GBZ 2.1-2019第三章第二节第二十条": "GBZ 2.1—2019, 20",
    "“GB/T 35273—2020”第5.4条c）项": "GB/T 35273—2020, 5.4",
    "Q/海天A 0001S-2019": "Q/海天A 0001S—2019",
    "Q/（GZ）ABC 12-2015": "Q/(GZ)ABC 12—2015",
    "GB/T 16886系列标准": "GB/T 16886",
    "GB 6675.1-4-2014": "GB 6675.1~6675.4—2014",
    "DB66/T 12-2020": "DB66/T 12—2020",
    "GWKB 2-2000": "GWKB 2—2000",
    "NFPA 72-2022": "NFPA 72-2022",
    "MIL-STD-810H": "MIL-STD-810H",
    "ASHRAE Addendum d to Guideline 36-2018 (August 27, 2019)": "ASHRAE 36-2018 Addendum d",
}


@pytest.mark.parametrize(("typed", "printed"), PRINTED.items())
def test_a_spelling_is_printed_in_the_one_form_and_kept_as_typed(typed: str, printed: str):
    ref = StandardRef.parse(typed)
    assert str(ref) == printed
    assert ref.as_typed == typed
    assert ref.plain() == printed.replace("—", "-")


LEVELS = {
    "GB 18401-2010": ("national", "GB", None, True),
    "GB/Z 136-2026": ("national", "GB", None, False),
    "GBZ/T 205-2007": ("national", "GBZ", None, False),
    "GJB 9001C-2017": ("national", "GJB", None, None),
    "YY 0505-2012": ("industry", "YY", None, True),
    "DB/T 16-2006": ("industry", "DB", None, False),
    "DB11/T 945.1-2012": ("local", "DB11", "11", False),
    "DB3201/T 1001-2020": ("local", "DB3201", "3201", False),
    "DB13(J)/T 8359-2020": ("local", "DB13(J)", "13", False),
    "DB29-164-2013": ("local", "DB", "12", True),
    "DBJ/T 15-208-2020": ("local", "DBJ", "44", False),
    "DBS44/006-2016": ("local", "DBS44", "44", True),
    "DG/TJ 08-2048-2016": ("local", "DG/TJ", "31", False),
    "T/CECS 10001-2019": ("group", "T/CECS", None, None),
    "Q/CSG 11002-2012": ("enterprise", "Q/CSG", None, None),
    "JJG(京) 39-2006": ("metrology", "JJG", "11", None),
    "JJG(交通) 033-2004": ("metrology", "JJG(交通)", None, None),
    "IEC TS 62351-3:2007": ("international", "IEC", None, None),
    "RFC 2119": ("international", "RFC", None, None),
    "DIN EN 1090-2:2018": ("foreign", "DIN EN", None, None),
    "CNS 15030-1": ("foreign", "CNS", None, None),
}


@pytest.mark.parametrize(("typed", "known"), LEVELS.items())
def test_a_designation_tells_its_level_code_region_and_force(
    typed: str, known: tuple[str, str, str | None, bool | None]
):
    ref = StandardRef.parse(typed)
    assert (ref.level, ref.code, ref.region, ref.mandatory) == known


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "国标",
        "GB",
        "13800138000",
        "2020-05-06",
        "GB 18401-2010-05",
        "GB 1234-5678",
        "DB11945-2012",
        "DB99/T 12-2020",
        "GB 18401、GB 31701",
        "GB/T 228.1、229",
        "ISO 9001 and 14001",
        "GB 18401-2010和GB 31701-2015",
        "《" * 500,
    ],
)
def test_what_names_no_single_standard_is_refused_with_what_to_do(typed: str):
    with pytest.raises(UnreadableCitation) as refusal:
        StandardRef.parse(typed)
    assert refusal.value.text == typed
    assert "请" in refusal.value.reason.zh


SAME = [
    ("AQ/T 4124—2014", "AQ 4124-2026"),
    ("GB/T 16886.01-2011", "GB/T 16886.1-2022"),
    ("YY/T 0316-2016", "YY/T 316"),
    ("GB 18401-2010第5.1条", "GB 18401"),
    ("GJB 9001B-2009", "GJB 9001C-2017"),
    ("DB44-26-2001", "DB44/26-2001"),
    ("ISO/DIS 18276", "ISO 18276:2017"),
    ("IEEE Std 802.3-2018", "IEEE 802.3-2022"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_standard_stays_the_same_whatever_its_edition_nature_or_spelling(one: str, other: str):
    assert StandardRef.parse(one).same_standard(StandardRef.parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GB/T 20234.1", "GB/T 20234.2"),
        ("GBZ 2.1-2019", "GB/Z 2.1-2019"),
        ("DB/T 12-2010", "DB12/T 12-2010"),
        ("JJG(京) 39-2006", "JJG 39-2006"),
        ("T/CECS 21-2019", "CECS 21:2000"),
        ("ISO 73", "ISO Guide 73:2009"),
    ],
)
def test_neighbours_are_not_the_same_standard(one: str, other: str):
    assert not StandardRef.parse(one).same_standard(StandardRef.parse(other))


def test_editions_of_one_standard_are_related_and_not_equal():
    old, new = StandardRef.parse("GB/T 1.1-2009"), StandardRef.parse("GB/T 1.1-2020")
    assert new.edition_of(old)
    assert new != old
    assert not new.edition_of(StandardRef.parse("GB/T 1.1—2020, 5.1"))


def test_the_same_edition_typed_in_two_ways_is_equal():
    assert {StandardRef.parse("GBT7714-2015"), StandardRef.parse("GB/T 7714—2015")} == {
        StandardRef.parse("GB/T 7714 -2015")
    }


def test_the_body_behind_a_group_standard_is_its_owner():
    assert StandardRef.parse("T/CECA-G 0012-2019").owner == "CECA-G"
    assert StandardRef.parse("NB/SH/T 0916-2015").owner == "NB/SH"
