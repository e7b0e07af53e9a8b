"""A file of the operator's, line by line: what is read, what is told, and what is never added twice."""

import json
from pathlib import Path

import pytest

from services.router.catalogue.bodies import committee_id
from services.router.catalogue.importing import readable, sort_out
from services.router.catalogue.kinds import Kind
from services.router.catalogue.reading import RECORD_MAX, opened, read_records
from shared.authority import Authority
from shared.catalogue import Listed, StandardStatus
from shared.text import Text
from tests.builders import the_policy
from tests.known_standards import a_listed

BODIES = the_policy().directory.authorities


class Imported:
    """What a file's lines became, and what was told of the others."""

    def __init__(self, path: Path, content: str | bytes, kind: Kind | None = None) -> None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.told: dict[int, Text] = {}
        with opened(path) as (file, _):
            self.things = list(readable(read_records(file), kind, BODIES, self.told.__setitem__))

    @property
    def one(self) -> Listed | Authority:
        assert self.told == {}
        (thing,) = self.things
        return thing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


WHOLE = {
    "designation": "GB/T 19001—2008",
    "title": "质量管理体系 要求",
    "status": "被代替",
    "setter": "国家标准化管理委员会",
    "committee": "SAC/TC 151",
    "replaced_by": "GB/T 19001-2016",
    "last_review": "2015/2/3",
}
LISTED = a_listed(
    "GB/T 19001-2008",
    title="质量管理体系 要求",
    status=StandardStatus.REPLACED,
    setter="sac",
    committee="tc-151",
    replaced_by="GB/T 19001-2016",
    last_review="2015-02-03",
)


def csv_of(*rows: dict[str, str]) -> str:
    return "\r\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\r\n"


def test_a_standard_is_read_from_csv_from_json_and_from_json_lines(path: Path):
    assert Imported(path, csv_of(WHOLE)).one == LISTED
    assert Imported(path, json.dumps([WHOLE], ensure_ascii=False, indent=1)).one == LISTED
    assert Imported(path, json.dumps(WHOLE) + "\n\n").one == LISTED


def test_chinese_headings_a_byte_order_mark_and_a_spreadsheet_s_own_encoding_do_as_well(path: Path):
    table = "标准号,标准名称,状态\nGB 18401-2010,国家纺织产品基本安全技术规范,现行\n"
    for encoding in ("utf-8-sig", "gb18030"):
        listed = Imported(path, table.encode(encoding)).one
        assert isinstance(listed, Listed)
        assert (listed.title, listed.status) == ("国家纺织产品基本安全技术规范", StandardStatus.CURRENT)


def test_committees_and_associations_are_told_apart_by_their_columns(path: Path):
    committee = Imported(path, "tc,name_zh\nSAC/TC 28/SC 7,软件与系统工程\n").one
    association = Imported(
        path, '{"code": "T/XYZA", "name_zh": "某某协会", "superior": "广东省市场监督管理局"}'
    ).one
    assert isinstance(committee, Authority)
    assert isinstance(association, Authority)
    assert (committee.id, committee.level, committee.superior) == ("tc-28-sc-7", "committee", "tc-28")
    assert (association.id, association.level, association.superior) == ("t-xyza", "association", "440000")


