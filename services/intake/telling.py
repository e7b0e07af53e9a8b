"""Telling: a write is stamped, made safe, and then its events go out; what is unsure is looked up later."""

from collections.abc import Awaitable, Callable, Sequence

from shared.crash import crash_point
from shared.event import Event
from shared.outbox import Stamp, Voice


async def write_and_tell(
    voice: Voice, write: Callable[[Stamp], Awaitable[bool]], events: Sequence[Event]
) -> bool:
    """Write under a stamp of its own and tell the events; `write` says whether anything was written.

    TryAgain when the store cannot say whether it was.
    """
    stamp = voice.stamp()
    try:
        crash_point("telling.writing")
        written = await write(stamp)
        crash_point("telling.written")
    except BaseException:
        voice.unsure(stamp)
        raise
    if written:
        voice.committed(stamp, events)
    else:
        voice.dropped(stamp)
    return written
