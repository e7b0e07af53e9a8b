"""The two descriptions of the interface say what the code does: OpenAPI for calls, AsyncAPI for queues."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from aiohttp import web
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pydantic import TypeAdapter

from deploy.make_asyncapi import TARGET, text
from services.intake.authority_desk import EscalationSeen
from services.intake.case_view import CaseView
from services.intake.escalation_list import Item, Page
from services.intake.escalation_view import EscalationView
from services.intake.reading import ReportSeen
from services.intake.web import (
    authority,
    case_shapes,
    registers,
    reports,
    rulings,
    shapes,
    standards,
    subscriptions,
)
from services.intake.web.calls import CALLS
from services.intake.web.openapi import EXAMPLE, document, operation_id
from shared.batch import packed
from shared.delivery import Delivery
from shared.event import Event
from shared.events import FACTS
from shared.fact import Fact
from shared.report import Report
from shared.subscription import Channel, Subscription
from shared.taxonomy import Problem
from shared.text import Language
from tests.notifying import a_growth, a_withdrawal, an_escalation
from tests.public_pages import a_case, a_name


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_description_is_valid_openapi(language: Language):
    validate(document(language))


def test_every_route_of_the_api_is_described_and_nothing_else():
    app = web.Application()
    for table in (reports, standards, registers, authority, rulings, subscriptions):
        app.add_routes(table.routes)
    served = {
        (route.method.lower(), route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    assert served == {(call.method, call.path) for call in CALLS}


def test_every_call_has_a_name_of_its_own():
    assert len({operation_id(call) for call in CALLS}) == len(CALLS)


def test_the_report_is_described_as_the_contract_has_it():
    report = document("en")["components"]["schemas"]["Report"]
    assert set(report["required"]) == {"description", "region", "reporter"}
    assert report["properties"]["region"]["pattern"] == r"^[1-9]\d{5}$"


def test_the_example_on_the_page_is_a_report():
    assert Report.model_validate_json(EXAMPLE).region == "440305"


def test_what_an_authority_is_shown_is_as_described():
    case = a_case("r1", answered=True)
    asked = case.escalations[0]
    view = EscalationView(CaseView("en", a_name))
    item = Item(
        asked, case.id, case.number, case.state, case.standard, case.clause, case.region, Problem.GAP, 1
    )
    case_shapes.EscalationPage.model_validate(view.page(Page([item], None)))
    report = Report.model_validate_json(EXAMPLE)
    seen = EscalationSeen(asked, case, [ReportSeen("r1", case.opened_at, report, None)], None, own=True)
    case_shapes.EscalationDetail.model_validate(view.one(seen))


def test_a_subscription_is_shown_as_described():
    at = datetime(2026, 11, 23, tzinfo=UTC)
    made = Subscription(id="s1", at=at, authority="sac", channel=Channel.EMAIL, address="a@example.cn")
    shapes.SubscriptionShown.model_validate(subscriptions.as_json(made))
    assert set(shapes.DeliveryShown.model_fields) == set(Delivery.model_fields) - {"report"}


def test_the_file_of_asyncapi_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == text(), "run: python -m deploy.make_asyncapi"


def test_asyncapi_describes_every_event_and_every_reference_leads_somewhere():
    described = yaml.safe_load(TARGET.read_text(encoding="utf-8"))
    assert described["asyncapi"] == "3.0.0"
    assert {m["name"] for m in described["components"]["messages"].values()} == set(FACTS)
    for reference in re.findall(r"\$ref: '?(#/[\w/]+)", TARGET.read_text(encoding="utf-8")):
        _at(described, reference)


OPENING = an_escalation("440305")


@pytest.mark.parametrize("fact", [OPENING, a_growth(OPENING), a_withdrawal(OPENING)], ids=lambda f: f.type)
def test_a_real_message_to_an_agency_is_as_asyncapi_describes_it(fact: Fact):
    described = yaml.safe_load(TARGET.read_text(encoding="utf-8"))
    name, at = type(fact).__name__, datetime(2026, 11, 23, tzinfo=UTC)
    for channel in ("agencies", "agencyQueue"):
        assert name in described["channels"][channel]["messages"]
    event = TypeAdapter(dict[str, Any]).validate_json(Event.of(fact, at=at).to_bytes())
    schema = {"$ref": f"#/components/messages/{name}/payload", "components": described["components"]}
    assert list(Draft202012Validator(schema).iter_errors(event)) == []
    assert list(Draft202012Validator(schema).iter_errors({**event, "type": "case.answered"}))


def test_a_message_of_several_events_is_as_asyncapi_describes_it_and_no_agency_is_sent_one():
    described = yaml.safe_load(TARGET.read_text(encoding="utf-8"))
    at = datetime(2026, 11, 23, tzinfo=UTC)
    (message,) = packed([Event.of(fact, at=at) for fact in (OPENING, an_escalation("110000"))])
    body = TypeAdapter(list[Any]).validate_json(message.body)
    schema = {"$ref": "#/components/messages/EscalationOpenedBatch/payload"}
    schema |= {"components": described["components"]}
    assert list(Draft202012Validator(schema).iter_errors(body)) == []
    assert list(Draft202012Validator(schema).iter_errors([{**body[0], "type": "case.answered"}]))
    for channel in ("agencies", "agencyQueue"):
        assert not [name for name in described["channels"][channel]["messages"] if "Batch" in name]


def _at(described: Any, reference: str) -> Any:
    for part in reference.removeprefix("#/").split("/"):
        described = described[part]
    return described