def test_the_kind_may_be_named_where_the_columns_do_not_tell(path: Path):
    told = Imported(path, "name,tc number\n甲,28\n").told
    assert "--kind" in told[2].en
    assert Imported(path, "编号,名称,tc\nx,甲,28\n", Kind.COMMITTEES).one.id == "tc-28"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("designation", "那个标准", "not one standard's designation"),
        ("designation", "GB 1-2000、GB 2-2001", "not one standard's designation"),
        ("status", "很好", "write current, upcoming"),
        ("setter", "无此机构", "import the committees and associations first"),
        ("replaced_by", "新标准", "not one standard's designation"),
        ("last_review", "2015-02-30", "write it like 2016-12-30"),
        ("title", "长" * 600, "shorten it"),
    ],
)
def test_a_bad_cell_is_told_with_its_line_and_what_to_do_and_the_others_are_taken(
    path: Path, field: str, value: str, says: str
):
    good = WHOLE | {"designation": "GB 18401-2010"}
    imported = Imported(path, csv_of(WHOLE | {field: f'"{value}"'}, good))
    assert list(imported.told) == [2]
    assert says in imported.told[2].en
    assert [one.id for one in imported.things] == ["GB 18401-2010"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("tc,name_zh\nabc,甲\n", "no committee's number"),
        ("tc,name_zh\nTC 28,\n", "The name is missing"),
        ("code,name_zh\n纺织,甲\n", "no association's code"),
        ("code,name_zh\nCECS,甲\n", "change it there"),
        ("code,name_zh,email\nXYZA,甲,nobody\n", "not an e-mail address"),
        ("code,name_zh,superior\nXYZA,甲,无此\n", "leave it empty"),
    ],
)
def test_a_bad_body_is_told_what_to_do(path: Path, content: str, says: str):
    imported = Imported(path, content)
    assert imported.things == []
    assert says in imported.told[2].en


def test_two_lines_about_one_standard_do_not_undo_each_other(path: Path):
    imported = Imported(path, csv_of(WHOLE, WHOLE | {"designation": "gbt19001-2008", "title": "别名"}))
    assert [one.id for one in imported.things] == ["GB/T 19001-2008"]
    assert "stands on line 2 already" in imported.told[3].en


def test_a_line_with_too_few_cells_is_told_and_a_quoted_break_counts_as_lines(path: Path):
    imported = Imported(path, 'designation,title\n"GB 1-2000","甲\n乙"\nGB 2-2000\nGB 3-2000,丙\n')
    assert [one.id for one in imported.things] == ["GB 1-2000", "GB 3-2000"]
    assert list(imported.told) == [4]


def test_json_that_breaks_off_is_told_with_its_line_and_what_stood_before_is_taken(path: Path):
    imported = Imported(path, '[\n{"designation": "GB 1-2000"},\n{"designation": \n')
    assert [one.id for one in imported.things] == ["GB 1-2000"]
    assert list(imported.told) == [3]
    assert "nothing is added twice" in imported.told[3].en


def test_a_bad_line_among_json_lines_does_not_stop_the_others(path: Path):
    imported = Imported(path, '{"designation": "GB 1-2000"}\n{oops}\n[1]\n{"designation": {"a": 1}}\n')
    assert len(imported.things) == 1
    assert list(imported.told) == [2, 3, 4]


def test_a_line_without_end_is_not_held_in_memory(path: Path):
    imported = Imported(path, '{"designation": "' + "x" * (RECORD_MAX + 10))
    assert list(imported.told) == [1]
    assert Imported(path, "designation\n" + '"' + "x" * 200_000).told.keys() == {2}


def test_what_is_neither_utf_8_nor_gb_18030_is_told(path: Path):
    assert "Save the file as UTF-8" in Imported(path, b"designation\n\xff\xff\xff\n").told[1].en


def test_an_empty_file_is_nothing(path: Path):
    assert Imported(path, "").things == []


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("SAC/TC 28", "tc-28"),
        ("TC28/SC7", "tc-28-sc-7"),
        ("全国信息技术标准化技术委员会（SAC/TC28）", "tc-28"),
        ("ATC 28", None),
        ("全国信息技术标准化技术委员会", None),
    ],
)
def test_a_committee_is_known_by_its_number(typed: str, id_: str | None):
    assert committee_id(typed) == id_


def test_only_what_is_new_or_differs_is_written():
    same, changed, new = (a_listed(f"GB {n}-2000", title="甲") for n in (1, 2, 3))
    known = {same.id: same, changed.id: changed.model_copy(update={"title": "乙"})}
    found = sort_out([same, changed, new], known)
    assert (found.added, found.changed, found.unchanged) == ([new], [changed], 1)
