"""Builders: each shows the one interesting detail, and fills in the rest."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from services.router.case import Step, open_case
from services.router.policy import Policy
from services.router.settings import RouterSettings
from shared.answer import Answer, Said
from shared.case import Case, Escalation
from shared.ids import new_id
from shared.report import AcceptedReport, Report
from shared.ruling import Correction, Ruled, Ruling
from shared.taxonomy import Outcome
from shared.text import Text
from shared.transmission import Receipt, with_receipts

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
SHENZHEN_NANSHAN = "440305"


@cache
def the_policy() -> Policy:
    """The policy and the directory that the product ships."""
    return Policy.load(RouterSettings(public_url="https://feedback.example"))


def a_report(description: str = "第5.1条的表述有两种理解。", **fields: Any) -> Report:
    """A report as the contract gives it; `kind` is the reporter's. A field set to None is left out."""
    kind = fields.pop("kind", "enterprise")
    whole = {
        "standard": "GB/T 19001-2016",
        "description": description,
        "region": SHENZHEN_NANSHAN,
        "reporter": {"kind": kind},
    } | fields
    return Report.model_validate_json(json.dumps({k: v for k, v in whole.items() if v is not None}))


def an_accepted(
    report: Report | None = None, *, at: datetime = NOW, id_: str | None = None, unit: str | None = None
) -> AcceptedReport:
    return AcceptedReport(id=id_ or new_id(), at=at, report=report or a_report(), unit=unit)


def opened(report: Report | None = None, *, now: datetime = NOW) -> Step:
    """A case that has just been opened for a report, with the facts that follow."""
    accepted, policy = an_accepted(report), the_policy()
    made = policy.classifier.classify(accepted.report)[0]
    return open_case(accepted, made, policy, now)


def a_case(report: Report | None = None, *, now: datetime = NOW) -> Case:
    return opened(report, now=now)[0]


def delivered(case: Case, *authorities: str, at: datetime = NOW) -> Case:
    """The case when these have the message."""
    found = [asked(case, authority) for authority in authorities]
    body = Text(zh="某局", en="bureau")
    return with_receipts(case, {e.id: Receipt(id=e.id, case=case.id, at=at, body=body) for e in found})


def asked(case: Case, authority: str) -> Escalation:
    """The escalation of a case to an authority."""
    return next(e for e in case.escalations if e.authority == authority)


def an_answer(
    case: Case,
    authority: str,
    said: Said = Said.ANSWERED,
    *,
    outcome: Outcome | None = Outcome.AMEND,
    text: str | None = "将发布修改单。",
    to: str | None = None,
    at: datetime = NOW + timedelta(hours=1),
) -> Answer:
    """What an authority says of the escalation that was put to it."""
    return Answer(
        id=new_id(),
        at=at,
        escalation=asked(case, authority).id,
        case=case.id,
        authority=authority,
        said=said,
        outcome=outcome if said is Said.ANSWERED else None,
        text=text,
        to=to,
    )


def a_ruling(case: Case, ruled: Ruled, *, by: str = "440305", at: datetime = NOW, **fields: Any) -> Ruling:
    """What a person decided about a case."""
    whole = {"id": new_id(), "at": at, "case": case.id, "by": by, "ruled": ruled}
    return Ruling.model_validate(whole | {"because": "核对原文后认定。"} | fields)


def a_correction(case: Case, *, by: str = "440305", at: datetime = NOW, **fields: Any) -> Ruling:
    """A ruling that sets these fields of a case."""
    return a_ruling(case, Ruled.CORRECTED, by=by, at=at, correction=Correction(**fields))
