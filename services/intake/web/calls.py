"""Every call of the API on one page: who may make it, what it takes, what it answers."""

from typing import Any, NamedTuple

from pydantic import BaseModel

from services.intake.speech import AnswerBody, ReturnBody
from services.intake.subscribing import NewSubscription, SubscriptionChange
from services.intake.web import shapes
from services.intake.web.reports import ReceiptQuestion
from shared.report import Report
from shared.text import Text

_READS = (422, 503)
_TAKES = (400, 408, 413, 415, 422, 503)
_OF_AUTHORITY = (401, 403)


class Call(NamedTuple):
    """One call; `answer` is the shape of its good answer, None when that has no body."""

    method: str
    path: str
    summary: Text
    status: int = 200
    answer: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    errors: tuple[int, ...] = ()
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    token: bool = False


def _reporters(
    method: str, path: str, zh: str, en: str, *, takes: type[BaseModel] | None = None, **rest: Any
) -> Call:
    errors = (*_TAKES, 404) if takes is ReceiptQuestion else _TAKES if takes else ()
    return Call(method, path, Text(zh=zh, en=en), body=takes, errors=errors)._replace(**rest)


def _authorities(
    method: str, path: str, zh: str, en: str, *, takes: type[BaseModel] | None = None, **rest: Any
) -> Call:
    there = (404, 409) if "{id}" in path and method != "get" else (404,) if "{id}" in path else ()
    errors = (*(_TAKES if takes else _READS), *_OF_AUTHORITY, *there)
    return Call(method, path, Text(zh=zh, en=en), body=takes, errors=errors, token=True)._replace(**rest)


CALLS: tuple[Call, ...] = (
    _reporters(
        "post",
        "/v1/reports",
        "提交一件反馈；同一 Idempotency-Key 得到同一回执",
        "Send a report; the same Idempotency-Key gives the first receipt again",
        takes=Report,
        answer=shapes.Receipt,
        status=202,
        headers=("Idempotency-Key",),
    ),
    _reporters(
        "post",
        "/v1/reports/status",
        "凭回执查询进度和经过",
        "See with the receipt what became of a report",
        takes=ReceiptQuestion,
        answer=shapes.Status,
    ),
    _reporters(
        "get",
        "/v1/taxonomy",
        "各类固定用语及其中英文名称",
        "Every fixed vocabulary, with names in Chinese and English",
        answer=shapes.Taxonomy,
    ),
    _reporters(
        "get",
        "/v1/standards",
        "补全标准编号（至少两位数字）或名称（至少三个字），最多十项",
        "Complete a designation, from two digits on, or a title, from three characters on; ten at most",
        answer=shapes.StandardList,
        query=("q",),
        errors=(503,),
    ),
    _authorities(
        "get",
        "/v1/escalations",
        "列出本机构及下级机构的事项",
        "List own escalations and those of the bodies below",
        answer=shapes.EscalationPage,
        query=("state", "severity", "order", "cursor", "limit"),
    ),
    _authorities(
        "get",
        "/v1/escalations/{id}",
        "查看一个事项及其案件、反馈和经过",
        "See one escalation with its case, reports and history",
        answer=shapes.EscalationDetail,
    ),
    _authorities(
        "post",
        "/v1/escalations/{id}/acknowledge",
        "受理",
        "Take an escalation",
        answer=shapes.Spoken,
        status=202,
    ),
    _authorities(
        "post",
        "/v1/escalations/{id}/answer",
        "答复；每位反馈人都会得知",
        "Answer an escalation; every reporter is told",
        takes=AnswerBody,
        answer=shapes.Spoken,
        status=202,
    ),
    _authorities(
        "post",
        "/v1/escalations/{id}/return",
        "退回不属于本机构的事项，可指明应由谁办理",
        "Return what is not yours, naming the right body if you know it",
        takes=ReturnBody,
        answer=shapes.Spoken,
        status=202,
    ),
    _authorities(
        "get",
        "/v1/subscriptions",
        "列出本机构的订阅",
        "List own subscriptions",
        answer=shapes.SubscriptionList,
    ),
    _authorities(
        "post",
        "/v1/subscriptions",
        "新增订阅；密钥只显示这一次",
        "Make a subscription; its secret is shown this once",
        takes=NewSubscription,
        answer=shapes.SubscriptionMade,
        status=201,
    ),
    _authorities(
        "patch",
        "/v1/subscriptions/{id}",
        "修改订阅的地址或范围",
        "Change a subscription's address or filters",
        takes=SubscriptionChange,
        answer=shapes.SubscriptionShown,
    ),
    _authorities("delete", "/v1/subscriptions/{id}", "取消订阅", "End a subscription", status=204),
    _authorities(
        "post",
        "/v1/subscriptions/{id}/test",
        "发送一条测试消息",
        "Send a trial message",
        answer=shapes.Requested,
        status=202,
    ),
    _authorities(
        "post",
        "/v1/subscriptions/{id}/rotate",
        "更换密钥",
        "Make a new secret",
        answer=shapes.SubscriptionMade,
    ),
    _authorities(
        "get",
        "/v1/deliveries",
        "列出已发送的消息及每次尝试",
        "List what was sent, with every attempt",
        answer=shapes.DeliveryPage,
        query=("state", "cursor", "limit"),
    ),
    _authorities(
        "post",
        "/v1/deliveries/{id}/replay",
        "重新发送一条消息",
        "Send a message again",
        answer=shapes.Requested,
        status=202,
    ),
)
