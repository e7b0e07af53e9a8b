"""Cases that an earlier release stored, one for each report, are given what they lack, once, at the start."""

from typing import Any

from pymongo import UpdateOne

from services.router.classify import readable
from shared.mongo import COLLECTIONS, Database, Document, store_errors
from shared.taxonomy import ReporterKind
from shared.telemetry import logger

log = logger("upgrade")

TOGETHER = 500
DONE = {"_id": "router has given cases members"}


async def upgrade(database: Database) -> None:
    """Give cases that name their reports alone the members that they have now; twice is harmless."""
    cases, marks = database[COLLECTIONS.cases], database[COLLECTIONS.marks]
    done = 0
    with store_errors():
        if await marks.find_one(DONE):
            return
        while old := await cases.find({"reports.0": {"$exists": True}}).limit(TOGETHER).to_list(TOGETHER):
            await cases.bulk_write([_upgraded(case) for case in old], ordered=False)
            done += len(old)
        await marks.replace_one(DONE, DONE, upsert=True)
    log.info("cases.upgraded", cases=done)


def _upgraded(case: Document) -> UpdateOne:
    members: list[dict[str, Any]] = [
        {
            "report": report,
            "track": case["classification"]["track"],
            "at": case["opened_at"],
            "region": case["region"],
            "kind": ReporterKind.OTHER.value,
            "unit": None,
            "supporter": False,
        }
        for report in case["reports"]
    ]
    ref = readable(case["standard"])
    told = {"told": len(members), "notices": 1, "told_at": case["opened_at"], "notice_at": None}
    lacking = {
        "members": members,
        "key": ref.key if ref else None,
        "escalations": [told | escalation for escalation in case["escalations"]],
        "likenesses": [],
        "near": [],
        "slots": [],
        "size": len(members),
    }
    still = {"_id": case["_id"], "version": case["version"]}
    return UpdateOne(still, {"$set": lacking, "$unset": {"reports": 1}})
