"""Writes docs/asyncapi.yaml (AsyncAPI 3) from events and topology: `python -m deploy.make_asyncapi`."""

from typing import Any

import yaml
from pydantic.json_schema import models_json_schema

from shared.batch import BATCH_CONTENT_TYPE, TOGETHER
from shared.event import CONTENT_TYPE, Event
from shared.events import FACTS, DigestMade, EscalationGrown, EscalationOpened, EscalationWithdrawn
from shared.fact import Fact
from shared.settings import PROJECT
from shared.subscription import agency_queue
from shared.taxonomy import Severity
from shared.topology import ESCALATIONS, FEEDBACK, LISTENERS, inbox

TARGET = PROJECT / "docs" / "asyncapi.yaml"
_SCHEMA = "#/components/schemas/{model}"
_AMQP = "0.3.0"  # of the AMQP bindings' own specification
_ON_THE_BROKER = [fact for fact in FACTS.values() if fact is not DigestMade]
"""A digest goes to authorities alone, by letter and webhook; its message is described all the same."""
_TO_AGENCIES = (EscalationOpened, EscalationGrown, EscalationWithdrawn)
"""What an agency's queue holds, beside the trial messages that the agency asks for."""


def document() -> dict[str, Any]:
    """Return the whole description."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "标准实施信息反馈 / Standards Feedback",
            "version": "1",
            "description": "Events are CloudEvents 1.0 in structured JSON. An agency reads its own queue; "
            "the channel `feedback` is internal, and is described so that operators can read it: "
            f"a message there holds one event, or up to {TOGETHER} in a JSON array.\n"
            "事件采用 CloudEvents 1.0 的 JSON 格式。各机构只读取自己的队列；feedback 通道供内部使用。",
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {"broker": {"host": "localhost:5672", "protocol": "amqp", "protocolVersion": "0.9.1"}},
        "channels": _channels(),
        "operations": _operations(),
        "components": {"messages": _messages(), "schemas": _schemas()},
    }


def _channels() -> dict[str, Any]:
    inboxes = {
        f"{service}Inbox": {
            "address": inbox(service).name,
            "description": f"What {service} listens to.",
            "messages": {name: message for fact in facts for name, message in _internal(fact).items()},
            "bindings": {"amqp": {"is": "queue", "queue": {"durable": True}, "bindingVersion": _AMQP}},
        }
        for service, facts in LISTENERS.items()
    }
    internal = {
        fact.__name__: {
            "address": fact.type,
            "description": (fact.__doc__ or "").split("\n")[0],
            "messages": _internal(fact),
            "bindings": _exchange(FEEDBACK),
        }
        for fact in _ON_THE_BROKER
    }
    return {"agencies": _agencies(), "agencyQueue": _agency_queue()} | inboxes | internal


def _agencies() -> dict[str, Any]:
    return {
        "address": "{authority}.{severity}",
        "description": "What is put to authorities. 送交各机构的事项。",
        "parameters": {
            "authority": {"description": "The authority's id; regional ones have six digits (GB/T 2260)."},
            "severity": {"enum": [severity.value for severity in Severity]},
        },
        "messages": {fact.__name__: _message(fact) for fact in _TO_AGENCIES},
        "bindings": _exchange(ESCALATIONS),
    }


def _agency_queue() -> dict[str, Any]:
    return {
        "address": agency_queue("{authority}"),
        "description": "An agency's own queue, read with its own user. What comes twice has its first id. "
        "各机构自己的队列，用自己的账号读取；重复送达的消息编号（message id）相同。",
        "parameters": {"authority": {"description": "The authority's id."}},
        "messages": {fact.__name__: _message(fact) for fact in _TO_AGENCIES},
        "bindings": {"amqp": {"is": "queue", "queue": {"durable": True}, "bindingVersion": _AMQP}},
    }


def _operations() -> dict[str, Any]:
    told = {
        f"publish{fact.__name__}": {
            "action": "send",
            "channel": {"$ref": f"#/channels/{fact.__name__}"},
            "summary": f"{fact.source} tells that: {(fact.__doc__ or '').split(chr(10))[0]}",
        }
        for fact in _ON_THE_BROKER
    }
    heard = {
        f"{service}Hears": {"action": "receive", "channel": {"$ref": f"#/channels/{service}Inbox"}}
        for service in LISTENERS
    }
    agency = {
        "tellAgencies": {"action": "send", "channel": {"$ref": "#/channels/agencies"}},
        "readAsAgency": {"action": "receive", "channel": {"$ref": "#/channels/agencyQueue"}},
    }
    return agency | told | heard


def _messages() -> dict[str, Any]:
    alone = {fact.__name__: _described(fact, CONTENT_TYPE, _payload(fact)) for fact in FACTS.values()}
    together = {
        _several(fact): _described(
            fact,
            BATCH_CONTENT_TYPE,
            {
                "type": "array",
                "items": {"$ref": f"#/components/messages/{fact.__name__}/payload"},
                "maxItems": TOGETHER,
            },
        )
        for fact in _ON_THE_BROKER
    }
    return alone | together


def _described(fact: type[Fact], content_type: str, payload: dict[str, Any]) -> dict[str, Any]:
    title = (fact.__doc__ or "").split("\n")[0]
    return {"name": fact.type, "title": title, "contentType": content_type, "payload": payload}


def _payload(fact: type[Fact]) -> dict[str, Any]:
    return {
        "allOf": [
            {"$ref": _SCHEMA.format(model=Event.__name__)},
            {
                "properties": {
                    "type": {"const": fact.type},
                    "source": {"const": f"/{fact.source}"},
                    "data": {"$ref": _SCHEMA.format(model=fact.__name__)},
                }
            },
        ]
    }


def _schemas() -> dict[str, Any]:
    models: list[Any] = [(model, "serialization") for model in (Event, *FACTS.values())]
    found: dict[str, Any] = models_json_schema(models, ref_template=_SCHEMA)[1]["$defs"]
    return found


def _several(fact: type[Fact]) -> str:
    """Return the name of the message that holds several facts of a kind."""
    return f"{fact.__name__}Batch"


def _message(fact: type[Fact]) -> dict[str, str]:
    return {"$ref": f"#/components/messages/{fact.__name__}"}


def _internal(fact: type[Fact]) -> dict[str, dict[str, str]]:
    """Return how a fact travels between the services: alone, or several together."""
    return {
        fact.__name__: _message(fact),
        _several(fact): {"$ref": f"#/components/messages/{_several(fact)}"},
    }


def _exchange(name: str) -> dict[str, Any]:
    exchange = {"name": name, "type": "topic", "durable": True}
    return {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": _AMQP}}


class _Plain(yaml.SafeDumper):
    """Writes everything out; an anchor would be one more thing to know."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def text() -> str:
    """Return the file as it should be."""
    head = "# Made by deploy/make_asyncapi.py from the code's own events; a test compares it.\n"
    return head + yaml.dump(
        document(), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
    )


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    print(TARGET)
