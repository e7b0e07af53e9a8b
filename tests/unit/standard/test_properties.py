"""What holds for any string whatever."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.standard import StandardRef, UnreadableCitation

CODES = (
    "GB GB/T GBT GB/Z GBZ GBn GBJ GJB GSB JJG JJF(京) TSG HAF HAD JGJ/T CJJ JTG JTG/T DB11/T DB3201 DB DBJ/T "
    "DBS44/ DG/TJ T/CECS Q/CSG CECS ZB NB/SH/T YY CH HB ISO IEC ISO/IEC EN BS ITU-T ITU-R IEEE RFC ASTM ETSI "
    "ГОСТ ANSI CSA ASHRAE API NIST JIS CNS ECMA- draft- W3C OASIS 3GPP Codex UL SAE ASME"
)
PIECES = st.one_of(
    st.sampled_from(CODES.split()),
    st.integers(0, 99999).map(str),
    st.integers(1950, 2030).map(str),
    st.sampled_from(
        [
            *" -—～~./:,()（）《》ATZRXSＴ一第条年版",
            "/XG1",
            "/ISO 9001:2015",
            " idt ",
            "系列",
            " TS ",
            "Amd 1",
            "附录A",
            "、",
            "、.2",
            "/2",
            " and ",
            "第十二条",
            "海天",
            "Q/海天A",
        ]
    ),
)
CITATION_LIKE = st.lists(PIECES, max_size=9).map("".join)
ENOUGH = settings(max_examples=300, deadline=None)


def comes_back_or_is_refused(text: str) -> None:
    try:
        ref = StandardRef.parse(text)
    except UnreadableCitation:
        return
    assert StandardRef.parse(str(ref)) == ref
    assert StandardRef.parse(ref.plain()) == ref
    assert hash(StandardRef.parse(str(ref))) == hash(ref)


@ENOUGH
@given(st.text(max_size=60))
@example("\x00")
@example("GB\u200b/T 1.1—2020")
def test_any_string_comes_back_from_print_or_is_refused(text: str):
    comes_back_or_is_refused(text)


@ENOUGH
@given(CITATION_LIKE)
def test_any_string_that_looks_like_a_citation_comes_back_or_is_refused(text: str):
    comes_back_or_is_refused(text)


@ENOUGH
@given(CITATION_LIKE)
def test_what_is_found_in_a_text_was_typed_there_and_comes_back(text: str):
    for ref in StandardRef.find(text):
        assert ref.as_typed in text
        assert StandardRef.parse(str(ref)) == ref


REPEATED = (
    "1", "GB ", "GB/T 1-", "GB 1.", "Q/AB-", "Q/A 1 ", "T/AAAA", " ", "(", "《", "draft-a", "\n",
    "ITU-T G.1 ", "—", "IEEE P1.1.1", "ASME A.1.1.", "GB 1-2000 idt ", "JIS B ", "按照标准执行，",
    "GB 18401-2010第5.1条，", "GB 5009.3、", "、5009.4", "ISO 9001, ", "第十二章", "Q/海天",
    "RFC 2119 and 8174, ",
)  # fmt: skip
MEGABYTE = 1_000_000


@pytest.mark.parametrize("piece", REPEATED)
def test_a_megabyte_of_anything_is_refused_at_once(piece: str):
    with pytest.raises(UnreadableCitation):
        StandardRef.parse("x" + (piece * MEGABYTE)[:MEGABYTE])


@pytest.mark.parametrize("piece", REPEATED)
def test_a_long_text_of_anything_is_searched_to_its_end(piece: str):
    last = "\n依据GB 18401-2010。"
    *_, found = StandardRef.find((piece * MEGABYTE)[: MEGABYTE // 5] + last)
    assert found.plain() == "GB 18401-2010"
