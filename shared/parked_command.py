"""The command `parked` of the services that read queues: list, show, retry, drop."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from shared.broker import Broker
from shared.errors import Refused, TryAgain
from shared.parked import Parked, in_hand, send_again
from shared.settings import Settings
from shared.telemetry import configure_logging, logger
from shared.text import Text

NAME = "parked"
ALL = "all"
DONE, NOT_DONE, CANNOT = 0, 1, 2
ROOM = 300  # columns, where the reader is no terminal

log = logger("parked")

_NUMBER = Text(zh="list 所列的编号", en="its number in the list")
_COLUMNS = ("#", "时间 When (UTC)", "服务 Service", "事件 Event", "报告 Report", "原因 Reason")
_NONE = Text(zh="没有搁置的消息。", en="No message is set aside.")
_COUNT = Text(
    zh="共 {count} 条。查看：parked show 编号；原因消除后：parked retry 编号 或 all。",
    en="{count} in all. To look at one: parked show N; once the cause is mended: parked retry N, or all.",
)
_NO_SUCH = Text(
    zh="没有编号为 {number} 的消息；请先运行 parked list。",
    en="There is no message {number}; see parked list.",
)
_SENT = Text(
    zh="第 {number} 条（{kind}）已重新交给 {queue}。",
    en="Message {number} ({kind}) was sent to {queue} again.",
)
_KEPT = Text(
    zh="第 {number} 条未能重新发送，仍保留：{why}",
    en="Message {number} was not sent again, and is kept: {why}",
)
_SURE = Text(
    zh="将删除第 {number} 条（{service}，{kind}，原因：{why}），删除后不再处理。确认请加 --yes。",
    en="This would remove message {number} ({service}, {kind}, because: {why}); nobody would handle it any "
    "more. Add --yes to do so.",
)
_DROPPED = Text(
    zh="第 {number} 条已删除，内容已记入日志。", en="Message {number} is removed; the log holds what it said."
)
_AWAY = Text(
    zh="消息队列没有应答：{why}。没有消息丢失，请稍后重试。",
    en="The broker did not answer: {why}. No message is lost; try again later.",
)


def add_parser(subparsers: Any) -> None:
    """Add `parked` to a service's command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        NAME,
        help="查看、重新处理或删除被搁置的消息 / look at messages set aside, send them again, drop them",
        description="处理五次仍失败的消息会被搁置，直到运维人员决定。 / "
        "A message that failed five times is set aside until an operator decides.",
        epilog="退出码 / exit code: 0 完成 / done · 1 未完成，消息仍保留 / not done, kept · "
        "2 无法连接 / no broker",
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="列表 / a table of them")
    showing = verbs.add_parser("show", help="显示一条的全文 / the event, whole")
    showing.add_argument("number", type=int, help=_NUMBER.both)
    again = verbs.add_parser("retry", help="重新交给原服务 / send it again to its service")
    again.add_argument("number", type=_number_or_all, help=f"{_NUMBER.both}, all")
    dropping = verbs.add_parser("drop", help="删除一条 / remove one for ever")
    dropping.add_argument("number", type=int, help=_NUMBER.both)
    dropping.add_argument("--yes", action="store_true", help="确认删除 / yes, remove it")


def run(arguments: argparse.Namespace, settings: Settings, service: str) -> int:
    """Do what was asked for; returns the exit code."""
    configure_logging(service, settings.log_level)
    return asyncio.run(_run(arguments, settings.amqp_url.get_secret_value(), service))


async def _run(arguments: argparse.Namespace, url: str, service: str) -> int:
    broker = Broker(url, f"{service}'s operator")
    try:
        async with in_hand(url, broker) as parked:
            return await _do(arguments, parked, broker)
    except TryAgain as away:
        _say(_AWAY.with_(why=away.reason))
        return CANNOT
    finally:
        await broker.close()


async def _do(arguments: argparse.Namespace, parked: Sequence[Parked], broker: Broker) -> int:
    if arguments.verb == "list":
        return _list(parked)
    if arguments.number == ALL:
        return max([await _retry(one, broker) for one in parked], default=DONE)
    chosen = next((one for one in parked if one.number == arguments.number), None)
    if chosen is None:
        _say(_NO_SUCH.with_(number=arguments.number))
        return NOT_DONE
    if arguments.verb == "retry":
        return await _retry(chosen, broker)
    if arguments.verb == "drop":
        return await _drop(chosen, sure=arguments.yes)
    return _show(chosen)


def _list(parked: Sequence[Parked]) -> int:
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        console.width = ROOM
    table = Table(*_COLUMNS, box=None, pad_edge=False)
    for one in parked:
        more = f" +{len(one.reports) - 1}" if len(one.reports) > 1 else ""
        about = f"{one.reports[0]}{more}" if one.reports else "—"
        row = (str(one.number), one.at[:19], one.service, one.kind, about, one.reason)
        table.add_row(*map(Cell, row))
    if parked:
        console.print(table)
    _say(_COUNT.with_(count=len(parked)) if parked else _NONE)
    return DONE


def _show(one: Parked) -> int:
    for name, value in one.held.headers.items():
        sys.stderr.write(f"{name}: {value}\n")
    sys.stdout.write(_readable(one.held.body) + "\n")
    return DONE


async def _retry(one: Parked, broker: Broker) -> int:
    try:
        await send_again(one, broker)
    except (Refused, TryAgain) as not_now:
        _say(_KEPT.with_(number=one.number, why=not_now.reason))
        return NOT_DONE
    log.info("parked.retried", queue=one.queue, kind=one.kind, reports=list(one.reports))
    _say(_SENT.with_(number=one.number, kind=one.kind, queue=str(one.queue)))
    return DONE


async def _drop(one: Parked, *, sure: bool) -> int:
    if not sure:
        _say(_SURE.with_(number=one.number, service=one.service, kind=one.kind, why=one.reason))
        return NOT_DONE
    log.warning(
        "parked.dropped",
        queue=one.queue,
        kind=one.kind,
        reports=list(one.reports),
        reason=one.reason,
        body=one.held.body.decode(errors="backslashreplace"),
    )
    await one.held.remove()
    _say(_DROPPED.with_(number=one.number))
    return DONE


def _readable(body: bytes) -> str:
    try:
        return orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        return body.decode(errors="backslashreplace")


def _number_or_all(written: str) -> int | str:
    return ALL if written == ALL else int(written)


def _say(text: Text) -> None:
    sys.stderr.write(f"{text.both}\n")
