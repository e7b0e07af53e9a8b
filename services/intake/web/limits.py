"""429: what a source asks beyond its allowance is turned away, and nobody else notices."""

from datetime import UTC, datetime

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import Counter

from services.intake.allowance import Kind
from services.intake.source import Source, source_of
from services.intake.status import StatusView
from services.intake.web import keys
from services.intake.web.connections import Connection
from services.intake.web.problems import DETAILS, Problem
from shared.telemetry import logger

log = logger("limits")

LIMITED = Counter("feedback_rate_limited_total", "Requests beyond the source's allowance, by kind", ["what"])
SPARED = Counter(
    "feedback_rate_spared_total", "Reports of danger that were taken although the source had sent too many"
)
STRANGE_PROXY = Counter(
    "feedback_unknown_proxy_total",
    "Requests with X-Forwarded-For from a peer that is not in FEEDBACK_PROXIES",
)


class TooMany(Problem):
    """429; `wait` is the seconds until the source may ask again."""

    def __init__(self, wait: int) -> None:
        super().__init__(429, DETAILS[429], retry_after=wait)
        self.wait = wait


def source(request: web.Request) -> Source:
    """Return who asks: the peer, or whom a configured proxy names."""
    forwarded = request.headers.getall("X-Forwarded-For", ())
    if not forwarded and isinstance(request.protocol, Connection):
        return request.protocol.source
    found = source_of(request.remote, forwarded, request.app[keys.SETTINGS].proxies)
    if forwarded and found == source_of(request.remote, (), ()):
        STRANGE_PROXY.inc()
    return found


@web.middleware
async def requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count every request but those that may bring a report, which are counted once they have been read."""
    if request.method != "POST" or not _may_bring_report(request.path):
        _spend(request, Kind.REQUESTS)
    return await handler(request)


def _may_bring_report(path: str) -> bool:
    return path in ("/", "/v1/reports") or path.endswith(("/join", "/supporters"))


def may_report(request: web.Request, *, danger: bool) -> None:
    """Count a report that is about to be stored. A problem (429) when there are too many, danger excepted."""
    if not danger:
        _spend(request, Kind.REPORTS)
    elif request.app[keys.ALLOWANCES].spend(Kind.REPORTS, source(request)) is not None:
        SPARED.inc()
        _tell(request, source(request), "rate.spared", Kind.REPORTS)


def may_guess(request: web.Request) -> None:
    """Let a receipt or token be looked up. A problem (429) when too many of the source's did not exist."""
    asker = source(request)
    wait = request.app[keys.ALLOWANCES].wait(Kind.GUESSES, asker)
    if wait is not None:
        _refuse(request, asker, Kind.GUESSES, wait)


def guessed_wrong(request: web.Request) -> None:
    """Count a receipt or token that does not exist."""
    request.app[keys.ALLOWANCES].spend(Kind.GUESSES, source(request))


async def by_receipt(request: web.Request, receipt: str) -> StatusView | None:
    """Return what became of a report; None when there is no such receipt, which is counted as a guess."""
    may_guess(request)
    view = await request.app[keys.STATUSES].find(receipt)
    if view is None:
        guessed_wrong(request)
    return view


def _spend(request: web.Request, kind: Kind) -> None:
    asker = source(request)
    wait = request.app[keys.ALLOWANCES].spend(kind, asker)
    if wait is not None:
        _refuse(request, asker, kind, wait)


def _refuse(request: web.Request, asker: Source, kind: Kind, wait: int) -> None:
    LIMITED.labels(kind).inc()
    _tell(request, asker, "rate.limited", kind)
    raise TooMany(wait)


def _tell(request: web.Request, asker: Source, event: str, kind: Kind) -> None:
    """Write a line about a source, two at once and one a minute at most: a flood is not to fill the log."""
    if request.app[keys.ALLOWANCES].spend(Kind.TOLD, asker) is None:
        day = datetime.now(UTC).date().isoformat()
        mark = request.app[keys.VAULT].request_mark(f"source {day} {asker}").hex()[:16]
        log.warning(event, what=kind, source=mark)
