"""Who is killed when: drawn from the run's dice before anything happens."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.faults.sizes import tell
from tests.system import Service


class Kill(NamedTuple):
    """After so many seconds, this one; it comes back after some more."""

    after: float
    victim: str
    down: float


def kills(
    rng: random.Random, victims: Sequence[str], number: int, *, every: tuple[float, float] = (2.0, 5.0)
) -> list[Kill]:
    """A plan of so many kills."""
    return [Kill(rng.uniform(*every), rng.choice(victims), rng.uniform(0.0, 1.0)) for _ in range(number)]


async def carry_out(plan: Sequence[Kill], service: Callable[[str], Service]) -> None:
    """Kill as planned; one that is killed while it comes back is killed all the same."""
    for number, kill in enumerate(plan, 1):
        await asyncio.sleep(kill.after)
        victim = service(kill.victim)
        tell(f"kill {number} of {len(plan)}: {kill.victim}, down {kill.down:.1f} s")
        await asyncio.to_thread(victim.kill)
        await asyncio.sleep(kill.down)
        victim.begin()
