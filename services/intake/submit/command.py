"""The command `submit`: its options, what it opens, and what it says at the end."""

import argparse
import asyncio
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from services.intake.submit.books import Books
from services.intake.submit.files import PrivateLines, kept_ids
from services.intake.submit.gate import Gate, Unreachable
from services.intake.submit.ledger import Ledger
from services.intake.submit.pump import Source, pump
from services.intake.submit.sender import sender
from services.intake.submit.tally import Tally
from shared.progress import Display
from shared.text import Text

STDIN = "-"
UNREACHABLE, INTERRUPTED = 2, 130
MOST = 256  # reports under way at once
PATIENCE = 120.0  # seconds

_CANNOT = Text(zh="无法读写文件：{why}", en="A file cannot be read or written: {why}")
_ITSELF = Text(zh="--refused 不能是要发送的文件本身。", en="--refused must not be the file that is sent.")
_GO_ON = Text(
    zh="再次运行同一命令即可继续，已受理的不会重复。",
    en="Run the same command again to go on; nothing is counted twice.",
)
_GAVE_UP = Text(zh="{why}。已停止。", en="{why}. Stopped.")
_INTERRUPTED = Text(zh="已中断。", en="Interrupted.")
_RECEIPTS = Text(
    zh="回执保存在 {path}（仅本人可读）；查询办理情况时要用，请妥善保管。",
    en="The receipts are in {path}, for your eyes only; keep them, they show what comes of each report.",
)
_REFUSED = Text(
    zh="未受理的 {count} 行及原因在 {path}；改正后重新发送即可。",
    en="{count} lines were not taken; {path} says why. Correct them and send them again.",
)


def add_parser(subparsers: Any) -> None:
    """Add `submit` to intake's command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "submit",
        help="发送一批报告 / send many reports",
        description="发送 JSON Lines 文件中的每份报告，重复运行不会重复受理。 / "
        "Sends every report of a file of JSON lines; running it again adds nothing.",
        epilog="退出码 / exit code: 0 全部受理 / all taken · 1 有未受理 / some not taken · "
        "2 无法送达 / unreachable",
    )
    add = parser.add_argument
    add("file", help="JSON Lines 文件，- 为标准输入 / file of JSON lines, - for standard input")
    add("--url", type=_url, default="http://127.0.0.1:8080", help="接收服务地址 / intake (%(default)s)")
    add("--concurrency", type=_concurrency, default=32, help="同时发送数 / at once (%(default)s)")
    add("--refused", type=Path, help="未受理的写入此文件 / those not taken (FILE.refused.jsonl)")
    add(
        "--patience",
        type=float,
        default=PATIENCE,
        help="连续多少秒无法受理后停止 / seconds without a taker before giving up (%(default)s)",
    )


def _concurrency(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"1–{MOST}")
    return int(text)


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError("http://… / https://…")
    return text


async def run(arguments: argparse.Namespace) -> int:
    """Send the file: 0 when all is there, 1 when some lines were not taken, 2 when intake was not reached."""
    name = "stdin" if arguments.file == STDIN else arguments.file
    refused = arguments.refused or Path(f"{name}.refused.jsonl")
    with ExitStack() as stack:
        tally = Tally()
        display = Display(tally)
        try:
            file = _open(arguments.file, stack)
            if arguments.file != STDIN and refused.exists() and refused.samefile(arguments.file):
                display.say(_ITSELF)
                return UNREACHABLE
            refused.unlink(missing_ok=True)
            books = _books(Path(f"{name}.receipts.jsonl"), refused, tally, display, stack)
        except OSError as error:
            display.say(_CANNOT.with_(why=str(error)))
            return UNREACHABLE
        size = None if arguments.file == STDIN else os.fstat(file.fileno()).st_size
        return await _send(arguments, Source(file, slow=size is None), size, books)


def _open(name: str, stack: ExitStack) -> BinaryIO:
    return sys.stdin.buffer if name == STDIN else stack.enter_context(Path(name).open("rb"))


def _books(receipts: Path, refused: Path, tally: Tally, display: Display, stack: ExitStack) -> Books:
    ledger = stack.enter_context(Ledger())
    ledger.know(kept_ids(receipts))
    return Books(
        tally,
        ledger,
        stack.enter_context(PrivateLines(receipts)),
        stack.enter_context(PrivateLines(refused)),
        display,
    )


async def _send(arguments: argparse.Namespace, source: Source, size: int | None, books: Books) -> int:
    display, began = books.display, time.monotonic()
    stopped: list[tuple[Text, int]] = []
    gate = Gate(arguments.patience, display.waiting)
    try:
        with display.running(size):
            async with sender(arguments.url, arguments.concurrency, gate) as sends:
                await pump(source, sends, books, concurrency=arguments.concurrency)
    except* Unreachable as gone:
        stopped.append((_GAVE_UP.with_(why=_words(gone.exceptions[0])), UNREACHABLE))
    except* OSError as broken:
        stopped.append((_CANNOT.with_(why=_words(broken.exceptions[0])), UNREACHABLE))
    except* asyncio.CancelledError:
        # Ctrl-C cancels the whole command; nothing is left to be cancelled, and the counts are still wanted.
        stopped.append((_INTERRUPTED, INTERRUPTED))
    for why, _ in stopped:
        display.say(why)
        display.say(_GO_ON)
    _conclude(books, time.monotonic() - began)
    return stopped[0][1] if stopped else books.tally.exit_code()


def _words(error: Exception) -> Text | str:
    return error.text if isinstance(error, Unreachable) else str(error)


def _conclude(books: Books, seconds: float) -> None:
    books.display.conclude(books.tally.summary(seconds))
    if books.receipts.count or books.tally.again:
        books.display.conclude(_RECEIPTS.with_(path=str(books.receipts.path)))
    if books.refused.count:
        count, path = books.refused.count, str(books.refused.path)
        books.display.conclude(_REFUSED.with_(count=count, path=path))
