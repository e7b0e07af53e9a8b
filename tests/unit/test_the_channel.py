"""The pure core as a whole, on a virtual clock: whatever happens to messages, processes and servers."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.mishaps import WhateverHappens

SHORT = settings(max_examples=40, stateful_step_count=40, deadline=None, derandomize=True)


def test_nothing_is_lost_or_done_twice_whatever_happens():
    run_state_machine_as_test(WhateverHappens, settings=SHORT)
