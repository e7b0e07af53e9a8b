"""Makes a private `mongod` the only member of its own replica set; retryable writes need one."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

_NOT_YET_INITIALISED = 94


def is_primary(name: str, address: str) -> bool:
    """Whether the server at host:port takes writes. Its first call sets the replica set up.

    A set that was set up on another port is told its new one.
    """
    client: MongoClient[dict[str, Any]] = MongoClient(
        f"mongodb://{address}/?directConnection=true", serverSelectionTimeoutMS=1000
    )
    try:
        _agree(client, {"_id": name, "members": [{"_id": 0, "host": address}]})
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        return False
    finally:
        client.close()


def _agree(client: MongoClient[dict[str, Any]], wanted: dict[str, Any]) -> None:
    try:
        current = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as failure:
        if failure.code != _NOT_YET_INITIALISED:
            raise
        client.admin.command("replSetInitiate", wanted)
        return
    if current["members"][0]["host"] != wanted["members"][0]["host"]:
        newer = wanted | {"version": current["version"] + 1}
        client.admin.command("replSetReconfig", newer, force=True)
