"""Tokens of authorities and operators: `python -m services.intake token issue` and `… token revoke`."""

import argparse
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

from services.intake.store.tokens import INDEXES, MongoTokens
from services.intake.token import Token
from shared.authorities import Authorities
from shared.authority import Authority
from shared.bodies import imported_bodies
from shared.errors import TryAgain
from shared.ids import new_id
from shared.mongo import connect, ensure_indexes
from shared.ruling import OPERATOR
from shared.sealing import Vault, new_token
from shared.settings import MasterKey, read_settings
from shared.text import Text


def add_parser(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `token issue` and `token revoke` to the command line."""
    parser = commands.add_parser("token", help="发放或吊销令牌 / issue or revoke a token")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, help_ in (
        ("issue", "发放新令牌，只显示一次 / make a new token, which is shown this once"),
        ("revoke", "吊销其使用该标签的令牌 / revoke its tokens of that label"),
    ):
        one = verbs.add_parser(verb, help=help_)
        whose = one.add_mutually_exclusive_group(required=True)
        whose.add_argument("--authority", help="sac, miit, 440300 …")
        whose.add_argument(
            "--operator",
            dest="authority",
            action="store_const",
            const=OPERATOR,
            help="平台管理员：查看并裁定所有案件 / the operator, who sees and rules on every case",
        )
        one.add_argument("--label", default="default", help="令牌用途 / what the token is for")


async def run(arguments: argparse.Namespace) -> int:
    """Do it; print one JSON line. The exit code is 1 when it could not be done."""
    settings = read_settings(MasterKey)
    client = connect(settings.mongo_url.get_secret_value())
    try:
        database = client[settings.mongo_database]
        await ensure_indexes(database, INDEXES)
        tokens = MongoTokens(database)
        if arguments.verb == "revoke":
            return await _revoke(tokens, arguments)
        imported = await imported_bodies(database)
        if (authority := _present_id(settings, arguments.authority, imported)) is None:
            sys.stderr.write(_NO_BODY.with_(id=arguments.authority).both + "\n")
            return 1
        vault = Vault(settings.master_key.get_secret_value())
        token, secret = await issue(tokens, vault, authority, arguments.label)
        _print({"token": secret, "authority": token.authority, "id": token.id, "label": token.label})
    except TryAgain as later:
        sys.stderr.write(_AWAY.with_(reason=later.reason).both + "\n")
        return 1
    finally:
        client.close()
    return 0


async def issue(tokens: MongoTokens, vault: Vault, authority: str, label: str) -> tuple[Token, str]:
    """Make a token and store its mark; the token itself is returned this once."""
    secret = new_token()
    token = Token(id=new_id(), at=datetime.now(UTC), authority=authority, label=label)
    await tokens.insert(token, vault.token_mark(secret))
    return token, secret


async def _revoke(tokens: MongoTokens, arguments: argparse.Namespace) -> int:
    revoked = await tokens.revoke(arguments.authority, arguments.label, datetime.now(UTC))
    _print({"revoked": revoked, "authority": arguments.authority, "label": arguments.label})
    if not revoked:
        sys.stderr.write(_NONE.both + "\n")
    return 0 if revoked else 1


def _present_id(settings: MasterKey, written: str, imported: Iterable[Authority]) -> str | None:
    """Return the id of the body, or of the one that took its place, or OPERATOR; None when there is none."""
    if written == OPERATOR:
        return OPERATOR
    bodies = Authorities.read(settings.directory, settings.policy)
    bodies.admit(imported)
    return bodies.get(written).id if written in bodies else None


def _print(content: dict[str, Any]) -> None:
    sys.stdout.write(orjson.dumps(content).decode() + "\n")


_NO_BODY = Text(
    zh="名录中没有编号为“{id}”的机构，请查看 deploy/directory/authorities.csv；地方机构用六位行政区划代码。",
    en="The directory has no authority “{id}”: see deploy/directory/authorities.csv; regional ones have "
    "the six digits of their region.",
)
_NONE = Text(zh="该机构没有使用这个标签的有效令牌。", en="That authority has no live token of that label.")
_AWAY = Text(zh="数据库没有应答，请稍后重试：{reason}", en="The store did not answer; try again: {reason}")
