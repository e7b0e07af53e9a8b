"""A line about a committee or an association becomes a body that answers, or a sentence on what is wrong."""

import re
from collections.abc import Mapping

from email_validator import EmailNotValidError, validate_email

from services.router.catalogue.fault import bad
from services.router.catalogue.kinds import Kind
from shared.authorities import Authorities
from shared.authority import Authority
from shared.catalogue import committee_name
from shared.text import Text

_COMMITTEE = re.compile(r"(?<![A-Za-z])TC\s*(\d{1,4})(?:\s*[/.]?\s*SC\s*(\d{1,3}))?(?!\d)", re.IGNORECASE)
_ASSOCIATION = re.compile(r"(?:T/)?([A-Za-z0-9]{2,20})")


def committee_id(typed: str) -> str | None:
    """The id of a committee named by its number: SAC/TC 28/SC 7 is `tc-28-sc-7`; None where it is not."""
    found = _COMMITTEE.search(typed)
    if found is None:
        return None
    sub = f"-sc-{int(found[2])}" if found[2] else ""
    return f"tc-{int(found[1])}{sub}"


def body(fields: Mapping[str, str], kind: Kind, bodies: Authorities) -> Authority:
    """Read one line. Raises BadLine."""
    id_, designation = _committee(fields) if kind is Kind.COMMITTEES else _association(fields)
    if id_ in bodies and id_ not in {one.id for one in bodies.imported}:
        raise bad(
            "“{id}”已在 deploy/directory/authorities.csv 中，请在那里修改。",
            "“{id}” stands in deploy/directory/authorities.csv already; change it there.",
            id=id_,
        )
    name = fields.get("name_zh")
    if not name:
        raise bad("缺少名称（name_zh）。", "The name is missing (name_zh).")
    return Authority(
        id=id_,
        name=Text(zh=name[:200], en=fields.get("name_en", f"{designation} {name}")[:200]),
        level="committee" if kind is Kind.COMMITTEES else "association",
        superior=_superior(fields.get("superior"), id_, bodies),
        email=_email(fields.get("email")),
    )


def _committee(fields: Mapping[str, str]) -> tuple[str, str]:
    typed = fields.get("tc", "")
    id_ = committee_id(typed if "tc" in typed.casefold() else f"TC{typed}")
    if id_ is None:
        raise bad(
            "“{typed}”不是技术委员会编号，请写成 SAC/TC 28 或 SAC/TC 28/SC 7。",
            "“{typed}” is no committee's number; write it like SAC/TC 28 or SAC/TC 28/SC 7.",
            typed=typed[:60],
        )
    return id_, committee_name(id_)


def _association(fields: Mapping[str, str]) -> tuple[str, str]:
    typed = fields.get("code", "")
    found = _ASSOCIATION.fullmatch(typed)
    if found is None:
        raise bad(
            "“{typed}”不是社会团体代号，请写成 CECS 或 T/CECS。",
            "“{typed}” is no association's code; write it like CECS or T/CECS.",
            typed=typed[:60],
        )
    return f"t-{found[1].lower()}", f"T/{found[1].upper()}"


def _superior(typed: str | None, id_: str, bodies: Authorities) -> str | None:
    """The one above: as written, else a subcommittee's committee; None is the national body."""
    if not typed:
        return id_.partition("-sc-")[0] if "-sc-" in id_ else None
    known = bodies.named(typed)
    above = known.id if known else committee_id(typed)
    if above is None or above == id_:
        raise bad(
            "没有名为“{typed}”的上级机构；请写名录中的编号或名称，或留空（国家标准化管理委员会）。",
            "No body above it is called “{typed}”; give an id or a name of the directory, or leave it empty "
            "for the Standardization Administration.",
            typed=typed[:60],
        )
    return above


def _email(typed: str | None) -> str | None:
    try:
        return validate_email(typed, check_deliverability=False).normalized if typed else None
    except EmailNotValidError as error:
        raise bad(
            "“{typed}”不是电子邮箱地址，请改正或留空。",
            "“{typed}” is not an e-mail address; mend it or leave it empty.",
            typed=str(typed)[:60],
        ) from error
