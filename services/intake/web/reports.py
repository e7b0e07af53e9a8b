"""The reporters' API: send a report, and see with the receipt what came of it."""

import asyncio
from typing import Annotated, Any

import orjson
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.intake.acceptance import Accepted
from services.intake.declined import NotThere, TooLate
from services.intake.register.joining import joinable
from services.intake.web import keys, limits
from services.intake.web.language import language_of
from services.intake.web.problems import DETAILS, FieldError, Problem, from_validation, problem
from shared.errors import Refused, TryAgain
from shared.region import UnknownRegion
from shared.report import Line, Report
from shared.taxonomy import NAMES, VOCABULARIES
from shared.text import Text

NO_STORE = {"Cache-Control": "no-store"}
IDEMPOTENCY_KEY_MAX = 200

routes = web.RouteTableDef()


class ReceiptQuestion(BaseModel):
    """The body of a question about a receipt."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    receipt: Annotated[Line, Field(min_length=1, max_length=60)]


async def json_body(request: web.Request) -> bytes:
    """Return a JSON request's body; a problem when it is of another type, encoded, too large or too slow."""
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in (
        "utf-8",
        "utf8",
    ):
        raise problem(415)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise problem(415)
    if request.content.is_eof():  # all of it came with the head: nothing to wait for
        return await request.read()
    try:
        async with asyncio.timeout(request.app[keys.SETTINGS].patience):
            return await request.read()
    except TimeoutError as error:
        raise problem(408) from error


def json_response(content: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return an answer that nobody caches."""
    return web.Response(
        status=status,
        body=orjson.dumps(content),
        headers={"Content-Type": "application/json", **NO_STORE, **(headers or {})},
    )


def check_region(request: web.Request, code: str) -> None:
    """Know a region; a problem when there is none of this code."""
    try:
        request.app[keys.REGIONS].get(code)
    except UnknownRegion as unknown:
        raise Problem(422, DETAILS[422], [FieldError("region", unknown.text)]) from unknown


async def accept(request: web.Request, report: Report, idempotency_key: str | None) -> Accepted:
    """Take a report whose fields fit: know its region, keep it safe; the usual problems when that fails."""
    check_region(request, report.region)
    limits.may_report(request, danger=report.danger)
    try:
        accepted = await request.app[keys.ACCEPTANCE].submit(report, idempotency_key)
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later
    except Refused as refused:
        raise key_used() from refused
    request.app[keys.STANDARDS].cited(report.standard)
    return accepted


def key_used() -> Problem:
    """Return the problem of an Idempotency-Key that came with something else before."""
    return Problem(422, DETAILS[422], [FieldError("Idempotency-Key", _KEY_USED)])


_KEY_USED = Text(
    zh="此 Idempotency-Key 已用于另一份报告，请换一个。",
    en="This Idempotency-Key was used for another report; choose a new one.",
)
_KEY_UNFIT = Text(
    zh="Idempotency-Key 应为 1 至 200 个可见字符。", en="An Idempotency-Key has 1 to 200 visible characters."
)


def idempotency_key(request: web.Request) -> str | None:
    """Return the request's key, None without one; a problem when it is empty, too long or not printable."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= IDEMPOTENCY_KEY_MAX and key.isprintable()):
        raise Problem(422, DETAILS[422], [FieldError("Idempotency-Key", _KEY_UNFIT)])
    return key


@routes.post("/v1/reports")
async def post_report(request: web.Request) -> web.Response:
    """Accept a report: 202 with its id and the receipt, which is shown this once."""
    key = idempotency_key(request)
    try:
        report = Report.model_validate_json(await json_body(request))
    except ValidationError as error:
        raise from_validation(error) from error
    if report.joins and not (key and await _again(request, key, report)):
        await _check_joins(request, report.joins)
    return receipt_response(await accept(request, report, key))


def receipt_response(accepted: Accepted) -> web.Response:
    """Answer 202 with the receipt."""
    return json_response(
        {"id": accepted.id, "receipt": accepted.receipt, "status": "received"},
        status=202,
        headers={"Idempotency-Replayed": "true"} if accepted.replayed else None,
    )


async def _again(request: web.Request, key: str, report: Report) -> Accepted | None:
    try:
        return await request.app[keys.ACCEPTANCE].again(key, report.model_dump_json())
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later


async def _check_joins(request: web.Request, number: str) -> None:
    """Know the case that a report says it joins; a problem when there is none, or it has ended."""
    try:
        kept = await request.app[keys.REGISTER].followed(number)
        joinable(kept.case if kept else None)
    except TryAgain as later:
        raise problem(503, retry_after=max(1, round(later.after))) from later
    except NotThere as none:
        raise Problem(422, DETAILS[422], [FieldError("joins", none.text)]) from none
    except TooLate as ended:
        raise Problem(409, ended.text, [FieldError("joins", ended.text)]) from ended


_NO_SUCH_RECEIPT = Text(
    zh="没有与此回执码对应的反馈。请核对 26 位回执码（不区分大小写，连字符可省略）。",
    en="There is no report with this receipt. Check its 26 characters; case and dashes do not matter.",
)


@routes.post("/v1/reports/status")
async def post_status(request: web.Request) -> web.Response:
    """Return the status and history of the report that the receipt belongs to."""
    try:
        question = ReceiptQuestion.model_validate_json(await json_body(request))
    except ValidationError as error:
        raise from_validation(error) from error
    try:
        view = await limits.by_receipt(request, question.receipt)
    except TryAgain as later:
        raise problem(503, retry_after=1) from later
    if view is None:
        raise Problem(404, _NO_SUCH_RECEIPT, [FieldError("receipt", _NO_SUCH_RECEIPT)])
    name_of, site = request.app[keys.NAME_OF], request.app[keys.SETTINGS].public_url
    return json_response(view.as_json(language_of(request), name_of, site))


@routes.get("/v1/taxonomy")
async def get_taxonomy(request: web.Request) -> web.Response:
    """Return every fixed vocabulary with its names in Chinese and English."""
    del request
    return web.Response(
        body=_TAXONOMY, content_type="application/json", headers={"Cache-Control": "max-age=3600"}
    )


_TAXONOMY = orjson.dumps(
    {
        name: [{"value": word, "zh-CN": NAMES[word].zh, "en": NAMES[word].en} for word in vocabulary]
        for name, vocabulary in VOCABULARIES.items()
    }
)
