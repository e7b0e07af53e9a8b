"""A line of the catalogue of standards becomes an edition that is known, or a sentence on what is wrong."""

import re
from collections.abc import Mapping
from datetime import date

from services.router.catalogue.bodies import committee_id
from services.router.catalogue.fault import bad
from shared.authorities import Authorities
from shared.catalogue import Listed, StandardStatus, edition
from shared.standard import StandardRef, UnreadableCitation

TITLE_MAX = 500
STATUSES = {
    StandardStatus.CURRENT: "current|in force|现行|现行有效|有效",
    StandardStatus.UPCOMING: "upcoming|not yet in force|即将实施|未实施|尚未实施",
    StandardStatus.REPLACED: "replaced|superseded|被代替|已被代替|被替代",
    StandardStatus.WITHDRAWN: "withdrawn|abolished|废止|已废止|作废",
}
"""The words by which catalogues tell the state of an edition."""

_STATUS_OF = {word: status for status, words in STATUSES.items() for word in words.split("|")}
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


def listed(fields: Mapping[str, str], bodies: Authorities) -> Listed:
    """Read one line. Raises BadLine."""
    ref = _cited(fields.get("designation", ""))
    successors = _successors(fields.get("replaced_by"))
    status = _status(fields.get("status"))
    title = fields.get("title")
    if title and len(title) > TITLE_MAX:
        raise bad("名称过长，请缩短。", "The title is too long; shorten it.")
    return Listed(
        id=edition(ref),
        key=ref.key,
        title=title,
        status=status or (StandardStatus.REPLACED if successors else None),
        setter=_setter(fields.get("setter"), bodies),
        committee=_committee(fields.get("committee")),
        replaced_by=successors,
        last_review=_day(fields.get("last_review")),
    )


def _cited(typed: str) -> StandardRef:
    try:
        return StandardRef.parse(typed)
    except UnreadableCitation as unreadable:
        raise bad(
            "“{typed}”不是一个标准编号，请改正，例如 GB/T 19001—2016。",
            "“{typed}” is not one standard's designation; mend it, for example GB/T 19001-2016.",
            typed=typed[:60],
        ) from unreadable


def _successors(typed: str | None) -> str | None:
    if not typed:
        return None
    found = [edition(ref) for ref in StandardRef.find(typed)] or [edition(_cited(typed))]
    return ", ".join(dict.fromkeys(found))


def _status(typed: str | None) -> StandardStatus | None:
    if not typed:
        return None
    status = _STATUS_OF.get(typed.casefold())
    if status is None:
        raise bad(
            "状态“{typed}”不认识，请写现行、即将实施、被代替或废止，或留空。",
            "The status “{typed}” is not known; write current, upcoming, replaced or withdrawn, or leave it "
            "empty.",
            typed=typed[:60],
        )
    return status


def _setter(typed: str | None, bodies: Authorities) -> str | None:
    if not typed:
        return None
    known = bodies.named(typed)
    id_ = known.id if known else committee_id(typed)
    if id_ is None:
        raise bad(
            "没有名为“{typed}”的机构。请写 deploy/directory/authorities.csv 中的编号或名称，"
            "或先导入技术委员会和社会团体。",
            "No body is called “{typed}”. Give an id or a name of deploy/directory/authorities.csv, or "
            "import the committees and associations first.",
            typed=typed[:60],
        )
    return id_


def _committee(typed: str | None) -> str | None:
    if not typed:
        return None
    return committee_id(typed) or typed[:200]


def _day(typed: str | None) -> str | None:
    if not typed:
        return None
    found = _DAY.fullmatch(typed.split(" ")[0])
    try:
        return date(*map(int, found.groups())).isoformat() if found else date.fromisoformat(typed).isoformat()
    except ValueError as error:
        raise bad(
            "日期“{typed}”不对，请写成 2016-12-30，或留空。",
            "“{typed}” is no date; write it like 2016-12-30, or leave it empty.",
            typed=typed[:60],
        ) from error
