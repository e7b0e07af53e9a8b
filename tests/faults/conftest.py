"""Short forms run with the other tests; full forms have to be asked for: `make faults`."""

from collections.abc import AsyncIterator

import pytest

from tests.receiver import Receiver, a_receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as it:
        yield it
