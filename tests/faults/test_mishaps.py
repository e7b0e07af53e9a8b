"""The channel in memory, at length: 2,000 runs of whatever may happen, others each time."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.sizes import scaled
from tests.mishaps import WhateverHappens


@pytest.mark.faults
def test_nothing_is_lost_or_done_twice_in_thousands_of_runs():
    long = settings(
        max_examples=scaled(2_000),
        stateful_step_count=60,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],  # it is meant to take its time
    )
    run_state_machine_as_test(WhateverHappens, settings=long)
