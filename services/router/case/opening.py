"""A report becomes a case, put to the body that wrote the standard and, if it is large, to the one above."""

from datetime import datetime

from services.router.case.addressees import addressees, matter_of, matter_of_case
from services.router.case.asking import put
from services.router.case.noticing import noticed
from services.router.case.record import Step, noted
from services.router.classify import readable
from services.router.policy import Policy
from shared.case import Case, Classification, Member, Screening
from shared.ids import case_number, derived_id
from shared.report import AcceptedReport
from shared.taxonomy import NAMES, Track
from shared.text import Text, joined
from shared.workdays import CHINA

OPENED = Text(
    zh="收到报告，编号 {number}，按“{track} · {severity}”办理。",
    en="The report was received as case {number} and is handled as: {track}, {severity}.",
)
TO_BE_SCREENED = Text(
    zh="由{body}人工核查：{why}", en="A person at the {body} is to look at it as well: {why}"
)


def case_of(report: str, track: Track) -> str:
    """Return the id of the case that a report opens for one of its legal tracks."""
    return derived_id("case", report, track)


def member_of(accepted: AcceptedReport, track: Track, tracks: int = 1) -> Member:
    """Return a report's part in a case; it belongs on so many tracks in all."""
    report = accepted.report
    return Member(
        report=accepted.id,
        track=track,
        at=accepted.at,
        region=report.region,
        kind=report.reporter.kind,
        unit=accepted.unit,
        supporter=report.joins is not None,
        tracks=tracks,
    )


def open_case(accepted: AcceptedReport, made: Classification, policy: Policy, now: datetime) -> Step:
    """Open the case of a report on one legal track. Raises UnknownRegion when there is no such place."""
    id_ = case_of(accepted.id, made.track)
    return noticed(opened(id_, accepted, (member_of(accepted, made.track),), made, policy, now), policy, now)


def opened(
    id_: str,
    accepted: AcceptedReport,
    members: tuple[Member, ...],
    made: Classification,
    policy: Policy,
    now: datetime,
) -> Case:
    """Return the case of a report, and of others that speak of the same, put to whom it concerns."""
    case = Case(
        id=id_,
        number=case_number(id_, now.astimezone(CHINA).year),
        region=accepted.report.region,
        members=members,
        classification=made,
        escalations=(),
        history=(),
        opened_at=now,
        **named(accepted, made, policy),
    )
    words: dict[str, str | Text] = {
        "number": case.number,
        "track": NAMES[made.track],
        "severity": NAMES[made.severity],
    }
    case = noted(case, "opened", OPENED.with_(**words), now)
    return to_be_screened(
        put(case, addressees(matter_of_case(case, policy), policy.directory), policy, now), policy, now
    )


def named(accepted: AcceptedReport, made: Classification, policy: Policy) -> dict[str, object]:
    """Return what a case is called by, out of a report: standard, key, clause and what it contradicts."""
    report, ref = accepted.report, readable(accepted.report.standard)
    matter = matter_of(report, ref, made.problem, made.severity)
    return {
        "standard": policy.written(ref) if ref else report.standard,
        "key": ref.key if ref else None,
        "clause": report.clause or (ref.clause if ref else None),
        "contradicts": tuple(str(other) for other in matter.others),
    }


def to_be_screened(case: Case, policy: Policy, now: datetime) -> Case:
    """Let a person of the place look at what the channel is not sure of; nobody waits for that."""
    why = case.classification.screen
    if not why:
        return case
    body = policy.directory.administration(case.region)
    text = TO_BE_SCREENED.with_(body=body.name, why=joined(*why))
    screening = Screening(authority=body.id, since=now, why=why)
    return noted(case.model_copy(update={"screening": screening}), "screening", text, now)
