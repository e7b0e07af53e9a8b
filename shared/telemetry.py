"""What an operator sees: structured logs in which a report can be followed by its id, and metrics."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from prometheus_client import Counter, Gauge, Histogram

EVENTS_PUBLISHED = Counter("feedback_events_published_total", "Events confirmed by the broker", ["type"])
EVENTS_HANDLED = Counter(
    "feedback_events_handled_total", "Events handled, by how it ended", ["type", "result"]
)
EVENTS_PARKED = Counter(
    "feedback_events_parked_total",
    "Messages set aside for the operator: python -m services.router parked list",
    ["queue"],
)
HANDLING_SECONDS = Histogram("feedback_handling_seconds", "Time to handle one batch of events", ["queue"])
OUTBOX_WAITING = Gauge("feedback_outbox_waiting", "Committed events that the broker has not confirmed yet")
OUTBOX_BEHIND = Gauge(
    "feedback_outbox_behind", "1 while events are re-read from the store, broker being away"
)
ORPHANS_RELAYED = Counter("feedback_orphans_relayed_total", "Events published for a writer that had died")
TICK_FAILURES = Counter("feedback_tick_failures_total", "Ticks that did not finish", ["tick"])


def _as_json(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> bytes:
    return orjson.dumps(dict(event), default=str)


def configure_logging(service: str, level: str = "info") -> None:
    """Write one JSON object a line to standard error; every line names its service."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s", force=True)


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return the logger of one part; its name is bound as `part`."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=name)
    return log
