"""Rulings as training data, without personal data: `python -m services.intake export-rulings`."""

import argparse
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import orjson

from services.intake.redaction import redacted
from services.intake.ruling import Before, as_ruled, fields_of
from services.intake.store.rulings import MongoRulings
from shared.errors import TryAgain
from shared.mongo import connect
from shared.report import Report
from shared.ruling import Ruling
from shared.settings import Settings, read_settings
from shared.text import Text
from shared.workdays import CHINA

TEXTS = ("title", "description", "current_text", "proposed_text")


def add_parser(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `export-rulings` to the command line."""
    parser = commands.add_parser(
        "export-rulings",
        help="导出人工确认和更正，供训练用 / export what persons confirmed and corrected, as training data",
    )
    parser.add_argument(
        "--since",
        type=date.fromisoformat,
        default=date(1970, 1, 1),
        metavar="YYYY-MM-DD",
        help="这一天（北京时间）起的裁定 / rulings from this day on, in Beijing",
    )


async def run(arguments: argparse.Namespace) -> int:
    """Print a JSON line for each report that was ruled on; the exit code is 1 when the store is away."""
    settings = read_settings(Settings)
    client = connect(settings.mongo_url.get_secret_value())
    rows = 0
    try:
        since = datetime.combine(arguments.since, time(), CHINA).astimezone(UTC)
        async for row in rows_since(MongoRulings(client[settings.mongo_database]), since):
            sys.stdout.write(orjson.dumps(row).decode() + "\n")
            rows += 1
    except TryAgain as later:
        sys.stderr.write(_AWAY.with_(reason=later.reason, n=rows).both + "\n")
        return 1
    finally:
        client.close()
    sys.stderr.write(_LOOK.with_(n=rows).both + "\n")
    return 0


async def rows_since(store: MongoRulings, since: datetime) -> AsyncIterator[Mapping[str, Any]]:
    """Yield a row for each report of each case that a person confirmed or corrected, oldest ruling first."""
    async for ruling, before in store.judged_since(since):
        for document in await store.reports(before.reports):
            report = Report.model_validate(document["report"], strict=False)
            yield row_of(report, before, ruling)


def row_of(report: Report, before: Before, ruling: Ruling) -> dict[str, Any]:
    """Return one report with what was made of it, and what a person made of it instead."""
    texts = {name: getattr(report, name) for name in TEXTS}
    return {
        **{name: redacted(text) for name, text in texts.items() if text},
        "standard": _redacted(report.standard),
        "clause": _redacted(report.clause),
        "kind": report.reporter.kind,
        "region": report.region,
        "before": _redacted_fields(fields_of(before))
        | {"confidence": before.classification.confidence.model_dump()},
        "ruled": _redacted_fields(as_ruled(before, ruling.correction)),
        "because": redacted(ruling.because),
        "at": ruling.at.isoformat(),
    }


def _redacted_fields(fields: Mapping[str, str | None]) -> dict[str, Any]:
    # The standard and the clause are as somebody typed them; a region is six digits.
    return {name: _redacted(value) if name != "region" else value for name, value in fields.items()}


def _redacted(value: str | None) -> str | None:
    return redacted(value) if value else value


_LOOK = Text(
    zh="共 {n} 行。邮箱、电话、证件号码等已替换为标记，但正文中的姓名、单位和地址可能仍在：交出之前，须由人"
    "逐行看过。",
    en="{n} rows. E-mail addresses, telephone and other numbers are replaced by marks, but names, "
    "organisations and places in free text may remain: a person must read every row before it leaves "
    "the house.",
)
_AWAY = Text(
    zh="数据库没有应答，导出不完整（已写 {n} 行），请稍后重试：{reason}",
    en="The store did not answer, so the export is incomplete ({n} rows written); try again: {reason}",
)
