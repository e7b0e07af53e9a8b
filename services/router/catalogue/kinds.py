"""The kinds of what may be imported, told apart by their columns; Chinese headings do as well."""

from collections.abc import Mapping
from enum import StrEnum

from services.router.catalogue.fault import bad
from services.router.catalogue.reading import Cells


class Kind(StrEnum):
    """What a line is about."""

    STANDARDS = "standards"
    COMMITTEES = "committees"
    ASSOCIATIONS = "associations"


COLUMNS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.STANDARDS: {
        "designation": ("standard", "designator", "标准号", "标准编号"),
        "title": ("标准名称", "中文标准名称", "名称"),
        "status": ("状态", "标准状态"),
        "setter": ("制定机构", "发布机构", "发布单位"),
        "committee": ("归口单位", "归口部门", "技术委员会", "归口"),
        "replaced_by": ("被代替", "被代替标准", "被以下标准代替"),
        "last_review": ("复审日期", "最近复审", "最近复审日期"),
    },
    Kind.COMMITTEES: {
        "tc": ("委员会编号", "技术委员会编号"),
        "name_zh": ("name", "名称", "委员会名称"),
        "name_en": ("英文名称",),
        "superior": ("上级机构",),
        "email": ("电子邮箱", "邮箱"),
    },
    Kind.ASSOCIATIONS: {
        "code": ("团体代号", "代号"),
        "name_zh": ("name", "名称", "团体名称"),
        "name_en": ("英文名称",),
        "superior": ("上级机构",),
        "email": ("电子邮箱", "邮箱"),
    },
}
"""Each kind's columns, the first of which tells it from the others, with the headings that mean the same."""


def kind_of(cells: Cells) -> Kind:
    """Tell what a line is about. Raises BadLine."""
    for kind, columns in COLUMNS.items():
        first, others = next(iter(columns.items()))
        if any(name in cells for name in (first, *others)):
            return kind
    raise bad(
        "看不出这一行是什么。标准目录要有 designation（标准号），技术委员会要有 tc，社会团体要有 code；"
        "或用 --kind 指明。",
        "This line does not show what it is. A standard has a designation, a committee a tc, an association "
        "a code; fill that in, or say which with --kind.",
    )


def fields_of(cells: Cells, kind: Kind) -> dict[str, str]:
    """Return what stands in the kind's own columns, by their proper names; other columns are passed over."""
    found = {}
    for name, others in COLUMNS[kind].items():
        written = next((cells[heading] for heading in (name, *others) if heading in cells), None)
        if written is not None:
            found[name] = written
    return found
