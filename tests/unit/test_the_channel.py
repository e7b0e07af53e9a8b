"""The pure core as a whole, on a virtual clock: whatever happens to messages, processes and servers."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests import promises
from tests.fakes.outbox import Died, Mishap
from tests.mishaps import TOLD, TWO_TRACKS, WhateverHappens, told
from tests.virtual_channel import VirtualChannel

SHORT = settings(max_examples=40, stateful_step_count=40, deadline=None, derandomize=True)


def test_nothing_is_lost_or_done_twice_whatever_happens():
    run_state_machine_as_test(WhateverHappens, settings=SHORT)


@pytest.mark.parametrize("moment", range(12))
def test_a_router_that_dies_between_two_cases_of_a_report_leaves_none_out(moment: int):
    channel = VirtualChannel()
    report = told(TOLD.index(TWO_TRACKS), 0, "440305", "enterprise", None)
    given = channel.report(report, "key")
    assert given
    channel.router_hears(mishap=Mishap(Died, moment))
    channel.broker.acknowledge("router", channel.broker.queues["router"])
    channel.settle(looking=True)
    promises.is_kept(channel, given.id)
    channel.close()
