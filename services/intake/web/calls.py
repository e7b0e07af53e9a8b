"""Every call of the API on one page: who may make it, what it takes, what it answers."""

from typing import Any, NamedTuple

from pydantic import BaseModel

from services.intake.register.joining import Supporter
from services.intake.ruling import ConfirmBody, CorrectBody, MergeBody, SplitBody
from services.intake.speech import AnswerBody, ReturnBody
from services.intake.subscribing import NewSubscription, SubscriptionChange
from services.intake.web import case_shapes, register_shapes, shapes
from services.intake.web.reports import ReceiptQuestion
from shared.report import Report
from shared.text import Text

_READS = (422, 503)
_TAKES = (400, 408, 413, 415, 422, 503)
_OF_AUTHORITY = (401, 403)


class Call(NamedTuple):
    """One call; `answer` is the shape of its good answer, None when that has no body.

    `also` are other types in which the good answer can be had.
    """

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
    also: tuple[str, ...] = ()


def _reporters(
    method: str, path: str, zh: str, en: str, *, takes: type[BaseModel] | None = None, **rest: Any
) -> Call:
    errors = (*_TAKES, 404) if takes is ReceiptQuestion else _TAKES if takes else ()
    return Call(method, path, Text(zh=zh, en=en), body=takes, errors=errors)._replace(**rest)


def _authorities(
    method: str, path: str, zh: str, en: str, *, takes: type[BaseModel] | None = None, **rest: Any
) -> Call:
    there = (404, 409) if "{" in path and method != "get" else (404,) if "{" in path else ()
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
        errors=(*_TAKES, 409),
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
    _reporters(
        "get",
        "/v1/cases",
        "公开的案件：按标准（各年版，同一年版在前）、地区、状态、问题类型和程度查询；JSON、CSV 或 Atom",
        "The public register, by standard (all editions, the very one first), region and those below, state, "
        "problem and severity; as JSON, CSV or Atom",
        answer=register_shapes.PublicCasePage,
        query=("standard", "region", "state", "problem", "severity", "cursor", "limit", "format"),
        headers=("If-None-Match",),
        errors=_READS,
        also=("text/csv", "application/atom+xml"),
    ),
    _reporters(
        "get",
        "/v1/cases/{number}",
        "查看一个公开的案件；已并案的指明并入哪一案",
        "See one case of the public register; a merged one names the case that it became part of",
        answer=register_shapes.PublicCase,
        query=("format",),
        headers=("If-None-Match", "If-Modified-Since"),
        errors=(*_READS, 404),
        also=("text/csv", "application/atom+xml"),
    ),
    _reporters(
        "post",
        "/v1/cases/{number}/supporters",
        "我也遇到：不另写描述，加入一个还在办理的案件",
        "Me too: joins a case that has not ended, without a description",
        takes=Supporter,
        answer=shapes.Receipt,
        status=202,
        errors=(*_TAKES, 404, 409),
        headers=("Idempotency-Key",),
    ),
    _authorities(
        "get",
        "/v1/escalations",
        "列出本机构及下级机构的事项",
        "List own escalations and those of the bodies below",
        answer=case_shapes.EscalationPage,
        query=("state", "severity", "order", "cursor", "limit"),
    ),
    _authorities(
        "get",
        "/v1/escalations/{id}",
        "查看一个事项及其案件、反馈和经过",
        "See one escalation with its case, reports and history",
        answer=case_shapes.EscalationDetail,
    ),
    _authorities(
        "post",
        "/v1/escalations/{id}/acknowledge",
        "受理",
        "Take an escalation",
        answer=case_shapes.Spoken,
        status=202,
    ),
    _authorities(
        "post",
        "/v1/escalations/{id}/answer",
        "答复；每位反馈人都会得知",
        "Answer an escalation; every reporter is told",
        takes=AnswerBody,
        answer=case_shapes.Spoken,
        status=202,
    ),
    _authorities(
        "post",
        "/v1/escalations/{id}/return",
        "退回不属于本机构的事项，可指明应由谁办理",
        "Return what is not yours, naming the right body if you know it",
        takes=ReturnBody,
        answer=case_shapes.Spoken,
        status=202,
    ),
    _authorities(
        "get",
        "/v1/screening",
        "列出等待人工核查的案件，最早的在前",
        "List the cases that wait for a person, oldest first",
        answer=case_shapes.ScreeningPage,
        query=("cursor", "limit"),
    ),
    _authorities(
        "get",
        "/v1/desk/cases/{number}",
        "按主管机构的权限查看一个案件：判断及理由、反馈、事项、关联、经过和裁定",
        "See a case as an authority does: what was made of it and why, reports, escalations, links, rulings",
        answer=case_shapes.CaseDetail,
    ),
    _authorities(
        "post",
        "/v1/cases/{number}/confirm",
        "核查无误",
        "Say that a case was looked at and is right as it is",
        takes=ConfirmBody,
        answer=case_shapes.RulingTaken,
        status=202,
    ),
    _authorities(
        "post",
        "/v1/cases/{number}/correct",
        "更正标准、条款、地区、类别、问题类型、严重程度或摘要；案件随之重新分派",
        "Correct the standard, clause, region, track, kind, severity or summary; the case is routed anew",
        takes=CorrectBody,
        answer=case_shapes.RulingTaken,
        status=202,
    ),
    _authorities(
        "post",
        "/v1/cases/{number}/merge",
        "并入另一案；两案的反馈人都会得知",
        "Make a case part of another; the reporters of both are told",
        takes=MergeBody,
        answer=case_shapes.RulingTaken,
        status=202,
    ),
    _authorities(
        "post",
        "/v1/cases/{number}/split",
        "将部分反馈拆成另一案；双方反馈人都会得知",
        "Make some reports a case of their own; the reporters of both are told",
        takes=SplitBody,
        answer=case_shapes.RulingTaken,
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
        errors=(*_TAKES, *_OF_AUTHORITY, 409),
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
