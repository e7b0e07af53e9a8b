"""`endpoints`: the health of each subscription's listener, and what is still to be prepared for it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from pymongo import ASCENDING, IndexModel, UpdateOne

from shared.clock import Clock, wall
from shared.mongo import COLLECTIONS, Database, Document, store_errors, until

BELIEVED = timedelta(seconds=1)  # for which a listener that was found whole is not looked at again
INDEXES = (IndexModel([("prepare_at", ASCENDING)]),)


class Health(NamedTuple):
    """What one attempt showed of a listener: it heard, it failed, or it wants no more."""

    subscription: str
    at: datetime
    heard: bool
    gone: bool = False


class Endpoints:
    """One document a subscription: {_id, failing_since, disabled_at, why, prepare_at}."""

    def __init__(self, database: Database, clock: Clock = wall) -> None:
        self._endpoints = database[COLLECTIONS.endpoints]
        self._clock = clock
        self._whole: dict[str, datetime] = {}  # until when

    async def disabled(self, subscriptions: Collection[str]) -> dict[str, str]:
        """Return which of these listeners are disabled, and why."""
        doubtful = self._doubtful(subscriptions, self._clock())
        if not doubtful:
            return {}
        with store_errors():
            found = self._endpoints.find({"_id": {"$in": doubtful}})
            return {e["_id"]: str(e["why"]) async for e in found if e.get("disabled_at")}

    def _doubtful(self, subscriptions: Iterable[str], now: datetime) -> list[str]:
        """Return those that this process has not just found whole."""
        return [id_ for id_ in subscriptions if now >= self._whole.get(id_, now)]

    async def note(self, healths: Iterable[Health], patience: timedelta) -> set[str]:
        """Keep what attempts showed, the last word of each listener; return those that it disabled.

        Nothing but failures for as long as `patience` disables a listener, as does its own wish; one success
        makes it whole again.
        """
        last = {health.subscription: health for health in healths}
        failed = {id_: health for id_, health in last.items() if not health.heard}
        for id_ in failed:
            self._whole.pop(id_, None)
        now = self._clock()
        doubtful = self._doubtful(last, now)
        if not doubtful:
            return set()
        with store_errors():
            found = self._endpoints.find({"_id": {"$in": doubtful}})
            known = {endpoint["_id"]: endpoint async for endpoint in found}
            since = {id_: at for id_, endpoint in known.items() if (at := endpoint.get("failing_since"))}
            # Nearly always there is nothing to write: who hears has not failed, who fails is known to.
            if whole := [id_ for id_ in since if id_ not in failed]:
                await self._endpoints.update_many({"_id": {"$in": whole}}, {"$set": _WHOLE})
            if new := [_failing(health) for id_, health in failed.items() if id_ not in since]:
                await self._endpoints.bulk_write(new, ordered=False)
            enabled = [h for id_, h in failed.items() if not known.get(id_, {}).get("disabled_at")]
            gone = {h.subscription for h in enabled if h.gone}
            before = now - patience
            spent = {h.subscription for h in enabled if since.get(h.subscription, h.at) < before} - gone
            await self._disable(gone, "the listener answered 410")
            await self._disable(spent, f"nothing but failures for {patience.days} days")
        self._whole |= dict.fromkeys(last.keys() - failed.keys(), now + BELIEVED)
        return gone | spent

    async def _disable(self, subscriptions: Collection[str], why: str) -> None:
        if subscriptions:
            await self._endpoints.update_many(
                {"_id": {"$in": list(subscriptions)}, "disabled_at": None},
                {"$set": {"disabled_at": self._clock(), "why": why}},
            )

    async def to_prepare(self, subscriptions: Collection[str]) -> None:
        """Note that something has changed, for which a queue and a user are to be made or removed."""
        steps = [
            UpdateOne({"_id": id_}, {"$set": {"prepare_at": self._clock()}}, upsert=True)
            for id_ in subscriptions
        ]
        if steps:
            with store_errors():
                await self._endpoints.bulk_write(steps, ordered=False)

    async def unprepared(self, most: int) -> dict[str, datetime]:
        """Return what is to be prepared by now, and since when."""
        wanted = {"prepare_at": until(self._clock())}
        with store_errors():
            found = self._endpoints.find(wanted, {"prepare_at": 1}).sort("prepare_at", ASCENDING).limit(most)
            return {e["_id"]: e["prepare_at"] async for e in found}

    async def prepared(self, subscription: str, since: datetime) -> None:
        """Note that it is done, unless something has changed again."""
        with store_errors():
            await self._endpoints.update_one(
                {"_id": subscription, "prepare_at": since}, {"$set": {"prepare_at": None}}
            )


_WHOLE: Document = {"failing_since": None, "disabled_at": None, "why": None}


def _failing(health: Health) -> UpdateOne:
    since = {"$ifNull": ["$failing_since", health.at]}
    return UpdateOne({"_id": health.subscription}, [{"$set": {"failing_since": since}}], upsert=True)
