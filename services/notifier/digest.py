"""Tells authorities once a working day of the cases that they are informed of, and not asked about."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, time
from typing import Protocol

from services.notifier.digest_plan import InformedOf, Window, deliveries, windows
from services.notifier.telemetry import DIGESTS
from shared.authorities import Authorities
from shared.clock import Clock, wall
from shared.delivery import Delivery
from shared.mongo import BEGINNING
from shared.subscription import Subscription
from shared.telemetry import logger
from shared.text import Text
from shared.workdays import WorkingDays

log = logger("digest")

PAGE = 100  # subscriptions looked at together
MOST = 2_000  # cases of one authority and one day; a digest has room for about half of them

Say = Callable[[Sequence[Delivery]], Awaitable[int]]


class Wishes(Protocol):
    """What digests ask of the read model."""

    async def digest_subscriptions(self, after: str, most: int) -> list[Subscription]:
        """Return subscriptions that want digests, in the order of their ids, beyond one."""

    async def informed(
        self, authority: str, since: datetime, until: datetime, most: int
    ) -> Sequence[InformedOf]:
        """Return the cases of which an authority is informed, opened in that time."""


class Mark(Protocol):
    """How far digests have been made."""

    async def seen(self) -> datetime:
        """Return the end of the last window that was made."""

    async def set_seen(self, at: datetime) -> None:
        """Note the end of a window that was made; never backwards."""


class Plan(Protocol):
    """What the operator has set."""

    @property
    def digest_at(self) -> time:
        """The time of day, in China, at which a day's digest ends."""

    @property
    def public_url(self) -> str:
        """The channel's address."""


def named(bodies: Authorities) -> Callable[[str], Text]:
    """Return what says how a body is called; one that is not known keeps its id."""
    return lambda id_: bodies.get(id_).name if id_ in bodies else Text(zh=id_, en=id_)


class Digests:
    """Makes what is due; what a process does not finish is made again, under the same names."""

    def __init__(
        self,
        wishes: Wishes,
        say: Say,
        mark: Mark,
        name_of: Callable[[str], Text],
        plan: Plan,
        clock: Clock = wall,
    ) -> None:
        self._wishes = wishes
        self._say = say
        self._mark = mark
        self._name_of = name_of
        self._plan = plan
        self._site = plan.public_url.rstrip("/")
        self._clock = clock
        self._days = WorkingDays()

    async def make(self) -> int:
        """Make every digest that is due; returns how many messages were new. For a tick."""
        seen, made = await self._mark.seen(), 0
        last = None if seen == BEGINNING else seen
        for window in windows(last, self._clock(), self._plan.digest_at, self._days):
            new = await self._of(window)
            await self._mark.set_seen(window.until)
            DIGESTS.inc(new)
            log.info("digests.made", day=window.day, messages=new)
            made += new
        return made

    async def _of(self, window: Window) -> int:
        after, made = "", 0
        while page := await self._wishes.digest_subscriptions(after, PAGE):
            after = page[-1].id
            living = [s for s in page if s.deleted_at is None and s.at < window.until]
            made += await self._say(await self._deliveries(window, living))
        return made

    async def _deliveries(self, window: Window, subscriptions: Iterable[Subscription]) -> list[Delivery]:
        cases: dict[str, Sequence[InformedOf]] = {}
        found: list[Delivery] = []
        for subscription in subscriptions:
            authority = subscription.authority
            if authority not in cases:
                cases[authority] = await self._wishes.informed(authority, window.since, window.until, MOST)
                if len(cases[authority]) == MOST:
                    log.warning("digest.cut", authority=authority, day=window.day, cases=MOST)
            found += deliveries(
                window, subscription, cases[authority], self._name_of, self._site, self._clock()
            )
        return found
