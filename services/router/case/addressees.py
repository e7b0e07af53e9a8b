"""Whom a case is put to and who is told for information: both axes, and who is above two setters. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from services.router.classify import readable
from services.router.directory import Assignment, Directory
from services.router.policy import Policy
from shared.authority import Authority
from shared.case import Case, Role
from shared.report import Report
from shared.standard import Level, StandardRef
from shared.taxonomy import Problem, Severity
from shared.text import Text, joined

LARGER = frozenset({Severity.CRITICAL, Severity.MAJOR})
"""较大问题: goes at once to both axes (notice [2012]19, section seven)."""

HAVE_SETTERS = frozenset({Level.NATIONAL, Level.INDUSTRY, Level.LOCAL, Level.METROLOGY, Level.GROUP})
"""Standards whose setter answers to somebody; of the others the routes find only who passes word on."""

MOST = 20  # other standards of one report that are looked at

BETWEEN = Text(
    zh="{one}（{one_body}）与{other}（{other_body}）之间的矛盾，由双方的共同上级{body}协调（标准化法第三十条、第三十三条）。",
    en="{one} ({one_body}) and {other} ({other_body}) are said to contradict each other, which their common "
    "superior, the {body}, settles (标准化法 Arts. 30 and 33).",
)
CONTRADICTED = Text(
    zh="报告认为{one}与{other}矛盾；{body}制定后者，通过每日汇总知悉。",
    en="{one} is said to contradict {other}, which the {body} sets; it is told in its daily digest.",
)
SUPERVISES = Text(
    zh="{body}监督这项标准的制定机构，可以责令改正（标准化法第三十九条）。",
    en="The {body} supervises whoever set this standard, and may order correction (标准化法 Art. 39).",
)
OF_PLACE = Text(
    zh="举报、投诉等由{place}的{body}办理（市场监督管理投诉举报处理暂行办法）。",
    en="What somebody is said to have done in {place} is handled there, by the {body} "
    "(市场监督管理投诉举报处理暂行办法).",
)
SHARES = Text(zh="{body}分管同一事项。", en="The {body} shares the matter.")


class Matter(NamedTuple):
    """What decides about addressees; `others` are the standards that the one reported contradicts.

    `of_place` when it is about what somebody did there, and not about what the standard says.
    """

    standard: StandardRef | None
    region: str
    severity: Severity
    others: tuple[StandardRef, ...] = ()
    of_place: bool = False


class Addressees(NamedTuple):
    """Who is asked, each with a role, and who is told for information; nobody stands in it twice."""

    asked: tuple[tuple[Role, Assignment], ...]
    informed: tuple[Assignment, ...]


def matter_of(report: Report, standard: StandardRef | None, problem: Problem, severity: Severity) -> Matter:
    """Return what decides, out of a report: of a contradiction, the standards that its texts name too.

    Where the reporter wrote several standards into one field, the first is the one reported.
    """
    if problem is not Problem.CONTRADICTION:
        return Matter(standard, report.region, severity)
    named = tuple(StandardRef.find(report.standard or ""))
    own = standard or next(iter(named), None)
    if own is None:
        return Matter(None, report.region, severity)
    texts = (report.title, report.description, report.current_text, report.proposed_text)
    found = (*named, *StandardRef.find("\n".join(filter(None, texts))))
    others = {ref.key: ref for ref in found if ref.level in HAVE_SETTERS and not ref.same_standard(own)}
    return Matter(own, report.region, severity, tuple(others.values())[:MOST])


def matter_of_case(case: Case, policy: Policy) -> Matter:
    """Return what decides, out of a case as it stands."""
    made = case.classification
    others = tuple(ref for written in case.contradicts if (ref := readable(written)))
    own = (
        readable(case.standard) or next(StandardRef.find(case.standard or ""), None)
        if others
        else readable(case.standard)
    )
    of_place = policy.classifier.asks(made.track) == "place"
    return Matter(own, case.region, made.severity, others, of_place)


def addressees(matter: Matter, directory: Directory) -> Addressees:
    """Say who is asked and who is told. Raises UnknownRegion."""
    setter = directory.setter(matter.standard, matter.region)
    others = tuple(_others(matter, setter, directory))
    above = (directory.superior(matter.region), *map(_supervising, setter.supervisors))
    asked, told = [(Role.SETTER, setter)], [other for _, other in others]
    if matter.of_place:
        asked = [(Role.SUPERIOR, _of_place(matter.region, directory))]
        told = [setter, *told]
        if matter.severity in LARGER:
            asked.append((Role.SETTER, setter))
    asked += [(Role.SUPERIOR, common) for common, _ in others if common]
    told += [
        Assignment(body, SHARES.with_(body=body.name), decided_by=setter.decided_by) for body in setter.also
    ]
    told += filter(None, [directory.passed_over(matter.region)])
    if matter.severity in LARGER:
        asked += [(Role.SUPERIOR, assigned) for assigned in above]
    else:
        told += above
    once = _once(asked)
    ids = {assigned.authority.id for _, assigned in once}
    informed = _once((Role.SUPERIOR, a) for a in told if a.authority.id not in ids)
    return Addressees(once, tuple(assigned for _, assigned in informed))


def _of_place(region: str, directory: Directory) -> Assignment:
    body = directory.administration(region)
    place = directory.regions.full_name(region)
    return Assignment(body, OF_PLACE.with_(place=place, body=body.name))


def _others(
    matter: Matter, setter: Assignment, directory: Directory
) -> Iterator[tuple[Assignment | None, Assignment]]:
    """Yield, for each other setter, the common superior (None where that cannot be told) and that setter."""
    if matter.standard is None or matter.standard.level not in HAVE_SETTERS:
        return
    seen = {setter.authority.id}
    for other in matter.others:
        theirs = directory.setter(other, matter.region)
        if theirs.authority.id in seen:
            continue
        seen.add(theirs.authority.id)
        names: dict[str, str | Text] = {"one": str(matter.standard), "other": str(other)}
        told = CONTRADICTED.with_(**names, body=theirs.authority.name)
        common = directory.common_superior(setter.authority.id, theirs.authority.id)
        because = common and BETWEEN.with_(
            **names, one_body=setter.authority.name, other_body=theirs.authority.name, body=common.name
        )
        settles = Assignment(common, because) if common and because else None
        yield settles, Assignment(theirs.authority, told, decided_by=theirs.decided_by)


def _supervising(body: Authority) -> Assignment:
    return Assignment(body, SUPERVISES.with_(body=body.name))


def _once(roles: Iterable[tuple[Role, Assignment]]) -> tuple[tuple[Role, Assignment], ...]:
    """Return each body once, in its first role, with all its reasons."""
    kept: dict[str, tuple[Role, Assignment]] = {}
    for role, assigned in roles:
        id_ = assigned.authority.id
        if id_ not in kept:
            kept[id_] = role, assigned
        elif assigned.because != kept[id_][1].because:
            first_role, first = kept[id_]
            kept[id_] = first_role, replace(first, because=joined(first.because, assigned.because))
    return tuple(kept.values())
