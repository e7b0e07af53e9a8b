"""A service's life: run its parts until asked to stop or one of them fails; slow things on a tick."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from shared.errors import TryAgain
from shared.telemetry import TICK_FAILURES, logger

log = logger("runtime")

Result = TypeVar("Result")

NEW_OBJECTS = 20_000  # a few MB
LAST_CALL = 18.0
"""Seconds after which a part that has not ended is cancelled again: a library may swallow a cancellation."""


class Stopped(Exception):
    """The operator asked the service to stop."""


async def run(*parts: Coroutine[Any, Any, None]) -> None:
    """Run the parts together until SIGTERM or SIGINT; the failure of one part ends all, and is raised."""
    set_apart()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    tasks: list[asyncio.Task[None]] = []

    async def until_stopped() -> None:
        await stop.wait()
        loop.call_later(LAST_CALL, _cancel_again, tasks)
        raise Stopped

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(until_stopped())
            tasks.extend(group.create_task(part) for part in parts)
    except* Stopped:
        log.info("stopping")


def set_apart() -> None:
    """Look for garbage in circles after 20,000 new objects, not 700, and never among what stands by now.

    What a batch holds is more than 700 objects, none of which is garbage yet when Python looks through them.
    Called again, what stood then and has been replaced since goes.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def _cancel_again(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        if not task.done():
            log.warning("stopping.again", part=getattr(task.get_coro(), "__qualname__", ""))
            task.cancel()


async def every(seconds: float, work: Callable[[], Awaitable[object]], *, name: str) -> None:
    """Do the work again and again, so many seconds apart; a failure is told, and tried again next time."""
    while True:
        try:
            await work()
        except TryAgain as later:
            TICK_FAILURES.labels(name).inc()
            log.warning("tick.postponed", tick=name, reason=later.reason)
        except Exception:
            TICK_FAILURES.labels(name).inc()
            log.exception("tick.failed", tick=name)
        await asyncio.sleep(seconds)


async def to_the_end(work: Awaitable[Result], *, within: float) -> Result:
    """Do the work; when cancelled in between, finish it first, within so many seconds."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=within)
        task.cancel()
        if task.done() and not task.cancelled():
            task.exception()  # what fails now is nobody's any more: whoever comes next finds it undone
        raise


async def until_done(work: Callable[[], Awaitable[object]], *, name: str, pause: float = 0.5) -> None:
    """Try until it is done: for what a service cannot start without, such as its store."""
    while True:
        try:
            await work()
        except TryAgain as later:
            log.info("waiting", needs=name, reason=later.reason)
            await asyncio.sleep(pause)
        else:
            return


@asynccontextmanager
async def beside(
    work: Coroutine[Any, Any, None], *, finish: Callable[[], Awaitable[object]]
) -> AsyncIterator["asyncio.Task[None]"]:
    """Run endless work beside the block; at its end the work is finished, then stopped.

    Give the task to `run` by way of `lasting`, so that its failure ends the service.
    """
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        if not task.done():
            await finish()
            task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def lasting(task: "asyncio.Task[None]") -> None:
    """Be a part that fails when the task fails, and leaves the task alone when cancelled."""
    await asyncio.shield(task)
