"""Batch: several events in one message, the batched content mode of CloudEvents (JSON format, section 4).

What a message costs sender, broker and reader is many times what the event in it costs.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError

from shared.errors import Refused
from shared.event import CONTENT_TYPE, Event

BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"
TOGETHER = 50  # events in one message; a message's own cost is then spread over enough of them
BYTES_TOGETHER = 20 * 1024
"""Of one message that holds several events, so that what a reader has in hand stays small."""

_MANY = TypeAdapter(list[Event], config=ConfigDict(hide_input_in_errors=True))


class Packed(NamedTuple):
    """The body of one message, the type of its events, and the id of a single one (empty with several)."""

    type: str
    body: bytes
    id: str


class Found(NamedTuple):
    """What was found in a message: an event, or something that is none of ours and the reason.

    `raw` is how it came; empty where it came well among others.
    """

    event: Event | None
    reason: str = ""
    raw: bytes = b""

    @property
    def body(self) -> bytes:
        """Return the body of a message that holds this alone."""
        return self.event.to_bytes() if self.event and not self.raw else self.raw


def packed(events: Iterable[Event]) -> list[Packed]:
    """Put events into few messages, in their order: neighbours of one type together."""
    runs = groupby(events, attrgetter("type"))
    return [_message(kind, part) for kind, run in runs for part in _in_parts(run)]


def unpacked(body: bytes) -> list[Found]:
    """Take a message apart. What is no JSON is one thing that was found, whole."""
    if not _holds_several(body):
        return [_found(body)]
    try:
        return [_known(event) for event in _MANY.validate_json(body)]
    except ValidationError:
        return [_found(one) for one in _parted(body)]


def content_type(body: bytes) -> str:
    """Return the content type of a message, which its body gives away."""
    return BATCH_CONTENT_TYPE if _holds_several(body) else CONTENT_TYPE


def _in_parts(events: Iterable[Event]) -> Iterator[list[tuple[str, bytes]]]:
    """Cut events, each as its id and its bytes, so that each part fits one message."""
    part, size = list[tuple[str, bytes]](), 0
    for event in events:
        body = event.to_bytes()
        if part and (len(part) == TOGETHER or size + len(body) > BYTES_TOGETHER):
            yield part
            part, size = [], 0
        part.append((event.id, body))
        size += len(body)
    yield part


def _message(kind: str, part: Sequence[tuple[str, bytes]]) -> Packed:
    if len(part) == 1:
        (id_, body), *_ = part
        return Packed(kind, body, id_)
    return Packed(kind, b"[" + b",".join(body for _, body in part) + b"]", "")


def _holds_several(body: bytes) -> bool:
    # By what it is: what an operator sends by hand says no content type.
    return body.lstrip()[:1] == b"["


def _parted(body: bytes) -> list[bytes]:
    try:
        return [orjson.dumps(one) for one in orjson.loads(body)]
    except orjson.JSONDecodeError:
        return [body]


def _found(raw: bytes) -> Found:
    try:
        event = Event.from_bytes(raw)
    except Refused as refused:
        return Found(None, refused.reason, raw)
    return _known(event, raw)


def _known(event: Event, raw: bytes = b"") -> Found:
    try:
        event.fact()
    except Refused as refused:
        return Found(event, refused.reason, raw)
    return Found(event, "", raw)
