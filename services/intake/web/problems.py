"""Problems: every error of the API as RFC 9457 problem+json, in words that say what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from aiohttp import web
from pydantic import ValidationError

from shared.text import Language, Text

CONTENT_TYPE = "application/problem+json"


class FieldError(NamedTuple):
    """What is wrong with one field, and what to do about it; the field's path is dotted."""

    field: str
    message: Text


class Problem(Exception):
    """A request that is answered with an error; `retry_after` is in seconds."""

    def __init__(
        self,
        status: int,
        detail: Text,
        errors: Sequence[FieldError] = (),
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail.en)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}

    def body(self, language: Language) -> bytes:
        """Return the problem document in one language."""
        document = {
            "type": "about:blank",
            "title": TITLES.get(self.status, _ERROR).in_(language),
            "status": self.status,
            "detail": self.detail.in_(language),
            "errors": [{"field": e.field, "message": e.message.in_(language)} for e in self.errors],
        }
        return orjson.dumps(document)

    def response(self, language: Language) -> web.Response:
        """Return the answer to an API's request."""
        headers = {"Content-Type": CONTENT_TYPE, "Content-Language": language, **self.headers}
        return web.Response(status=self.status, body=self.body(language), headers=headers)


def _text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


_ERROR = _text("出错了", "Something went wrong")
TITLES: Mapping[int, Text] = {
    400: _text("不是有效的 JSON", "Not JSON"),
    401: _text("需要令牌", "A token is needed"),
    403: _text("无权操作", "Not allowed"),
    404: _text("未找到", "Not found"),
    405: _text("不支持此方法", "Method not allowed"),
    408: _text("请求超时", "The request took too long"),
    409: _text("与当前状态冲突", "Conflicts with the present state"),
    413: _text("内容过大", "Too large"),
    415: _text("类型或编码不支持", "Wrong type or encoding"),
    422: _text("内容无法接受", "Not understood"),
    429: _text("请求过多", "Too many requests"),
    503: _text("暂时无法安全保存", "Cannot keep it safe now"),
}

DETAILS: Mapping[int, Text] = {
    400: _text(
        "请求正文不是有效的 JSON。请检查引号、逗号和 UTF-8 编码后重新发送。",
        "The body is not valid JSON. Check its quotes, commas and UTF-8 encoding, and send it again.",
    ),
    404: _text(
        "没有这个地址或编号。请检查后重试。", "There is nothing at this address. Check it and try again."
    ),
    405: _text("此地址不支持该方法，请查看 /docs。", "This address does not take this method; see /docs."),
    408: _text("正文发送过慢，请重试。", "The body arrived too slowly; please try again."),
    413: _text(
        "请求正文超过 64 KiB。请缩短内容后重新发送。",
        "The body is larger than 64 KiB. Shorten it and send it again.",
    ),
    415: _text(
        "请以 Content-Type: application/json、UTF-8 发送，且不要压缩正文。",
        "Send it as Content-Type: application/json in UTF-8, without compressing the body.",
    ),
    422: _text(
        "请修改列出的各项后重新发送；本次没有保存任何内容。",
        "Change the fields that are listed and send it again; nothing was stored this time.",
    ),
    429: _text(
        "来自您的网络地址的请求过多，这一次没有处理。请按 Retry-After 所示的秒数稍候再发；"
        "批量报送的单位请联系系统管理员。",
        "Too many requests came from your network address, and this one was not carried out. Wait for the "
        "seconds in Retry-After and send it again; units that report in bulk ask whoever runs this channel.",
    ),
    503: _text(
        "现在无法安全保存，本次没有出具回执。请稍后重试。",
        "It cannot be kept safe right now, so no receipt was given. Please try again shortly.",
    ),
}


def problem(status: int, *, retry_after: int | None = None) -> Problem:
    """Return the usual problem of a status."""
    return Problem(status, DETAILS.get(status, _ERROR), retry_after=retry_after)


_MESSAGES: Mapping[str, Text] = {
    "missing": _text("此项必填。", "This field is needed."),
    "extra_forbidden": _text(
        "没有这个字段，请删除或检查拼写。", "There is no such field; remove it or check its spelling."
    ),
    "string_type": _text("应为字符串。", "This must be a string."),
    "bool_type": _text("应为 true 或 false。", "This must be true or false."),
    "model_type": _text("应为 JSON 对象。", "This must be a JSON object."),
    "too_short": _text("至少 {min_length} 个字符。", "Write at least {min_length} characters."),
    "too_long": _text("最多 {max_length} 个字符，请缩短。", "Write at most {max_length} characters."),
    "enum": _text("应为以下之一：{expected}。", "This must be one of: {expected}."),
    "literal_error": _text("应为以下之一：{expected}。", "This must be one of: {expected}."),
    "string_pattern_mismatch": _text(
        "应为六位行政区划代码（GB/T 2260），例如 440305。",
        "Give the six digits of GB/T 2260, such as 440305.",
    ),
    "control_character": _text("含有控制字符，请删除。", "This holds control characters; remove them."),
    "string_unicode": _text("不是有效的 Unicode 文本。", "This is not valid Unicode text."),
    "one_line": _text("应为一行，请删除换行。", "This must be one line; remove the line breaks."),
    "email": _text(
        "不是有效的电子邮箱，请检查或留空。", "This is not an e-mail address; check it or leave it out."
    ),
    "phone": _text(
        "不是有效的电话号码，请检查或留空。", "This is not a telephone number; check it or leave it out."
    ),
    "uscc": _text(
        "不是有效的 18 位统一社会信用代码，请检查或留空。",
        "This is not a unified social credit code (18 characters); check it or leave it out.",
    ),
    "standard_needed": _text(
        "请填写标准编号；若反映缺少标准，请将问题类型设为 gap，或填写建议内容。",
        'Name the standard; if one is missing, set the problem to "gap" or propose a text.',
    ),
    "proposal_same": _text(
        "建议内容与现行内容相同，请说明应如何修改。",
        "The proposed text is the same as the current one; say what it should be.",
    ),
}
_OF_FIELD: Mapping[str, Text] = {
    "joins": _text(
        "请填写完整的案号，例如 2026-7K3M9-QX2AB。", "Give a whole case number, such as 2026-7K3M9-QX2AB."
    ),
}
"""Where the usual message does not say what this field wants."""
_HOME = {"standard_needed": "standard", "proposal_same": "proposed_text"}
_UNFIT = _text("内容不合要求，请检查。", "This does not fit; check it.")


def field_errors(error: ValidationError) -> list[FieldError]:
    """Return pydantic's findings as a message beside each field, in words that say what to do."""
    found = []
    for detail in error.errors(include_input=False, include_url=False):
        context: dict[str, Any] = dict(detail.get("ctx", {}))
        path = ".".join(map(str, detail["loc"])) or _HOME.get(detail["type"], "")
        message = _OF_FIELD.get(path) or _MESSAGES.get(detail["type"], _UNFIT)
        found.append(FieldError(path, message.with_(**{k: str(v) for k, v in context.items()})))
    return found


def from_validation(error: ValidationError) -> Problem:
    """Return 400 when the body is no JSON at all, else 422 with every field that does not fit."""
    if any(detail["type"] == "json_invalid" for detail in error.errors(include_input=False)):
        return problem(400)
    return Problem(422, DETAILS[422], field_errors(error))
