"""Every named crash point: which service dies there, and what makes it pass there."""

from typing import NamedTuple

REPORTS, ACKNOWLEDGEMENT, POISON, LOST_MESSAGES = "reports", "acknowledgement", "poison", "lost messages"
BROKEN_WAY, ORPHANS, FAILED_HOOK, SLOW_HOOK, QUEUE, OLD_CASES, LOST_RECEIPTS = (
    "broken way",
    "orphans",
    "failed hook",
    "slow hook",
    "queue",
    "old cases",
    "lost receipts",
)


class Point(NamedTuple):
    """A point, the service that passes it, by what, and at which passing it dies."""

    name: str
    service: str
    by: str = REPORTS
    passing: int = 1

    def __str__(self) -> str:
        return f"{self.service}-{self.name}"

    @property
    def setting(self) -> str:
        """As `FEEDBACK_CRASH_AT` takes it."""
        return f"{self.name}:{self.passing}"


_RELAYS = ("intake", "router", "notifier")
_READERS = ("router", "notifier")

POINTS = (
    *(Point(f"acceptance.{step}", "intake") for step in ("flushing", "flushed", "answered")),
    *(Point(f"telling.{step}", "intake", ACKNOWLEDGEMENT) for step in ("writing", "written")),
    *(Point(f"relay.{step}", service) for service in _RELAYS for step in ("publishing", "published")),
    # The first mark is set before there is anything to tell.
    *(Point("relay.marked", service, passing=3) for service in _RELAYS),
    *(Point(f"relay.{step}", "intake", BROKEN_WAY) for step in ("reread", "caught_up")),
    *(Point(f"relay.{step}", "intake", ORPHANS) for step in ("adopting", "retold", "retiring")),
    *(
        Point(f"consumer.{step}", service)
        for service in _READERS
        for step in ("arrived", "handled", "settled")
    ),
    *(Point("consumer.parked", service, POISON) for service in _READERS),
    *(Point(name, "router") for name in ("desk.decided", "cases.written", "desk.saved", "desk.noted")),
    *(Point(f"sweep.{step}", "router", LOST_MESSAGES) for step in ("found", "handled")),
    *(Point(f"dispatch.{step}", "notifier") for step in ("planned", "stored", "handed_over")),
    *(Point(f"speaker.{step}", "notifier") for step in ("speaking", "said")),
    *(Point(f"recorder.{step}", "notifier") for step in ("recording", "recorded", "noted")),
    *(Point(f"recorder.{step}", "notifier", SLOW_HOOK) for step in ("keeping", "kept")),
    Point("dispatch.claimed", "notifier", FAILED_HOOK),
    *(Point(f"agencies.{step}", "notifier", QUEUE) for step in ("noted", "prepared")),
    Point("reconcile.made", "notifier", OLD_CASES),
    Point("reconcile.retold", "notifier", LOST_RECEIPTS),
)
