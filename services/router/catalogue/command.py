"""The command `import-catalogue`: its options, what it opens, and what it says at the end."""

import argparse
import time
from pathlib import Path
from typing import Any

from services.router.catalogue.importing import import_all, readable
from services.router.catalogue.kinds import Kind
from services.router.catalogue.reading import opened, position, read_records
from services.router.catalogue.tally import Tally
from services.router.policy import Policy
from services.router.settings import RouterSettings
from services.router.store import INDEXES, MongoCatalogue
from shared.bodies import know_imported
from shared.errors import TryAgain
from shared.mongo import COLLECTIONS, connect, ensure_indexes
from shared.progress import Display
from shared.text import Text

CANNOT = 2
DONE, SOME_BAD = 0, 1

CANNOT_READ = Text(zh="无法读取文件：{why}", en="The file cannot be read: {why}")
_AWAY = Text(
    zh="数据库没有应答：{why}。已导入的不会丢失，再次运行同一命令即可继续。",
    en="The store did not answer: {why}. What was imported stays; run the same command again to go on.",
)
_MEND = Text(
    zh="有 {bad} 行未能导入，原因见上。改正后再次运行同一命令即可，其余各行不会重复。",
    en="{bad} lines were not imported, for the reasons above. Mend them and run the same command again; the "
    "others are not added twice.",
)


def add_parser(subparsers: Any) -> None:
    """Add `import-catalogue` to the router's command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "import-catalogue",
        help="导入标准目录、技术委员会或社会团体 / "
        "import a catalogue of standards, committees or associations",
        description="重复运行不会改变什么；有误的行逐一说明，其余照常导入。 / "
        "Running it again changes nothing; each bad line is told with its reason, the others are imported.",
        epilog="退出码 / exit code: 0 全部导入 / all imported · "
        "1 有误行 / some bad lines · 2 无法导入 / could not",
    )
    parser.add_argument("file", type=Path, help="CSV、JSON 或 JSON Lines 文件 / CSV, JSON or JSON lines")
    parser.add_argument(
        "--kind",
        type=Kind,
        choices=list(Kind),
        help="各行的类别；不写则由列名判断 / what the lines are; else told by the columns",
    )


async def run(arguments: argparse.Namespace, settings: RouterSettings, policy: Policy) -> int:
    """Import the file; 0 when every line was taken, 1 when some were bad, 2 when it could not be done."""
    tally = Tally()
    display = Display(tally)
    began = time.monotonic()
    client = connect(settings.mongo_url.get_secret_value())
    try:
        database = client[settings.mongo_database]
        own = (COLLECTIONS.catalogue, COLLECTIONS.bodies)
        await ensure_indexes(database, {name: INDEXES[name] for name in own if name in INDEXES})
        await know_imported(policy.directory.authorities, database)
        code = await _import(arguments, MongoCatalogue(database), policy, tally, display)
    except OSError as error:
        display.say(CANNOT_READ.with_(why=str(error)))
        return CANNOT
    except TryAgain as later:
        display.say(_AWAY.with_(why=later.reason))
        code = CANNOT
    finally:
        client.close()
    display.conclude(tally.summary(time.monotonic() - began))
    if tally.bad and code != CANNOT:
        display.conclude(_MEND.with_(bad=tally.bad))
    return code


async def _import(
    arguments: argparse.Namespace, store: MongoCatalogue, policy: Policy, tally: Tally, display: Display
) -> int:
    path: Path = arguments.file

    def told(line: int, text: Text) -> None:
        tally.bad += 1
        display.say(text, where=f"{path}:{line}: ")

    with opened(path) as (file, size), display.running(size):
        things = readable(read_records(file), arguments.kind, policy.directory.authorities, told)
        await import_all(things, store, tally, lambda: display.reached(position(file)))
    return SOME_BAD if tally.bad else DONE
