"""The API's own description: OpenAPI 3.1, made from the models that the code reads and writes, and a page."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from services.intake.web.calls import CALLS, Call
from services.intake.web.language import language_of
from services.intake.web.problems import CONTENT_TYPE, TITLES
from services.intake.web.render import whole, written
from services.intake.web.shapes import ProblemDocument
from services.intake.words import WORDS
from shared.text import Language

VERSION = "1"
_TEMPLATE = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"{(\w+)}")
_ENDS: Mapping[int, str] = {200: "OK", 201: "Created", 202: "Accepted", 204: "No content"}
JSON = "application/json"
ANYWHERE = (429,)
"""Errors of every call: any source may have asked too much."""

EXAMPLE = """{
  "standard": "GB 18401-2010",
  "clause": "5.1",
  "description": "第 5.1 条与第 6.2 条的限值相互矛盾，无法同时满足。",
  "region": "440305",
  "reporter": {"kind": "enterprise", "email": "name@example.cn"}
}"""

routes = web.RouteTableDef()


@routes.get("/openapi.json")
async def get_openapi(request: web.Request) -> web.Response:
    """Return the description, its sentences in the request's language."""
    language = language_of(request)
    headers = {"Content-Type": JSON, "Cache-Control": "no-cache", "Content-Language": language}
    return web.Response(body=_as_json(language), headers=headers)


@routes.get("/docs")
async def get_docs(request: web.Request) -> web.Response:
    """Show the description as a page."""
    return whole(request, _as_page(language_of(request)), cache="no-cache")


# Both are the same for everybody and cost twenty times what another page does: they are made once.
@functools.cache
def _as_json(language: Language) -> bytes:
    return orjson.dumps(document(language))


@functools.cache
def _as_page(language: Language) -> bytes:
    shapes = list(_shapes(document(language)["components"]["schemas"]))
    html = written(language, "docs.html", here="/docs", groups=_groups(), shapes=shapes, example=EXAMPLE)
    return html.encode()


@functools.cache
def document(language: Language) -> dict[str, Any]:
    """Return the whole description as JSON; callers do not change it."""
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        paths.setdefault(call.path, {})[call.method] = _operation(call, language)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": WORDS["site"].in_(language),
            "version": VERSION,
            "description": WORDS["docs.intro"].in_(language),
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(call: Call, language: Language) -> dict[str, Any]:
    good: dict[str, Any] = {"description": _ENDS[call.status]}
    if call.answer:
        good["content"] = _content(JSON, call.answer) | {
            kind: {"schema": {"type": "string"}} for kind in call.also
        }
    bad = {
        str(status): {
            "description": TITLES[status].in_(language) if status in TITLES else str(status),
            "content": _content(CONTENT_TYPE, ProblemDocument),
        }
        for status in sorted({*call.errors, *ANYWHERE})
    }
    return {
        "operationId": operation_id(call),
        "summary": call.summary.in_(language),
        "parameters": [*_parameters("path", _PARAMETER.findall(call.path)), *_optional(call)],
        **({"requestBody": {"required": True, "content": _content(JSON, call.body)}} if call.body else {}),
        "responses": {str(call.status): good, **_unchanged(call), **bad},
        "security": [{"token": []}] if call.token else [],
    }


def _unchanged(call: Call) -> dict[str, Any]:
    """Return the answer to those who have the same already, where a call takes such a question."""
    return {"304": {"description": "Not modified"}} if "If-None-Match" in call.headers else {}


def operation_id(call: Call) -> str:
    """Return a name for a call, as programs that write clients want it: `post_reports_status`."""
    words = _PARAMETER.sub("one", call.path.removeprefix("/v1/")).split("/")
    return "_".join((call.method, *words))


def _optional(call: Call) -> list[dict[str, Any]]:
    return [*_parameters("query", call.query), *_parameters("header", call.headers)]


def _parameters(where: str, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": where, "required": where == "path", "schema": {"type": "string"}}
        for name in names
    ]


def _content(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    return {kind: {"schema": {"$ref": _TEMPLATE.format(model=model.__name__)}}}


def _schemas() -> dict[str, Any]:
    read = {call.body: "validation" for call in CALLS if call.body}
    written = {call.answer: "serialization" for call in CALLS if call.answer} | {
        ProblemDocument: "serialization"
    }
    models: list[Any] = [*read.items(), *written.items()]
    _, schema = models_json_schema(models, ref_template=_TEMPLATE, by_alias=True)
    found: dict[str, Any] = schema["$defs"]
    return found


class Row(NamedTuple):
    """One field of a shape, as the page shows it."""

    name: str
    type: str
    needed: bool


class ShownShape(NamedTuple):
    """One shape, as the page shows it: fields, or the words that it may be."""

    name: str
    about: str
    rows: Sequence[Row]
    words: Sequence[str]


def _groups() -> list[tuple[bool, list[Call]]]:
    """Return the calls of reporters, then those that need a token."""
    return [(token, [call for call in CALLS if call.token is token]) for token in (False, True)]


def _shapes(schemas: Mapping[str, Any]) -> Iterator[ShownShape]:
    for name, schema in sorted(schemas.items()):
        needed = schema.get("required", ())
        rows = [
            Row(field, _type(content), field in needed)
            for field, content in schema.get("properties", {}).items()
        ]
        yield ShownShape(name, schema.get("description", "").split("\n")[0], rows, schema.get("enum", ()))


def _type(schema: Mapping[str, Any]) -> str:
    """Return a type in few words: `string | null`, `Severity[]`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(map(_type, schema["anyOf"]))
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " | ".join(f'"{word}"' for word in schema["enum"])
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}[]"
    return str(schema.get("format") or schema.get("type") or "any")
