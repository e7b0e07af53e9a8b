"""The router's tools on the command line: explaining, checking routes, importing a catalogue."""

import argparse
import asyncio
import sys
from pathlib import Path

from services.router import catalogue
from services.router.explain import explain_lines
from services.router.policy import Policy
from services.router.route_cases import run_cases
from services.router.settings import RouterSettings
from shared import parked_command


def parsed() -> argparse.Namespace:
    """Return what was asked for; `command` is None where the service itself is to run."""
    parser = argparse.ArgumentParser(
        prog="python -m services.router",
        description="运行路由服务，或其工具之一 / runs the router, or one of its tools",
    )
    commands = parser.add_subparsers(dest="command")
    explaining = commands.add_parser(
        "explain",
        help="逐行读取 JSON 报告，说明将如何处理及理由；不连接任何服务器 / "
        "read reports as JSON lines, write what would happen and why; touches no server",
    )
    explaining.add_argument(
        "--catalogue",
        action="append",
        default=[],
        metavar="FILE",
        type=Path,
        help="同时依据此目录文件，可多次 / know this file of a catalogue too; may be given again",
    )
    verbs = commands.add_parser("routes", help="核对路由表 / check the table of routes").add_subparsers(
        dest="verb", required=True
    )
    verbs.add_parser(
        "test",
        help="用一张用例表核对 / check it with a table of cases (designation, region, severity, expected)",
    ).add_argument("file", type=Path)
    catalogue.add_parser(commands)
    parked_command.add_parser(commands)
    return parser.parse_args()


def run(arguments: argparse.Namespace, settings: RouterSettings, policy: Policy) -> int:
    """Run a tool; returns the exit code. Raises PolicyError when a table of cases is wrong."""
    if arguments.command == "routes":
        return run_cases(arguments.file, policy.directory, sys.stdout)
    if arguments.command == "import-catalogue":
        return asyncio.run(catalogue.run(arguments, settings, policy))
    return _explain(arguments, policy)


def _explain(arguments: argparse.Namespace, policy: Policy) -> int:
    try:
        known, good = catalogue.known_from(arguments.catalogue, policy, _say)
    except OSError as error:
        _say(catalogue.CANNOT_READ.with_(why=str(error)).both)
        return 2
    code = explain_lines(sys.stdin.buffer, sys.stdout.buffer, known)
    return code if good else 1


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
