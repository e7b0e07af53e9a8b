"""Derived names: what is stored is found by them, so they are for ever what they were."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import case_number, derived_id

NAMESPACE = uuid.UUID("6b9c4f0e-8a4d-5c0e-9b0e-2a5f7d1c3e60")


@given(st.lists(st.text(), min_size=1))
def test_a_derived_id_is_the_uuid5_of_its_parts(parts: list[str]) -> None:
    assert derived_id(*parts) == str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def test_names_that_are_stored_somewhere_stay_what_they_are() -> None:
    assert derived_id("case", "r", "implementation") == "e97a2e17-eeed-5ece-8b48-0d8576aef7a2"
    assert case_number("c", 2026) == "2026-P7664-T4V11"
